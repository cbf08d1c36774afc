"""Lo que las pantallas de estrategia y de firma muestran de las versiones del proyecto."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from dictamenes.documento import escrito
from dictamenes.documento.diferencias import cambios
from dictamenes.models import Dictamen
from dictamenes.reglas.coherencia import Hallazgo, Severidad

register = template.Library()
EN_PLURAL = {Severidad.IMPIDE: "Impiden", Severidad.PIDE_RAZON: "Piden razón", Severidad.AVISA: "Avisos"}
TONOS = {Severidad.IMPIDE: "rojo", Severidad.PIDE_RAZON: "ambar", Severidad.AVISA: "azul"}


@register.inclusion_tag("flujos/estudio/_hallazgos.html")
def hallazgos(hallados: Iterable[Hallazgo], lugar: str, aparte: bool = False) -> dict[str, Any]:
    """Los de ese lugar («concepto-3») o esa clase de lugar («condicion»); `aparte`, para cambiarlos en la página."""
    suyos = [h for h in hallados or () if lugar in (h.donde, lugar_de(h))]
    return {"lugar": lugar, "aparte": aparte, "filas": [(TONOS[h.severidad], h) for h in suyos]}


@register.inclusion_tag("flujos/estudio/_hallazgos.html")
def hallados_por_firmar(hallados: Iterable[Hallazgo]) -> dict[str, Any]:
    """Los de un proyecto entero: lo que impide firmarlo y lo que pidió razón, con la que se dio."""
    return {"filas": [(TONOS[h.severidad], h) for h in hallados]}


@register.filter
def lugar_de(hallazgo: Hallazgo) -> str:
    """Dónde se dibuja: cada concepto aparte; lo demás, por clase."""
    parte = hallazgo.donde.partition("-")[0]
    return hallazgo.donde if parte == "concepto" else parte


@register.filter
def cuantos_hay(hallados: list[Hallazgo]) -> str:
    """«Impiden: 2. Piden razón: 1. Avisos: 1.», lo que haya."""
    cuentas = [(nombre, sum(h.severidad == severidad for h in hallados)) for severidad, nombre in EN_PLURAL.items()]
    return " ".join(f"{nombre}: {cuantos}." for nombre, cuantos in cuentas if cuantos)


@register.inclusion_tag("flujos/estudio/_cambios.html")
def cambios_del_proyecto(dictamen: Dictamen | None) -> dict[str, Any]:
    """Qué cambió en la última versión congelada respecto de la anterior; nada si sólo hay una."""
    ultimas = list(dictamen.proyectos.order_by("-numero")[:2]) if dictamen else []
    if len(ultimas) < 2:
        return {}
    ahora, antes = ultimas
    return {"antes": antes.numero, "ahora": ahora.numero, "cambios": cambios(antes.datos, ahora.datos)}


@register.inclusion_tag("flujos/estudio/_escrito.html")
def escrito_por_quien_elaboro(dictamen: Dictamen) -> dict[str, Any]:
    """Lo que no es texto fijo del documento, y los bloques que se usaron tal cual."""
    return {"partes": escrito.partes_de_elaboracion(dictamen), "tal_cual": escrito.tal_cual(dictamen)}
