"""Cuántos archivos y cuántos bytes caben en una solicitud, y cuántos sube una persona en un día."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Anexo, Solicitud

MB = 1024 * 1024


def exigir_en_solicitud(solicitud: Solicitud, tamano: int) -> None:
    """`DatosInvalidos` si con un archivo más, de `tamano` bytes, la solicitud se pasa de lo que admite."""
    exceso = _exceso(solicitud.anexos.filter(retirado_en=None), tamano, "anexo.por_solicitud")
    if exceso:
        raise DatosInvalidos(f"Esta solicitud admite hasta {exceso} de anexos: retire alguno para adjuntar otro.")


def exigir_del_dia(persona: Usuario, tamano: int, en: datetime) -> None:
    """`DatosInvalidos` si con un archivo más la persona se pasa de lo que puede subir en un día de Hermosillo."""
    inicio = en.astimezone(HERMOSILLO).replace(hour=0, minute=0, second=0, microsecond=0)
    del_dia = Anexo.objects.filter(subido_por=persona, subido_en__gte=inicio, subido_en__lt=inicio + timedelta(days=1))
    exceso = _exceso(del_dia, tamano, "anexo.por_persona_al_dia")
    if exceso:
        raise DatosInvalidos(f"Usted puede adjuntar hasta {exceso} por día: continúe mañana.")


def _exceso(anexos: QuerySet[Anexo], tamano: int, clave: str) -> str:
    """El tope que se rebasaría, en palabras; «» si ninguno."""
    usado = anexos.aggregate(cuantos=Count("pk"), bytes=Sum("archivo__tamano", default=0))
    archivos, megas = parametro(f"{clave}_archivos"), parametro(f"{clave}_mb")
    if usado["cuantos"] + 1 > archivos:
        return f"{archivos} archivos"
    return f"{megas} MB" if usado["bytes"] + tamano > megas * MB else ""
