"""Lo que se ve en la mesa, como tabla: CSV o XLSX, con constancia de qué se pidió y la huella de lo entregado."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from archivos.tablas import csv_de, xlsx_de
from auditoria.consulta import completos, recientes
from auditoria.expedientes import ESTADOS, ORDEN, con_importe
from auditoria.muestra import Muestra
from bitacora.models import Evento
from cuentas.reloj import HERMOSILLO
from dictamenes.models.catalogos import Tipo
from dictamenes.models.solicitud import SolicitudQuerySet

TOPE = 10_000
ESCRIBIR: dict[str, Callable[[Sequence[str], Iterable[Sequence[object]]], bytes]] = {"csv": csv_de, "xlsx": xlsx_de}
DE_EXPEDIENTES = ("folio", "ente", "proyecto", "tipo", "estado", "ejercicio", "presentada", "concluida",
                  "importe_antes_de_iva")
CAMPOS = (
    "folio", "ente__siglas", "proyecto", "tipo", "estado", "ejercicio", "presentada_en", "concluida_en", "importe",
)
DE_EVENTOS = ("n", "ocurrio", "accion", "objeto", "quien", "huella", "previo", "eslabon")
DE_MUESTRA = ("lugar", "folio", "sha256_de_semilla_y_folio")
Fila = tuple[object, ...]


@dataclass(frozen=True)
class Tabla:
    """Un archivo ya escrito y lo que de él se anota: cuántas filas lleva y su SHA-256."""

    contenido: bytes
    filas: int

    def como_datos(self) -> dict[str, Any]:
        return {"filas": self.filas, "sha256": hashlib.sha256(self.contenido).hexdigest()}


def de_expedientes(expedientes: SolicitudQuerySet, formato: str) -> Tabla:
    """Los primeros `TOPE`, del más reciente al más antiguo."""
    tipos = dict(Tipo.choices)
    return _escribir(formato, DE_EXPEDIENTES, [
        (folio, ente, proyecto, tipos[tipo], ESTADOS[estado], ejercicio, _hora(presentada), _hora(concluida), importe)
        for folio, ente, proyecto, tipo, estado, ejercicio, presentada, concluida, importe
        in con_importe(expedientes).order_by(*ORDEN).values_list(*CAMPOS)[:TOPE]
    ])


def de_eventos(eventos: QuerySet[Evento], formato: str) -> Tabla:
    """Los primeros `TOPE`, con su lugar en la cadena."""
    return _escribir(formato, DE_EVENTOS, [
        (e.n, _hora(e.en), e.accion, e.objeto, e.por.nombre if e.por else "el sistema", e.huella, e.previo, e.eslabon)
        for e in completos(recientes(eventos, TOPE))
    ])


def de_muestra(muestra: Muestra) -> Tabla:
    """Los elegidos, en el orden en que salieron, con la huella que los puso ahí."""
    return _escribir("csv", DE_MUESTRA, list(_elegidos(muestra)))


def _elegidos(muestra: Muestra) -> Iterator[Fila]:
    for lugar, (folio, huella) in enumerate(muestra.elegidos, start=1):
        yield lugar, folio, huella


def _escribir(formato: str, encabezado: Sequence[str], filas: list[Fila]) -> Tabla:
    return Tabla(ESCRIBIR[formato](encabezado, filas), len(filas))


def _hora(momento: Any) -> str:
    """En hora de Hermosillo, como la pantalla."""
    return momento.astimezone(HERMOSILLO).isoformat(sep=" ", timespec="seconds") if momento else ""
