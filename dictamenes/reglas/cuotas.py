"""Cuántos archivos y cuántos bytes caben en una solicitud, y cuántos sube una persona en un día."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, DateTimeField, QuerySet, Sum

from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.preparada import Preparada, en_un_renglon, hueco
from cuentas.reloj import HERMOSILLO
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Anexo, CumplimientoDeCondicion, EscritoEnPapel, Solicitud

MB = 1024 * 1024
QUIEN, DESDE, HASTA = hueco("quien"), hueco("desde", DateTimeField()), hueco("hasta", DateTimeField())


def _subidos(consulta: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return en_un_renglon(consulta, Count("pk"), Sum("archivo__tamano", default=0))


DE_LA_SOLICITUD = (Preparada(lambda: _subidos(Anexo.objects.filter(solicitud=hueco("solicitud"), retirado_en=None))),)
DEL_DIA = (
    Preparada(lambda: _subidos(Anexo.objects.filter(subido_por=QUIEN, subido_en__gte=DESDE, subido_en__lt=HASTA))),
    Preparada(lambda: _subidos(CumplimientoDeCondicion.objects.filter(
        reportado_por=QUIEN, reportado_en__gte=DESDE, reportado_en__lt=HASTA))),
    Preparada(lambda: _subidos(EscritoEnPapel.objects.filter(
        capturado_por=QUIEN, capturado_en__gte=DESDE, capturado_en__lt=HASTA
    ).exclude(que=EscritoEnPapel.Que.SOLICITUD))),  # ése es el oficio, que ya se contó como anexo
)  # fmt: skip


def exigir_en_solicitud(solicitud: Solicitud, tamano: int) -> None:
    """`DatosInvalidos` si con un archivo más, de `tamano` bytes, la solicitud se pasa de lo que admite."""
    exceso = _exceso("anexo.por_solicitud", tamano, DE_LA_SOLICITUD, solicitud=solicitud.pk)
    if exceso:
        raise DatosInvalidos(f"Esta solicitud admite hasta {exceso} de anexos: retire alguno para adjuntar otro.")


def exigir_del_dia(persona: Usuario, tamano: int, en: datetime) -> None:
    """`DatosInvalidos` si con un archivo más la persona se pasa de lo que puede subir en un día de Hermosillo.

    Dentro de un acto, de uno en uno por persona: dos a la vez, en dos asuntos, contarían lo mismo y entrarían los dos.
    """
    if connection.in_atomic_block:
        list(Usuario.objects.select_for_update(no_key=True).filter(pk=persona.pk).values_list("pk"))
    inicio = en.astimezone(HERMOSILLO).replace(hour=0, minute=0, second=0, microsecond=0)
    dia = {"desde": inicio, "hasta": inicio + timedelta(days=1)}
    exceso = _exceso("anexo.por_persona_al_dia", tamano, DEL_DIA, quien=persona.pk, **dia)
    if exceso:
        raise DatosInvalidos(f"Usted puede adjuntar hasta {exceso} por día: continúe mañana.")


def _exceso(clave: str, tamano: int, subidos: Iterable[Preparada], **valores: Any) -> str:
    """El tope que se rebasaría, en palabras; «» si ninguno."""
    usados = [renglon for preparada in subidos for renglon in preparada(**valores)]
    archivos, megas = parametro(f"{clave}_archivos"), parametro(f"{clave}_mb")
    if sum(cuantos for cuantos, _ in usados) + 1 > archivos:
        return f"{archivos} archivos"
    return f"{megas} MB" if sum(pesan for _, pesan in usados) + tamano > megas * MB else ""
