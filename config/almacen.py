"""El almacén privado: en carpeta o en S3, con nombres por contenido que jamás se sobrescriben.

Toda falla de fuera (red, disco, permisos) sale como `AlmacenNoDisponible`; lo que no existe, como `FileNotFoundError`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from archivos.excepciones import AlmacenNoDisponible, YaGuardado

CONEXION_SEGUNDOS, LECTURA_SEGUNDOS, INTENTOS = 3, 4, 2  # la web no espera más de diez segundos a un S3 lento
DE_FUERA = (OSError, Boto3Error, BotoCoreError, ClientError, RetriesExceededError)


@contextmanager
def _con_falla_clara() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except DE_FUERA as error:
        raise AlmacenNoDisponible(type(error).__name__) from error


class AlmacenLocal(FileSystemStorage):
    """Carpeta local; un archivo aparece completo o no aparece, aunque el proceso muera a la mitad."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """El mismo: el nombre sale del contenido, y dos que guardan a la vez guardan lo mismo."""
        return name

    def exists(self, name: str) -> bool:
        """Si ya está. Sin permiso para mirar, `AlmacenNoDisponible`."""
        with _con_falla_clara():
            try:
                os.stat(self.path(name))
            except FileNotFoundError:
                return False
            return True

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _con_falla_clara():
            return File(Path(self.path(name)).open(mode))

    def _save(self, name: str, content: Any) -> str:
        destino = Path(self.path(name))
        parcial = destino.with_name(f".{destino.name}.{secrets.token_hex(4)}")
        with _con_falla_clara():
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


class AlmacenS3(S3Storage):  # type: ignore[misc]  # django-storages no publica tipos
    """S3 con firma v4 y esperas cortas; los archivos sólo salen a través de la aplicación."""

    client_config: Any

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones)
        esperas = Config(
            connect_timeout=CONEXION_SEGUNDOS, read_timeout=LECTURA_SEGUNDOS, retries={"total_max_attempts": INTENTOS}
        )
        self.client_config = self.client_config.merge(esperas)
        self.transfer_config = TransferConfig(use_threads=False, num_download_attempts=INTENTOS)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """El mismo: el nombre sale del contenido, y dos que guardan a la vez guardan lo mismo."""
        return name

    def exists(self, name: str) -> bool:
        """Si ya está. Si no se puede saber, `AlmacenNoDisponible`."""
        with _con_falla_clara():
            return bool(super().exists(name))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _con_falla_clara():
            archivo = super()._open(name, mode)
            archivo.open()  # se baja aquí, entero: una falla a media descarga no llega a quien lee
            return archivo

    def _save(self, name: str, content: Any) -> str:
        with _con_falla_clara():
            return str(super()._save(name, content))


class AnclasEnS3(AlmacenS3):
    """S3 con escritura condicionada (`If-None-Match: *`) y, si se dice hasta cuándo, retención en modo de cumplimiento.

    `retener_dias` exige que la cubeta se haya creado con Object Lock: sin él, S3 rechaza guardar y nada se ancla.
    """

    def __init__(self, retener_dias: int = 0, **opciones: Any) -> None:
        super().__init__(**opciones)
        self.retener_dias = retener_dias

    def _save(self, name: str, content: Any) -> str:
        with _con_falla_clara():
            cuerpo = content.read()
            condiciones: dict[str, Any] = {"IfNoneMatch": "*", "ChecksumAlgorithm": "SHA256"}
            if self.retener_dias:
                hasta = datetime.now(UTC) + timedelta(days=self.retener_dias)
                condiciones |= {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": hasta}
            try:
                self.bucket.Object(self._normalize_name(name)).put(Body=cuerpo, **condiciones)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] in (409, 412):
                    raise YaGuardado(name) from error
                raise
        return name

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
