"""Varios archivos en uno, siempre con los mismos bytes: sin reloj, sin dueño y en el orden en que se dan."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

HUELLAS = "huellas.sha256"
SIN_FECHA = (1980, 1, 1, 0, 0, 0)  # lo más antiguo que un ZIP sabe decir
UNIX, LECTURA = 3, 0o100644 << 16


def renglon(nombre: str, compresion: int) -> zipfile.ZipInfo:
    """La entrada de un ZIP sin nada de la máquina ni del momento en que se escribe."""
    entrada = zipfile.ZipInfo(nombre, SIN_FECHA)
    entrada.create_system, entrada.external_attr, entrada.compress_type = UNIX, LECTURA, compresion
    return entrada


def zip_de(piezas: Mapping[str, bytes]) -> bytes:
    """Un ZIP con esas piezas (nombre → contenido): las mismas piezas dan los mismos bytes."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in piezas.items():
            paquete.writestr(renglon(nombre, zipfile.ZIP_DEFLATED), contenido)
    return salida.getvalue()


def con_huellas(piezas: Mapping[str, bytes]) -> dict[str, bytes]:
    """Las piezas y, al final, su lista de SHA-256, como la entiende `sha256sum --check huellas.sha256`."""
    renglones = (f"{hashlib.sha256(contenido).hexdigest()}  {nombre}\n" for nombre, contenido in piezas.items())
    return {**piezas, HUELLAS: "".join(renglones).encode()}
