"""El almacén privado en carpeta, con nombres por contenido que jamás se sobrescriben.

Toda falla de fuera (red, disco, permisos) sale como `AlmacenNoDisponible`; lo que no existe, como `FileNotFoundError`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from archivos.excepciones import AlmacenNoDisponible, YaGuardado


@contextmanager
def con_falla_clara(*de_fuera: type[Exception]) -> Iterator[None]:
    """Lo del sistema operativo y `de_fuera`, como `AlmacenNoDisponible`."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, *de_fuera) as error:  # type: ignore[misc]  # mypy no sigue la tupla abierta
        raise AlmacenNoDisponible(type(error).__name__) from error


class AlmacenLocal(FileSystemStorage):
    """Carpeta local; un archivo aparece completo o no aparece, aunque el proceso muera a la mitad."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """El mismo: el nombre sale del contenido, y dos que guardan a la vez guardan lo mismo."""
        return name

    def exists(self, name: str) -> bool:
        """Si ya está. Sin permiso para mirar, `AlmacenNoDisponible`."""
        with con_falla_clara():
            try:
                os.stat(self.path(name))
            except FileNotFoundError:
                return False
            return True

    def _open(self, name: str, mode: str = "rb") -> Any:
        with con_falla_clara():
            return File(Path(self.path(name)).open(mode))

    def _save(self, name: str, content: Any) -> str:
        destino = Path(self.path(name))
        parcial = destino.with_name(f".{destino.name}.{secrets.token_hex(4)}")
        with con_falla_clara():
            destino.parent.mkdir(parents=True, exist_ok=True)
            try:
                _escribir(parcial, content)
                self._poner(parcial, destino)
            finally:
                parcial.unlink(missing_ok=True)
            _asentar(destino.parent)
        return name

    def _poner(self, parcial: Path, destino: Path) -> None:
        """Da a lo ya escrito su nombre."""
        parcial.replace(destino)


class AnclasEnCarpeta(AlmacenLocal):
    """Donde cada nombre se escribe una sola vez y queda de sólo lectura: lo que está no se cambia ni se borra."""

    def _poner(self, parcial: Path, destino: Path) -> None:
        parcial.chmod(0o440)
        try:
            os.link(parcial, destino)  # a diferencia de renombrar, no pisa lo que ya está
        except FileExistsError as error:
            raise YaGuardado(destino.name) from error

    def delete(self, name: str) -> None:
        """Nunca: lanza `YaGuardado`."""
        raise YaGuardado(name)


def _escribir(ruta: Path, content: Any) -> None:
    with ruta.open("wb") as archivo:
        for trozo in content.chunks():
            archivo.write(trozo)
        archivo.flush()
        os.fsync(archivo.fileno())
    ruta.chmod(0o640)


def _asentar(carpeta: Path) -> None:
    """Sin esto, tras un apagón el archivo está pero su nombre no."""
    directorio = os.open(carpeta, os.O_RDONLY)
    try:
        os.fsync(directorio)
    finally:
        os.close(directorio)
