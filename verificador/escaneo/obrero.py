"""Proceso aparte que abre escaneos: cada pedido, en un hijo encerrado (verificador/vivero.py)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from PIL import Image

from verificador.escaneo import armado, juicio, lectura
from verificador.vivero import PRESUPUESTO, SEGUNDOS, Labor, Limites, Pedido, atender


def leer(contenido: bytes, desde: int) -> bytes:
    """En JSON, cuántas hojas trae un escaneo y qué dice el código de las que alcanzan desde ésa; o el `motivo`."""
    return _leidas(contenido, desde, lambda numero: lectura.hoja(contenido, numero).imagen)


def leer_original(contenido: bytes, desde: int) -> bytes:
    """Como `leer`, de un original: se dibuja como se imprime."""
    return _leidas(contenido, desde, lambda numero: lectura.original(contenido, numero))


def _leidas(contenido: bytes, desde: int, dibujar: Callable[[int], Image.Image]) -> bytes:
    empezo, leidas = time.monotonic(), list[dict[str, Any] | None]()
    try:
        hay = lectura.cuantas(contenido)
        while desde + len(leidas) < hay and (not leidas or time.monotonic() - empezo < SEGUNDOS / 3):
            hallados = lectura.codigos(dibujar(desde + len(leidas)))
            leidas.append(next((uno.codigo._asdict() for uno in hallados.values()), None))
    except lectura.Ilegible as motivo:
        return json.dumps({"motivo": str(motivo)}).encode()
    return json.dumps({"hay": hay, "leidas": leidas}).encode()


def contar(contenido: bytes) -> bytes:
    """En JSON, cuántas hojas trae un escaneo; o el `motivo`."""
    try:
        return json.dumps({"hay": lectura.cuantas(contenido)}).encode()
    except lectura.Ilegible as motivo:
        return json.dumps({"motivo": str(motivo)}).encode()


def juzgar(contenido: bytes, largo: int, numero: int, pagina: int) -> bytes:
    """En JSON, el juicio de una hoja; `largo`, cuántos bytes de lo recibido son el original."""
    return json.dumps(asdict(juicio.juzgar(contenido[:largo], numero, contenido[largo:], pagina))).encode()


def armar(contenido: bytes, largos: list[int], hojas: list[list[int]]) -> bytes:
    """Un PDF con esas hojas (archivo y página, desde 0), en ese orden, tal como venían."""
    return armado.armar(contenido, largos, hojas)


LABORES: dict[str, Callable[..., bytes]] = {
    "leer": leer, "original": leer_original, "juzgar": juzgar, "armar": armar, "contar": contar,
}


def preparar(pedido: Pedido) -> tuple[Limites, Labor]:
    """La labor pedida y sus límites, que son los de todo archivo ajeno."""
    return PRESUPUESTO, partial(_hacer, pedido["labor"], pedido["opciones"])


def _hacer(labor: str, opciones: list[Any], contenido: bytes) -> bytes:
    return LABORES[labor](contenido, *opciones)


if __name__ == "__main__":
    Image.init()  # los formatos, de una vez: cada hijo los cargaría de nuevo
    atender(preparar)
