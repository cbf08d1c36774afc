"""Leer una hoja de cálculo ajena: se revisa como todo archivo y se abre en otro proceso; de ella sólo vuelve texto."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError

from archivos.aparte import SinRespuesta, pedir
from archivos.entrada import MB, ContenidoNoAdmitido, exigir_no_rechazado, nombre_limpio, validar

NO_ES_XLSX = "«{nombre}» no es un libro de Excel (.xlsx): ábralo, guárdelo como .xlsx y vuelva a elegirlo."
SIN_ABRIR = "no se pudo leer dentro de los límites de tiempo y memoria: déjelo sólo con las hojas que va a importar"
SIN_LEER = "no se pudo leer dentro de los límites de tiempo y memoria: deje sólo la hoja con los conceptos"


def celdas_de(subido: Any, maximo_mb: int) -> list[list[str]]:
    """Los textos de un XLSX subido, fila por fila; el archivo no se guarda. `ValidationError` si no se admite."""
    nombre = nombre_limpio(subido.name)
    if not nombre.lower().endswith(".xlsx"):
        raise ValidationError(NO_ES_XLSX.format(nombre=nombre))
    if subido.size > maximo_mb * MB:
        raise ValidationError(f"«{nombre}» pesa más de {maximo_mb} MB.")
    contenido = subido.read()
    huella = hashlib.sha256(contenido).hexdigest()
    exigir_no_rechazado(nombre, huella)
    validar(nombre, contenido, maximo_mb, subido.content_type or "")
    try:
        dicho = json.loads(pedir("celdas", contenido))
    except (SinRespuesta, ValueError) as error:
        raise ContenidoNoAdmitido(nombre, SIN_LEER, huella) from error
    if "motivo" in dicho:
        raise ContenidoNoAdmitido(nombre, dicho["motivo"], huella)
    filas: list[list[str]] = dicho["filas"]
    return filas


class LibroIlegible(ValueError):
    """El libro guardado no se pudo leer; el mensaje completa «nombre» … y dice qué hacer."""


def hojas_de(contenido: bytes) -> dict[str, list[list[str]]]:
    """Las hojas de un XLSX ya recibido, por su nombre y en su orden. Se abre en otro proceso. Lanza `LibroIlegible`."""
    try:
        dicho = json.loads(pedir("libro", contenido))
    except (SinRespuesta, ValueError) as error:
        raise LibroIlegible(SIN_ABRIR) from error
    if "motivo" in dicho:
        raise LibroIlegible(dicho["motivo"])
    return dict(dicho["hojas"])
