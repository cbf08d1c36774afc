"""Lo que `check --deploy` dice de los testigos de esta instalación."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def con_un_testigo_de_fuera(app_configs: Any, **opciones: Any) -> list[CheckMessage]:
    """Fuera de la demostración y la práctica, la política dice de un testigo que no es de la institución."""
    if settings.DEMOSTRACION or settings.PRACTICA:
        return []
    from auditoria.testigos import estado  # pesa, y los modelos se leen después de registrarse
    from verificador.testigos.politica import PoliticaIlegible

    try:
        suya = estado.politica()
        falta = "" if suya and suya.externos else f"N{estado.SIN_EXTERNOS[1:]}."
    except PoliticaIlegible as error:
        falta = str(error)
    hint = "Diga en BITACORA_TESTIGOS el archivo de su política, con un renglón «#! externo NOMBRE»."
    return [Warning(falta, hint=hint, id="auditoria.W001")] if falta else []
