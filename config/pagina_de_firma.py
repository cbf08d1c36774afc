"""La página estática donde se firma con la propia llave (`static/firma/`): su política, su huella y que no se escriba.

No la dibuja la aplicación: se arma con `make firma` y se sirve tal cual. Quien se apodere de la web no puede cambiar la
que ya está puesta, si sus estáticos no son suyos (docs/decisiones/0079).
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

CARPETA = "firma"
POLITICA = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
FUENTE = Path(__file__).resolve().parents[1] / "static" / CARPETA


def cabeceras(de_este: MutableMapping[str, str], ruta: str, url: str) -> None:
    """La llama whitenoise con cada archivo estático: a los de la página, su propia política."""
    if f"/{CARPETA}/" in url:
        de_este["Content-Security-Policy"] = POLITICA


def huellas() -> list[tuple[str, str]]:
    """Nombre y SHA-256 de cada archivo de la página, como se publican."""
    renglones = (FUENTE / "huellas.txt").read_text(encoding="ascii").splitlines()
    return [(nombre, huella) for huella, nombre in (renglon.split() for renglon in renglones)]


def se_puede_escribir(carpeta: str | os.PathLike[str]) -> bool:
    """Si este proceso puede cambiar la página servida desde esa carpeta."""
    suya = Path(carpeta) / CARPETA
    return any(ruta.exists() and os.access(ruta, os.W_OK) for ruta in (Path(carpeta), suya, suya / "firma.js"))


def comprobar(app_configs: Any, **opciones: Any) -> list[Any]:
    """`check --deploy`: fuera de la demostración y la práctica, la web no puede escribir los estáticos que sirve."""
    from django.conf import settings
    from django.core.checks import Warning

    if settings.DEMOSTRACION or settings.PRACTICA or not se_puede_escribir(settings.STATIC_ROOT):
        return []
    return [Warning(
        "Este proceso puede cambiar la página donde se abren las llaves de quienes firman (STATIC_ROOT).",
        hint="Junte los estáticos con otra cuenta y deje la carpeta de sólo lectura para la web (ESTATICOS_CARPETA).",
        id="config.W001",
    )]
