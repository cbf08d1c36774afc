"""Dónde muere un proceso (SEGURIDAD §2.3). Sólo existe en las pruebas: parcha el producto, que no sabe nada de esto.

`PUNTO_DE_CORTE` nombra un archivo; lo que diga es el punto, y quien muere ahí lo vacía: el siguiente proceso vive.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.herramientas.proceso_aparte import morir

VARIABLE = "PUNTO_DE_CORTE"
WEB = ("P0", "P1", "P2")
WEB_AL_FIRMAR = ("P0", "P5", "P6", "P7", "P1", "P2")
TRABAJADOR = ("P0", "P3", "P4", "P5", "P6", "P7", "P1", "P2")
CORREO = ("P8", "P9")


def armar_web() -> None:
    """Pone las trampas en un proceso web; las del firmante también."""
    from dictamenes.documento import documentos
    from flujos.intermedios import ErroresDeActoIntermedio
    from flujos.recorrido import actos

    _antes(ErroresDeActoIntermedio, "__call__", "P0", si=lambda args: args[1].method == "POST" and args[1].POST)
    _despues(actos, "_avanzar", "P1")
    _despues(actos, "ejecutar", "P2")
    _antes(documentos.persona, "firmar", "P5")
    _antes(documentos, "guardar", "P6")
    _despues(documentos, "con_la_de_prueba", "P7")


def armar_trabajador() -> None:
    """Pone las trampas en un trabajador."""
    from cuentas.avisos import avisos, correo
    from dictamenes.documento import documentos
    from dictamenes.documento.firma import sello
    from flujos.recorrido import trabajos

    _antes(trabajos, "_tomar", "P0")
    _despues(trabajos, "_tomar", "P3")
    for hacer in ("sellado", "ejemplares"):
        _antes(documentos, hacer, "P4")
        _despues(documentos, hacer, "P7")
    _antes(sello, "sellar", "P5")
    _antes(documentos, "guardar", "P6")
    _despues(trabajos, "ejecutar_entero", "P1")
    _despues(trabajos, "correr", "P2")
    _antes(avisos, "_enviar", "P8")
    _despues(correo.EmailMultiAlternatives, "send", "P9")


def poner(punto: str) -> None:
    """Arma un punto para el siguiente que pase."""
    Path(os.environ[VARIABLE]).write_text(punto, encoding="ascii")


def puesto() -> str:
    """El punto que sigue armado; vacío si alguien ya murió en él."""
    archivo = Path(os.environ.get(VARIABLE, os.devnull))
    return archivo.read_text(encoding="ascii") if archivo.exists() else ""


def _caer(punto: str) -> None:
    if puesto() == punto:
        poner("")
        morir()


def _antes(donde: Any, nombre: str, punto: str, si: Callable[[tuple], Any] = bool) -> None:
    original = getattr(donde, nombre)

    def corte(*args: Any, **kwargs: Any) -> Any:
        if si(args):
            _caer(punto)
        return original(*args, **kwargs)

    setattr(donde, nombre, corte)


def _despues(donde: Any, nombre: str, punto: str, si: Callable[[tuple], Any] = bool) -> None:
    original = getattr(donde, nombre)

    def corte(*args: Any, **kwargs: Any) -> Any:
        resultado = original(*args, **kwargs)
        if si(args):
            _caer(punto)
        return resultado

    setattr(donde, nombre, corte)
