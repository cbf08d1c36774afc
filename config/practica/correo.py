"""El correo de la práctica sólo sale a quien practica: la gente de los entes, y nadie más."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cuentas.models import Usuario
from cuentas.reloj import hoy

SENIA = "[ENSAYO] "


class SoloAQuienPractica(BaseEmailBackend):
    """Lo entrega `CORREO_DE_SALIDA`, con su seña en el asunto; lo de los demás se da por entregado y no sale."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.salida = get_connection(settings.CORREO_DE_SALIDA, **kwargs)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Cuántos se atendieron, salieran o no: el que no debe salir no se reintenta."""
        salen = [mensaje for mensaje in email_messages if _es_para_quien_practica(mensaje)]
        for mensaje in salen:
            mensaje.subject = SENIA + mensaje.subject.removeprefix(SENIA)
        self.salida.send_messages(salen)
        return len(email_messages)


def _es_para_quien_practica(mensaje: EmailMessage) -> bool:
    """Todos sus destinatarios tienen un papel vigente en un ente."""
    correos = {correo.lower() for correo in mensaje.recipients()}
    practican = Usuario.objects.nombradas(hoy(), ente__isnull=False).filter(correo__in=correos)
    return bool(correos) and practican.count() == len(correos)
