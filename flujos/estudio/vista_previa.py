"""Mirar el dictamen o las observaciones antes de enviarlos: se hacen de verdad, se leen y se deshacen."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django.db import transaction

from archivos import paginas
from bitacora.rechazos import con_constancia
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.congelado import DatosDictamen
from dictamenes.documento import documentos
from dictamenes.documento.diferencias import cambios
from dictamenes.documento.instantanea import datos_de_dictamen
from dictamenes.models import Dictamen, Solicitud
from dictamenes.textos.criterios import RAZONES, razon_escrita
from flujos.estudio.forms.criterios import ya_contestados
from flujos.expediente.expediente import prevenciones_de

RAZON_ESCRITA = {razon_escrita(clave): clave for clave in RAZONES}


def datos_propuestos(solicitud: Solicitud, *, por: Usuario, en: datetime, **propuesta: Any) -> DatosDictamen:
    """Lo que se congelaría con lo propuesto. No deja nada escrito. Lanza lo que lance `proponer`."""
    with con_constancia("dictamen.elaborar", solicitud, por=por, en=en), transaction.atomic():
        tramite.proponer(solicitud, por=por, en=en, **propuesta)
        dictamen = Dictamen.objects.get(solicitud=solicitud)
        datos = datos_de_dictamen(dictamen)
        transaction.set_rollback(True)
    return datos


def paginas_y_cambios(dictamen: Dictamen | None, datos: DatosDictamen) -> dict[str, Any]:
    """Las páginas del borrador como imágenes en línea y qué cambia respecto de la última versión congelada."""
    dibujadas = [base64.b64encode(png).decode() for png in paginas.imagenes(documentos.borrador(datos))]
    ultimo = dictamen.proyectos.last() if dictamen else None
    if ultimo is None:
        return {"paginas": dibujadas}
    return {"paginas": dibujadas, "antes": ultimo.numero, "cambios": cambios(ultimo.datos, datos)}


def prevencion(
    solicitud: Solicitud, *, por: Usuario, en: datetime, causal: str, observaciones: list[tuple[str, str]]
) -> dict[str, Any]:
    """Las observaciones como las leerá el ente, con su vencimiento. No deja nada escrito. Lanza lo de `prevenir`."""
    with con_constancia("requisitos.resolver", solicitud, por=por, en=en), transaction.atomic():
        prevenida = tramite.prevenir(solicitud, por=por, en=en, causal=causal, observaciones=observaciones)
        hecha = prevenciones_de(prevenida)[-1]
        transaction.set_rollback(True)
    return hecha


def iniciales(dictamen: Dictamen | None) -> dict[str, Any]:
    """Lo que decía el proyecto anterior, para volver a proponer sin teclearlo todo."""
    if dictamen is None:
        return {}
    condiciones = list(dictamen.condiciones.all())
    return {
        "analisis": dictamen.analisis, "autoriza": dictamen.autoriza_id, "forma_firma": dictamen.forma_firma,
        "renglones": max(1, len(condiciones)),
        **ya_contestados(dictamen.criterios),
        **{f"aclaracion_{regla}": razon for regla, razon in dictamen.aclaraciones.items()},
        "fundamentos": list(dictamen.fundamentos.all()),
        **_de_conceptos(dictamen),
        **_de_bloques(dictamen),
        **{
            f"{columna}_{n}": valor
            for n, c in enumerate(condiciones, start=1)
            for columna, valor in {"condicion": c.texto, "responsable": c.responsable, "fecha": c.fecha,
                                   "evidencia": c.evidencia}.items()
        },
    }


def _de_conceptos(dictamen: Dictamen) -> dict[str, Any]:
    dichos: dict[str, Any] = {}
    for resuelto in dictamen.sentidos.all():
        dichos[f"sentido_{resuelto.concepto_id}"] = resuelto.sentido
        dichos[f"razones_{resuelto.concepto_id}"] = [RAZON_ESCRITA[r] for r in resuelto.razones if r in RAZON_ESCRITA]
        dichos[f"corregir_{resuelto.concepto_id}"] = resuelto.corregir
        dichos[f"motivo_{resuelto.concepto_id}"] = resuelto.motivo
    return dichos


def _de_bloques(dictamen: Dictamen) -> dict[str, Any]:
    dichos: dict[str, Any] = {}
    for parrafo in dictamen.parrafos.select_related("version"):
        cual = parrafo.version.bloque_id
        dichos |= {f"bloque_{cual}": True, f"version_{cual}": parrafo.version_id, f"parrafo_{cual}": parrafo.texto}
    return dichos
