"""El almacén privado: en carpeta o, si así se instaló, en S3 (`config.almacen.s3`)."""

from config.almacen.carpeta import AlmacenLocal, AnclasEnCarpeta

__all__ = ["AlmacenLocal", "AnclasEnCarpeta"]
