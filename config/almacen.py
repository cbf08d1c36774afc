"""El almacén privado: en carpeta o en S3, con nombres por contenido que jamás se sobrescriben."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage


class AlmacenLocal(FileSystemStorage):
    """Carpeta local; un archivo aparece completo o no aparece, aunque el proceso muera a la mitad."""

    def _save(self, name: str, content: Any) -> str:
        destino = Path(self.path(name))
        destino.parent.mkdir(parents=True, exist_ok=True)
        parcial = destino.with_name(f".{destino.name}.{secrets.token_hex(4)}")
        with parcial.open("wb") as archivo:
            for trozo in content.chunks():
                archivo.write(trozo)
            archivo.flush()
            os.fsync(archivo.fileno())
        parcial.chmod(0o640)
        parcial.replace(destino)
        return name


class AlmacenS3(S3Storage):
    """S3 con firma v4; los archivos sólo salen a través de la aplicación."""
