"""Hace fallar la n-ésima llamada de una clase: escritura SQL, commit, almacén, correo o firmante (método de SQLite)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError, connection

from archivos.excepciones import AlmacenNoDisponible
from config.almacen import AlmacenLocal
from dictamenes.documento import documentos
from dictamenes.documento.firma import sello

ESCRIBE = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
ANTES, DESPUES = "antes", "después"


class Inyector:
    """Cuenta las llamadas de su clase y hace fallar la que se le arme; `fallo` dice si llegó a tocarle."""

    def __init__(self) -> None:
        self.armado, self.cuenta, self.fallo = 0, 0, False

    def armar(self, n: int) -> None:
        """La n-ésima llamada desde aquí fallará."""
        self.armado, self.cuenta, self.fallo = n, 0, False

    def desarmar(self) -> None:
        """Nada falla."""
        self.armado = 0

    def toca(self) -> bool:
        """Si a esta llamada le toca fallar."""
        self.cuenta += 1
        if self.cuenta != self.armado:
            return False
        self.fallo = True
        return True


def envolver(original: Callable[..., Any], inyector: Inyector, error: Exception, cuando: str) -> Callable[..., Any]:
    """La llamada que, si le toca, falla antes de hacerse o ya hecha (la respuesta se perdió)."""

    def llamada(*args: Any, **kwargs: Any) -> Any:
        toca = inyector.toca()
        if toca and cuando == ANTES:
            raise error
        resultado = original(*args, **kwargs)
        if toca:
            raise error
        return resultado

    return llamada


@contextmanager
def _escritura(inyector: Inyector) -> Iterator[None]:
    def ejecutar(siguiente: Any, sql: str, params: Any, many: bool, contexto: Any) -> Any:
        if ESCRIBE.match(sql) and inyector.toca():
            raise OperationalError("inyectada")
        return siguiente(sql, params, many, contexto)

    with connection.execute_wrapper(ejecutar):
        yield


@contextmanager
def _en(lugares: list[tuple[Any, str]], error: Exception, inyector: Inyector, cuando: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as parche:
        for donde, nombre in lugares:
            parche.setattr(donde, nombre, envolver(getattr(donde, nombre), inyector, error, cuando))
        yield


ALMACEN = [(AlmacenLocal, "exists"), (AlmacenLocal, "_save"), (AlmacenLocal, "_open")]
FIRMANTE = [(sello, "sellar"), (documentos.persona, "firmar"), (documentos.cierre, "cerrar")]
CLASES: dict[str, Callable[[Inyector], Any]] = {
    "escritura": lambda i: _escritura(i),
    "commit": lambda i: _en([(connection, "_commit")], OperationalError("inyectada"), i, ANTES),
    "commit cuya respuesta se pierde": lambda i: _en([(connection, "_commit")], OperationalError("inyectada"), i, DESPUES),
    "almacén": lambda i: _en(ALMACEN, AlmacenNoDisponible("inyectada"), i, ANTES),
    "almacén cuya respuesta se pierde": lambda i: _en(ALMACEN, AlmacenNoDisponible("inyectada"), i, DESPUES),
    "correo": lambda i: _en([(EmailMessage, "send")], ConnectionError("inyectada"), i, ANTES),
    "correo cuya respuesta se pierde": lambda i: _en([(EmailMessage, "send")], ConnectionError("inyectada"), i, DESPUES),
    "firmante": lambda i: _en(FIRMANTE, RuntimeError("inyectada"), i, ANTES),
}
ERRORES = (OperationalError, AlmacenNoDisponible, ConnectionError, RuntimeError)
