"""Cuántos archivos y cuántos bytes caben en una solicitud, y cuántos sube una persona en un día."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum

from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.reloj import HERMOSILLO
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Anexo, CumplimientoDeCondicion, EscritoEnPapel, Solicitud

MB = 1024 * 1024


def exigir_en_solicitud(solicitud: Solicitud, tamano: int) -> None:
    """`DatosInvalidos` si con un archivo más, de `tamano` bytes, la solicitud se pasa de lo que admite."""
    exceso = _exceso((solicitud.anexos.filter(retirado_en=None),), tamano, "anexo.por_solicitud")
    if exceso:
        raise DatosInvalidos(f"Esta solicitud admite hasta {exceso} de anexos: retire alguno para adjuntar otro.")


def exigir_del_dia(persona: Usuario, tamano: int, en: datetime) -> None:
    """`DatosInvalidos` si con un archivo más la persona se pasa de lo que puede subir en un día de Hermosillo."""
    inicio = en.astimezone(HERMOSILLO).replace(hour=0, minute=0, second=0, microsecond=0)
    dia = (inicio, inicio + timedelta(days=1, microseconds=-1))
    anexos = Anexo.objects.filter(subido_por=persona, subido_en__range=dia)
    cumplimientos = CumplimientoDeCondicion.objects.filter(reportado_por=persona, reportado_en__range=dia)
    escritos = EscritoEnPapel.objects.filter(capturado_por=persona, capturado_en__range=dia)
    escritos = escritos.exclude(que=EscritoEnPapel.Que.SOLICITUD)  # ése es el oficio, que ya se contó como anexo
    exceso = _exceso((anexos, cumplimientos, escritos), tamano, "anexo.por_persona_al_dia")
    if exceso:
        raise DatosInvalidos(f"Usted puede adjuntar hasta {exceso} por día: continúe mañana.")


def _exceso(subidos: Iterable[QuerySet[Any]], tamano: int, clave: str) -> str:
    """El tope que se rebasaría, en palabras; «» si ninguno."""
    usados = [q.aggregate(cuantos=Count("pk"), bytes=Sum("archivo__tamano", default=0)) for q in subidos]
    archivos, megas = parametro(f"{clave}_archivos"), parametro(f"{clave}_mb")
    if sum(u["cuantos"] for u in usados) + 1 > archivos:
        return f"{archivos} archivos"
    return f"{megas} MB" if sum(u["bytes"] for u in usados) + tamano > megas * MB else ""
