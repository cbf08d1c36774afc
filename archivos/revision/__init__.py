"""Qué trae adentro un archivo ajeno. Corre sólo en el obrero: aquí sí se interpretan sus bytes, con límites."""

from __future__ import annotations

import io
import zipfile


class NoAdmitido(Exception):
    """El archivo no se admite; el mensaje completa «nombre» … y dice qué hacer."""


DANADO = "está dañado o no es lo que su nombre dice: ábralo, guárdelo de nuevo y adjúntelo"


def exigir_que_no_sea_zip(contenido: bytes) -> None:
    """Un ZIP se lee desde el final: pegado a un PDF o a una imagen, el mismo archivo es dos cosas."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            entradas = len(paquete.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return
    if entradas:
        raise NoAdmitido("lleva escondido un archivo ZIP: guárdelo de nuevo desde su programa y adjúntelo")
