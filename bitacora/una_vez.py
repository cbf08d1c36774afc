"""Un mismo envío, un solo efecto: la clave única de su evento es la ficha, en la misma transacción que el hecho."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from bitacora.models import Evento


class YaSeEnvio(Exception):
    """Ese envío ya se atendió; `objeto` es lo que dejó (`solicitud:12`)."""

    def __init__(self, objeto: str) -> None:
        super().__init__("Este envío ya se atendió.")
        self.objeto = objeto


@contextmanager
def una_vez(envio: str | None) -> Iterator[str | None]:
    """Corre el bloque en una transacción, a lo más una vez por envío. Lanza `YaSeEnvio` si ya se atendió.

    Entrega la clave con que el bloque debe anotar su evento; sin `envio` no hay clave y nada se compara.
    """
    exigir_nuevo(envio)
    try:
        with transaction.atomic():
            yield _clave(envio)
    except IntegrityError:
        exigir_nuevo(envio)  # quien pierde la carrera choca aquí y todo lo suyo se deshace
        raise


def exigir_nuevo(envio: str | None) -> None:
    """Lanza `YaSeEnvio` si ese envío ya se atendió."""
    atendido = Evento.objects.filter(clave=_clave(envio)).first() if envio else None
    if atendido is not None:
        raise YaSeEnvio(atendido.objeto)


def _clave(envio: str | None) -> str | None:
    return f"envio:{envio}" if envio else None
