"""Los intentos rechazados también dejan constancia, fuera de la transacción que se deshace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from bitacora.cadena import anotar


class Rechazo(PermissionDenied):
    """Alguien intentó lo que no le toca. El mensaje se muestra a la persona y queda en la bitácora."""


@contextmanager
def con_constancia(accion: str, objeto: models.Model | str, *, por: Any, en: datetime) -> Iterator[None]:
    """Ejecuta el bloque; si termina en `Rechazo`, anota `<accion>` rechazada y deja subir la excepción.

    Debe envolver a la transacción, no ir dentro de ella.
    """
    try:
        yield
    except Rechazo as rechazo:
        with transaction.atomic():
            datos = {"intento": accion, "clase": type(rechazo).__name__, "motivo": str(rechazo)}
            anotar("acceso.rechazado", objeto, por=por, en=en, datos=datos)
        raise
