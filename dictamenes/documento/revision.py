"""Lo que `check --deploy` dice de la firma de esta instalación y, con `--database default`, de su papel en la base."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection

from bitacora import permisos


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


@register(Tags.database)
def la_corrida_no_es_duena(app_configs: Any, databases: Any = None, **opciones: Any) -> list[CheckMessage]:
    """Fuera de la demostración y la práctica, quien atiende no puede cambiar la forma de la base ni poner anclas."""
    es_la_corrida = connection.settings_dict.get("USER") == settings.BASE_PAPEL_DE_LA_CORRIDA  # y no quien migra
    if settings.DEMOSTRACION or settings.PRACTICA or not databases or not es_la_corrida:
        return []
    return [
        Warning(f"{dicho[0].upper()}{dicho[1:]}.", id="dictamenes.W002",
                hint="Dé a la corrida su propio papel y migre con DATABASE_URL_DUENA (docs/operacion.md).")
        for dicho in permisos.de_mas(anclas_aparte=bool(settings.BASE_PAPEL_DEL_FIRMANTE))
    ]
