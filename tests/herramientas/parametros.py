"""Un parámetro cambiado, sin pasar por su pantalla."""

from __future__ import annotations

from datetime import date
from typing import Any

from cuentas import reloj
from cuentas.models import VersionDeParametro


def poner(clave: str, valor: Any, desde: date = date(2000, 1, 1)) -> VersionDeParametro:
    """Deja publicada la versión siguiente de ese parámetro; rige desde siempre si no se dice otra cosa."""
    numero, ahora = VersionDeParametro.objects.filter(clave=clave).count() + 1, reloj.ahora()
    return VersionDeParametro.objects.create(
        clave=clave, valor=valor, numero=numero, desde=desde, redactada_en=ahora, publicada_en=ahora)
