"""El almacén privado en S3. Aparte: boto3 pesa diez megas por proceso y sólo lo carga quien lo tiene configurado."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from archivos.excepciones import YaGuardado
from config.almacen.carpeta import con_falla_clara

CONEXION_SEGUNDOS, LECTURA_SEGUNDOS, INTENTOS = 3, 4, 2  # la web no espera más de diez segundos a un S3 lento
DE_FUERA = (Boto3Error, BotoCoreError, ClientError, RetriesExceededError)


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
        with con_falla_clara(*DE_FUERA):
            return bool(super().exists(name))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with con_falla_clara(*DE_FUERA):
            archivo = super()._open(name, mode)
            archivo.open()  # se baja aquí, entero: una falla a media descarga no llega a quien lee
            return archivo

    def _save(self, name: str, content: Any) -> str:
        with con_falla_clara(*DE_FUERA):
            return str(super()._save(name, content))


class AnclasEnS3(AlmacenS3):
    """S3 con escritura condicionada (`If-None-Match: *`) y, si se dice hasta cuándo, retención en modo de cumplimiento.

    `retener_dias` exige que la cubeta se haya creado con Object Lock: sin él, S3 rechaza guardar y nada se ancla.
    """

    def __init__(self, retener_dias: int = 0, **opciones: Any) -> None:
        super().__init__(**opciones)
        self.retener_dias = retener_dias

    def _save(self, name: str, content: Any) -> str:
        with con_falla_clara(*DE_FUERA):
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
