"""Qué hojas de un documento por firmar se le entregaron a una persona. Vive unas horas en la caché compartida."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache

from archivos import paginas
from archivos.models import Archivo
from cuentas.models import Usuario

VENCE = timedelta(hours=12)
ENTERO = 0  # como si fuera una hoja: el PDF mismo
POR_HOJA, EN_UNA, EN_PDF = "hoja por hoja", "todas en una página", "el PDF"


@dataclass(frozen=True)
class Mostrado:
    """Las hojas por las que pasó, de cuántas, y cómo se leyeron."""

    hojas: tuple[int, ...]
    de: int
    como: str = POR_HOJA

    @property
    def faltan(self) -> list[int]:
        return [n for n in range(1, self.de + 1) if n not in self.hojas]


def entregar(persona: Usuario, archivo: Archivo, hoja: int = ENTERO) -> None:
    """A esa persona se le dio esa hoja (desde 1), o el PDF."""
    cache.set(_clave(persona, archivo, hoja), True, VENCE.total_seconds())


def mostrado(persona: Usuario, archivo: Archivo, pasadas: str) -> Mostrado:
    """`pasadas`, los números de hoja que su navegador dice; vacío, sin JavaScript: las tuvo todas en una página.

    Cuenta sólo lo que se le entregó. Lo que no se dibuja, o no entero, se lee en el PDF.
    """
    try:
        de = paginas.cuantas(archivo)
    except paginas.SinPaginas:
        de = 0
    if not 0 < de < paginas.MAXIMO:
        return Mostrado((1,) if cache.get(_clave(persona, archivo, ENTERO)) else (), 1, EN_PDF)
    claves = {_clave(persona, archivo, n): n for n in range(1, de + 1)}
    entregadas = tuple(claves[clave] for clave in cache.get_many(list(claves)))
    if not pasadas:
        return Mostrado(entregadas, de, EN_UNA)
    dichas = set(pasadas.split(","))
    return Mostrado(tuple(n for n in sorted(entregadas) if str(n) in dichas), de)


def _clave(persona: Usuario, archivo: Archivo, hoja: int) -> str:
    return f"hoja:{persona.pk}:{archivo.sha256}:{hoja}"
