"""Los borradores que nadie toca: se archivan sin borrar nada, y quien captura los recupera."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from bitacora.cadena import anotar
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import Estado


def sin_tocar(en: datetime, dias: int) -> QuerySet[Solicitud]:
    """Los borradores con tantos días naturales sin capturarse; una plantilla se guarda a propósito y no cuenta."""
    borradores = Solicitud.objects.filter(estado=Estado.BORRADOR, archivada_en=None, plantilla="")
    return borradores.filter(editada_en__lte=en - timedelta(days=dias))


@transaction.atomic
def archivar(solicitud: Solicitud, *, en: datetime, dias: int) -> bool:
    """Lo saca de las listas; falso si alguien lo tocó entre tanto."""
    actual = sin_tocar(en, dias).select_for_update().filter(pk=solicitud.pk).first()
    if actual is None:
        return False
    Solicitud.objects.filter(pk=actual.pk).update(archivada_en=en)
    anotar("solicitud.archivada", actual, por=None, en=en, datos={"editada_en": actual.editada_en})
    return True
