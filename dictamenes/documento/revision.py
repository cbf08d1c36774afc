"""Lo que `check --deploy` dice de la firma de esta instalación."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def la_llave_fuera_de_la_web(app_configs: Any, **opciones: Any) -> list[CheckMessage]:
    """Fuera de la demostración y la práctica, la llave del sello vive en su propio proceso."""
    if settings.FIRMANTE_SOCKET or settings.DEMOSTRACION or settings.PRACTICA:
        return []
    return [Warning(
        "La llave del sello vive en la web y en el trabajador: quien se apodere de ellos sella lo que quiera.",
        hint="Levante `manage.py firmante` con su propia cuenta y diga su socket en FIRMANTE_SOCKET.",
        id="dictamenes.W001",
    )]
