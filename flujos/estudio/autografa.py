"""Qué se sabe del escaneo de un dictamen que se firma a mano, en palabras de quien lo firma."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from dictamenes.models import EscaneoFirmado
from dictamenes.models.proyecto import Veredicto

AVISA = "El escaneo que entregó dejó dudas y espera a que otra persona lo vea."


@dataclass(frozen=True)
class Dicho:
    """Cómo va: la etiqueta con su tono y su forma, y lo que procede."""

    rotulo: str
    tono: str
    forma: str
    texto: str


def ultimos(dictamenes: Iterable[int]) -> dict[int, EscaneoFirmado]:
    """De cada dictamen, el último escaneo de lo que hoy espera firma."""
    suyos = EscaneoFirmado.objects.filter(dictamen__in=list(dictamenes), sellado=F("dictamen__sellado"))
    return {e.dictamen_id: e for e in suyos.select_related("archivo", "resuelto_por").order_by("pk")}


def como_va(escaneo: EscaneoFirmado | None) -> Dicho:
    """Lo que se le dice a quien firma."""
    if escaneo is None:
        return Dicho("Sin escaneo", "gris", "anillo", "Imprímalo, fírmelo y entregue su escaneo.")
    if not escaneo.veredicto:
        return Dicho("Cotejando", "azul", "medio", "El escaneo se recibió y se está cotejando con el original.")
    if escaneo.confirmado:
        return Dicho("Confirmado", "verde", "palomita", f"{_quien(escaneo)} lo vio y lo confirmó: {escaneo.motivo}")
    if escaneo.confirmado is False:
        return Dicho("No se confirmó", "rojo", "alerta", f"{_quien(escaneo)} lo vio y pide otro: {escaneo.motivo}")
    frase = str((escaneo.cotejo or {}).get("frase", ""))
    if escaneo.veredicto == Veredicto.COTEJADO:
        return Dicho("Cotejado", "verde", "palomita", frase)
    if escaneo.veredicto == Veredicto.RECHAZADO:
        return Dicho("Rechazado", "rojo", "alerta", frase)
    if escaneo.espera_a_otra_persona:
        return Dicho("Lo ve otra persona", "ambar", "medio", f"{AVISA} {' '.join(_motivos(escaneo))}")
    return Dicho("Deja dudas", "ambar", "alerta", frase)


def _motivos(escaneo: EscaneoFirmado) -> list[str]:
    return list((escaneo.cotejo or {}).get("motivos", []))


def _quien(escaneo: EscaneoFirmado) -> str:
    return escaneo.resuelto_por.nombre if escaneo.resuelto_por else ""
