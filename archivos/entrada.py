"""Recibir archivos: extensión, firma mágica y tamaño; guardarlos por su huella."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from archivos.models import Archivo

ZIP = b"PK\x03\x04"
ADMITIDOS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
MB = 1024 * 1024


def nombre_limpio(nombre: str) -> str:
    """Nombre de archivo sin rutas, controles ni marcas de dirección; conserva acentos. Máximo 120 caracteres."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", nombre))[-1]
    visible = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    tronco, punto, extension = visible.rpartition(".")
    return f"{tronco[:110]}{punto}{extension[:9]}" if tronco else (extension[:120] or "archivo")


def validar(nombre: str, contenido: bytes, maximo_mb: int) -> str:
    """Devuelve el tipo MIME. ValidationError en español si el archivo no se admite."""
    extension = nombre.rpartition(".")[2].lower()
    if extension not in ADMITIDOS:
        admitidas = ", ".join(sorted(ADMITIDOS))
        raise ValidationError(f"«{nombre}» no se admite: adjunte un archivo {admitidas}.")
    if not contenido:
        raise ValidationError(f"«{nombre}» está vacío.")
    if len(contenido) > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    tipo, magia = ADMITIDOS[extension]
    if not contenido.startswith(magia):
        raise ValidationError(f"«{nombre}» no es un archivo {extension.upper()} aunque su nombre lo diga.")
    return tipo


def recibir(subido: Any, maximo_mb: int) -> tuple[Archivo, str]:
    """Valida y guarda un archivo subido; devuelve el archivo y su nombre limpio. ValidationError si no se admite."""
    nombre = nombre_limpio(subido.name)
    if subido.size > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    contenido = subido.read()
    return guardar(contenido, validar(nombre, contenido, maximo_mb)), nombre


def guardar(contenido: bytes, tipo: str) -> Archivo:
    """Guarda por contenido: lo mismo dos veces es el mismo archivo. No llamar dentro de una transacción de acto."""
    huella = hashlib.sha256(contenido).hexdigest()
    clave = f"{huella[:2]}/{huella}"
    guardar_en(clave, contenido)
    return Archivo.objects.get_or_create(
        sha256=huella, defaults={"tamano": len(contenido), "tipo": tipo, "contenido": clave}
    )[0]


def guardar_en(clave: str, contenido: bytes) -> None:
    """Escribe en el almacén lo que todavía no esté: una clave nunca cambia de contenido."""
    if not default_storage.exists(clave):
        default_storage.save(clave, ContentFile(contenido))
