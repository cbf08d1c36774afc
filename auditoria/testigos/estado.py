"""Quién ha visto la bitácora, según la política de esta instalación: lo que se enseña y lo que se avisa."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from archivos.excepciones import AlmacenNoDisponible
from auditoria.testigos import carpeta
from verificador.sello_de_ancla import contenido_de
from verificador.testigos import politica as politicas
from verificador.testigos.notas import Nota, NotaIlegible, leer_checkpoint, leer_vkey
from verificador.testigos.politica import Politica, PoliticaIlegible, Vista

SIN_EXTERNOS = "ningún testigo de la bitácora es de fuera de la institución (docs/operacion.md)"


@dataclass(frozen=True)
class Resumen:
    """Lo que se dice en pantalla. `vista` es None mientras no se publica ningún checkpoint."""

    vista: Vista | None
    reciente: bool
    externos: list[str]
    reparo: str = ""


def politica() -> Politica | None:
    """La de BITACORA_TESTIGOS; None si esta instalación no tiene testigos. Lanza `PoliticaIlegible`.

    Si el archivo no nombra la bitácora, vale la propia: quien opera no tiene que copiar su llave.
    """
    if not settings.BITACORA_TESTIGOS:
        return None
    try:
        leida = politicas.leer(Path(settings.BITACORA_TESTIGOS).read_bytes())
    except OSError as error:
        raise PoliticaIlegible(f"No se pudo leer BITACORA_TESTIGOS ({error.strerror}).") from error
    if not leida.bitacoras and (vkey := carpeta.leer(carpeta.LLAVE)):
        leida.bitacoras.append(leer_vkey(vkey.decode()))
    return leida


def vista(en: datetime, nota: Nota | None = None) -> Vista | None:
    """Quiénes han visto esa nota (sin ella, la publicada); None sin política, sin nota o si no es de esta bitácora."""
    suya, cual = politica(), nota or carpeta.publicado()
    with suppress(NotaIlegible):
        return politicas.juzgar(cual, suya, en) if suya and cual else None
    return None


def resumen(en: datetime) -> Resumen:
    """Para la pantalla de quien audita; no lanza por nada de la política ni de la carpeta."""
    try:
        suya, hallada = politica(), vista(en)
    except (PoliticaIlegible, NotaIlegible, AlmacenNoDisponible) as error:
        return Resumen(None, False, [], str(error))
    reciente = bool(suya and hallada and suya.testigos and hallada.reciente(suya, en))
    return Resumen(hallada, reciente, suya.externos if suya else [])


def es_de(nota: Nota, origen: int) -> bool:
    """Si esa nota es del origen `origen` de la bitácora: lo publicado puede ser aún del anterior (0060)."""
    propio = leer_checkpoint(nota).origen
    return propio.endswith(f"/{origen}") if origen > 1 else True


def vkey_de(sellada: bytes) -> str:
    """La llave de la que el sello responde, con su salto de línea."""
    datos = json.loads(contenido_de(sellada))
    return f"{datos['vkey']}\n"
