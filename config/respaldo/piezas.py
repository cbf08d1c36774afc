"""Los archivos del almacén en el destino: cada contenido una vez, con su huella por nombre."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from archivos.excepciones import AlmacenNoDisponible
from config.respaldo.manifiesto import Pieza, huella_de

CARPETA = "archivos"


def ruta_de(destino: Path, pieza: Pieza) -> Path:
    return destino / CARPETA / pieza.sha256[:2] / pieza.sha256


def guardar(destino: Path, piezas: Iterable[Pieza]) -> tuple[int, list[str]]:
    """Copia del almacén lo que el destino no tenga. Devuelve cuántos copió y, con nombre, lo que no se pudo."""
    copiados, defectos = 0, []
    for pieza in piezas:
        ruta = ruta_de(destino, pieza)
        if ruta.is_file() and ruta.stat().st_size == pieza.tamano:
            continue
        if defecto := _copiar(pieza, ruta):
            defectos.append(defecto)
        else:
            copiados += 1
    return copiados, defectos


def revisar(destino: Path, piezas: Iterable[Pieza]) -> list[str]:
    """Lo que falta o fue alterado en el destino, con nombre."""
    defectos = []
    for pieza in piezas:
        hallada = huella_de(ruta_de(destino, pieza))
        if hallada != pieza.sha256:
            defectos.append(f"archivo {pieza.sha256}: {'fue alterado' if hallada else 'falta'} en el respaldo")
    return defectos


def reponer(destino: Path, piezas: Iterable[Pieza]) -> int:
    """Pone en el almacén lo que no tenga o tenga con otro contenido. Devuelve cuántos. `AlmacenNoDisponible`."""
    repuestos = 0
    for pieza in piezas:
        if en_almacen(pieza) == pieza.sha256:
            continue
        default_storage.delete(pieza.clave)
        with ruta_de(destino, pieza).open("rb") as archivo:
            default_storage.save(pieza.clave, File(archivo))
        repuestos += 1
    return repuestos


def en_almacen(pieza: Pieza) -> str:
    """La huella de lo que el almacén tiene con esa clave; vacía si no lo tiene. `AlmacenNoDisponible`."""
    try:
        with default_storage.open(pieza.clave, "rb") as archivo:
            suma = hashlib.sha256()
            for trozo in archivo.chunks():
                suma.update(trozo)
            return suma.hexdigest()
    except FileNotFoundError:
        return ""


def _copiar(pieza: Pieza, ruta: Path) -> str:
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    parcial = ruta.with_name(f".{pieza.sha256}.{secrets.token_hex(4)}")
    try:
        suma = hashlib.sha256()
        with default_storage.open(pieza.clave, "rb") as origen, parcial.open("wb") as copia:
            parcial.chmod(0o600)
            for trozo in origen.chunks():
                suma.update(trozo)
                copia.write(trozo)
            copia.flush()
            os.fsync(copia.fileno())
        if suma.hexdigest() != pieza.sha256:
            return f"archivo {pieza.sha256}: el almacén tiene otro contenido"
        parcial.replace(ruta)
        return ""
    except FileNotFoundError:
        return f"archivo {pieza.sha256}: no está en el almacén"
    except AlmacenNoDisponible as error:
        return f"archivo {pieza.sha256}: el almacén no responde ({error})"
    finally:
        parcial.unlink(missing_ok=True)
