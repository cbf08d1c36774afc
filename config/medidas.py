"""El banco de medidas: razones en una misma corrida contra un piso o un par, para que la máquina no decida."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from statistics import median
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from config.demostracion.asuntos import PROYECTOS
from config.demostracion.gente import Gente
from config.demostracion.recorrido import Asunto, Guion
from cuentas import reloj
from dictamenes import documentos, oficio
from dictamenes.firma import cierre, instalada, persona, sello
from dictamenes.models import Dictamen, Solicitud
from flujos import trabajos
from flujos.bandeja import tareas_de


@dataclass(frozen=True)
class Medida:
    """Un renglón de la tabla."""

    que: str
    valor: str
    contra: str
    razon: str


def medir(gente: Gente, en: datetime, casos: int) -> list[Medida]:
    """Corre todas las medidas sobre una base ya sembrada."""
    return [
        *_casos(gente, en, casos),
        *_documento(en),
        *_bandeja(gente),
        *_cadena(),
    ]


def maquina() -> dict[str, Any]:
    """Dónde se midió."""
    return {
        "python": platform.python_version(), "sistema": f"{platform.system()} {platform.machine()}",
        "nucleos": os.cpu_count(), "motor": connection.vendor,
    }


def _cpu(funcion: Callable[[], object], veces: int) -> float:
    """Mediana de milisegundos de CPU."""
    tomadas = []
    for _ in range(veces):
        inicio = time.process_time()
        funcion()
        tomadas.append((time.process_time() - inicio) * 1000)
    return median(tomadas)


def _casos(gente: Gente, en: datetime, cuantos: int) -> list[Medida]:
    guion = Guion(proyecto=PROYECTOS[0], siglas="SEC")
    inicio_cpu, inicio = time.process_time(), time.monotonic()
    with reloj.detenido_en(en):
        for n in range(cuantos):
            asunto = Asunto(guion, gente, Random(n))  # noqa: S311
            asunto.en = en
            for _ in asunto.pasos():
                trabajos.correr_pendientes(en)
            trabajos.correr_pendientes(en)
    cpu, pared = (time.process_time() - inicio_cpu) / cuantos * 1000, (time.monotonic() - inicio) / cuantos
    documentos_cpu = _documentos_de_un_caso(en)
    return [
        Medida("Caso completo (captura → dictamen vigente, con PDF, firma y estampa)",
               f"{1 / pared:.2f} casos/s · {cpu:.0f} ms CPU", f"sólo sus documentos {documentos_cpu:.0f} ms",
               f"{cpu / documentos_cpu:.2f}×"),
    ]


def _documentos_de_un_caso(en: datetime) -> float:
    """CPU de redactar, sellar, firmar y cerrar los dos ejemplares, sin base de datos de por medio."""
    dictamen = Dictamen.objects.filter(estado="vigente", forma_firma="pades").latest("pk")

    def todos() -> None:
        documentos.sellado(dictamen, en)
        documentos.firmado(dictamen, dictamen.firmado_por, en)
        documentos.ejemplares(dictamen, en)

    return _cpu(todos, 3)


def _documento(en: datetime) -> list[Medida]:
    dictamen = Dictamen.objects.filter(estado="vigente", forma_firma="pades").latest("pk")
    llave = rsa.generate_private_key(65537, 2048)
    piso = _cpu(lambda: llave.sign(b"x", padding.PKCS1v15(), hashes.SHA256()), 20)
    documento = oficio.redactar_dictamen(dictamen.datos)
    sellado = dictamen.sellado.leer()
    credencial = instalada.credencial_de(dictamen.firmado_por.rfc, en=en)
    firmado = persona.firmar(sellado, credencial=credencial, en=en, motivo="medida", lugar="Hermosillo")
    pasos: list[tuple[str, Callable[[], object]]] = [
        (f"Redactar el dictamen ({documento.paginas} páginas)", lambda: oficio.redactar_dictamen(dictamen.datos)),
        ("Sellar", lambda: sello.sellar(documento.contenido, credencial=instalada.sello_institucional(), en=en,
                                        caja_firma=documento.caja_firma)),
        ("Firmar", lambda: persona.firmar(sellado, credencial=credencial, en=en, motivo="medida", lugar="Hermosillo")),
        ("Cerrar (DSS, estampa y verificación)",
         lambda: cierre.cerrar(firmado, estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en)),
        ("Acuse", lambda: documentos.acuse(dictamen.solicitud.presentaciones.first())),
    ]
    return [
        Medida(nombre, f"{(cpu := _cpu(paso, 7)):.1f} ms CPU", f"RSA-2048 pelón {piso:.2f} ms", f"{cpu / piso:.0f}×")
        for nombre, paso in pasos
    ]


def _bandeja(gente: Gente) -> list[Medida]:
    recepcion = gente.central["recepcion"][0]
    reset_queries()
    with CaptureQueriesContext(connection) as consultas:
        list(tareas_de(recepcion)[:25])
    propia = _cpu(lambda: list(tareas_de(recepcion)[:25]), 15)
    lista = _cpu(lambda: list(Solicitud.objects.select_related("ente").order_by("-elaborada_en")[:25]), 15)
    return [Medida("Bandeja de recepción (25 renglones)", f"{propia:.2f} ms CPU · {len(consultas)} consultas",
                   f"lista simple {lista:.2f} ms", f"{propia / lista:.2f}×")]


def _cadena() -> list[Medida]:
    eventos = Evento.objects.count()
    verificar = _cpu(verificar_cadena, 5)
    renglones = [json.dumps({"n": n, "previo": "0" * 64, "accion": "solicitud.presentada"}) for n in range(eventos)]
    piso = _cpu(lambda: [hashlib.sha256(json.dumps(json.loads(r)).encode()).hexdigest() for r in renglones], 5)
    return [Medida("Verificar la bitácora", f"{eventos / verificar * 1000:,.0f} renglones/s",
                   f"JSON + SHA-256 {eventos / piso * 1000:,.0f}/s", f"{piso / verificar:.2f}×")]
