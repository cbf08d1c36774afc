"""Importar asuntos de antes del sistema: el archivo entero o nada, una sola vez, con un evento por archivo."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace, Upper

from archivos.columnas import ErrorDeEntrada, en_orden
from archivos.entrada import guardar, nombre_limpio
from bitacora.cadena import anotar
from cuentas.models import Ente
from cuentas.reloj import dia_de
from cuentas.texto import normalizar
from dictamenes.models import Solicitud
from indicadores.cifra.proyeccion import IMPORTADO
from indicadores.models import EnteAnterior, LoteHistorico, RegistroHistorico
from indicadores.pasado.lectura import Renglon, leer, llave_de_folio
from indicadores.pasado.nombres import Nombres

POR_CONSULTA = 500
DE_ENTE, DE_ANTERIOR = "ente", "anterior"


class ArchivoInvalido(ValueError):
    """El CSV no se puede importar; `errores` los trae todos, con su fila y columna."""

    def __init__(self, errores: list[ErrorDeEntrada]) -> None:
        super().__init__("\n".join(map(str, errores)))
        self.errores = errores


@dataclass(frozen=True)
class Importacion:
    """El lote y si es nuevo; `sin_ente` son los textos que no corresponden a un ente del catálogo."""

    lote: LoteHistorico
    nuevo: bool
    sin_ente: tuple[str, ...] = ()


def importar(
    contenido: bytes, *, nombre: str, procedencia: str, montos: str, por: Any, en: datetime, demostracion: bool = False
) -> Importacion:
    """Guarda el archivo, sus renglones y un evento `historico.importado`; el mismo archivo otra vez no hace nada.

    `montos` dice cuál trae su columna de importe (`LoteHistorico.Montos`): antes de IVA o con IVA.
    Lanza `ArchivoInvalido` con todos los errores y no deja nada escrito.
    """
    sha256 = hashlib.sha256(contenido).hexdigest()
    if previo := LoteHistorico.objects.filter(sha256=sha256, hoja="").first():
        return Importacion(previo, nuevo=False)
    renglones, errores = leer(contenido, dia_de(en))
    errores += repetidos(renglones)
    if errores:
        raise ArchivoInvalido(en_orden(errores))
    lote = LoteHistorico(
        nombre=nombre_limpio(nombre), archivo=guardar(contenido, "text/csv"), sha256=sha256, demostracion=demostracion,
        montos=montos,
        procedencia=(procedencia.strip() or nombre_limpio(nombre))[:300], importado_en=en, importado_por=por,
    )
    conocidos = nombres_conocidos()
    claves = {renglon.ente: conocidos.hallar(renglon.ente) for renglon in renglones}
    with transaction.atomic():
        registrar(lote, renglones, claves)
    return Importacion(lote, nuevo=True, sin_ente=tuple(sorted(texto for texto, clave in claves.items() if not clave)))


def registrar(lote: LoteHistorico, renglones: Sequence[Renglon], claves: Mapping[str, str]) -> None:
    """Guarda el lote, sus renglones y su evento. Dentro de una transacción.

    `claves` dice de quién es cada ente como viene escrito: «ente:5», «anterior:3», o cualquier otra cosa si de nadie.
    """
    lote.renglones = len(renglones)
    lote.save()
    entes = {f"{DE_ENTE}:{ente.pk}": f"{ente.nombre} {ente.siglas}" for ente in Ente.objects.all()}
    entes |= {f"{DE_ANTERIOR}:{anterior.pk}": anterior.nombre for anterior in EnteAnterior.objects.all()}
    registros = [_registro(lote, renglon, claves.get(renglon.ente, ""), entes) for renglon in renglones]
    RegistroHistorico.objects.bulk_create(registros, batch_size=POR_CONSULTA)
    unica = f"{lote.sha256}:{lote.hoja}" if lote.hoja else lote.sha256
    anotar(IMPORTADO, lote, por=lote.importado_por, en=lote.importado_en, clave=f"historico:{unica}"[:120],
           datos=_totales(lote, renglones))


def nombres_conocidos() -> Nombres:
    """Los entes del catálogo y los que ya no existen, por su nombre y sus siglas."""
    return Nombres([
        *((f"{DE_ENTE}:{ente.pk}", (ente.nombre, ente.siglas)) for ente in Ente.objects.all()),
        *((f"{DE_ANTERIOR}:{a.pk}", (a.nombre, a.siglas)) for a in EnteAnterior.objects.all()),
    ])


def repetidos(renglones: Sequence[Renglon]) -> list[ErrorDeEntrada]:
    """Los folios que ya están en el registro, propio o histórico: contarlos otra vez sería contarlos doble."""
    folios = sorted({llave_de_folio(renglon.folio) for renglon in renglones})
    ya = _existentes(RegistroHistorico, folios) | _existentes(Solicitud, folios)
    mensaje = "ya está en el registro: quite el renglón para no contarlo dos veces"
    dobles = (renglon for renglon in renglones if llave_de_folio(renglon.folio) in ya)
    return [ErrorDeEntrada(r.fila, "folio", f"«{r.folio}» {mensaje}") for r in dobles]


def _existentes(modelo: Any, folios: list[str]) -> set[str]:
    """Las llaves de folio que ese modelo ya tiene."""
    con_llave = modelo.objects.annotate(llave_de_folio=Upper(Replace("folio", Value(" "), Value(""))))
    tramos = (folios[k : k + POR_CONSULTA] for k in range(0, len(folios), POR_CONSULTA))
    return {
        llave for tramo in tramos
        for llave in con_llave.filter(llave_de_folio__in=tramo).values_list("llave_de_folio", flat=True)
    }


def _registro(lote: LoteHistorico, renglon: Renglon, clave: str, entes: Mapping[str, str]) -> RegistroHistorico:
    de, _, pk = clave.partition(":")
    dicho = f"{renglon.folio} {renglon.ente} {entes.get(clave, '')}"
    return RegistroHistorico(
        lote=lote, fila=renglon.fila, folio=renglon.folio, ente_texto=renglon.ente, tipo=renglon.tipo,
        ente_id=int(pk) if de == DE_ENTE else None, anterior_id=int(pk) if de == DE_ANTERIOR else None,
        fecha_recibida=renglon.recibida, fecha_atendida=renglon.atendida, conclusion=renglon.conclusion,
        importe=renglon.importe, busqueda=normalizar(dicho)[:700],
    )


def _totales(lote: LoteHistorico, renglones: Sequence[Renglon]) -> dict[str, Any]:
    recibidas = Counter(str(r.recibida.year) for r in renglones)
    atendidas = Counter(str(r.atendida.year) for r in renglones if r.atendida)
    return {
        "archivo": lote.nombre, "sha256": lote.sha256, "procedencia": lote.procedencia,
        "hoja": lote.hoja, "montos": lote.montos, "demostracion": lote.demostracion, "renglones": lote.renglones,
        "apartadas": len(lote.lectura.get("apartadas", [])),
        "recibidas": dict(sorted(recibidas.items())), "atendidas": dict(sorted(atendidas.items())),
    }
