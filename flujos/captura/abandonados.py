"""El barrido de los borradores que nadie toca: primero se avisa, después se archivan."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas import parada
from cuentas.models import Usuario
from cuentas.papeles import CAPTURAN
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.expediente import abandonados
from dictamenes.models import Solicitud
from flujos.recorrido import notificaciones

LOTE = 500


def barrer(en: datetime) -> int:
    """Archiva los que ya toca y avisa de los que van para allá, una vez por ausencia. Devuelve cuántos movió."""
    limite = parametro("borrador.archivar_dias")
    viejos = abandonados.sin_tocar(en, limite).order_by("editada_en")[:LOTE]
    return parada.barrer(
        viejos, lambda borrador: abandonados.archivar(borrador, en=en, dias=limite),
        "No se pudo archivar el borrador %s.",
    ) + parada.barrer(_por_avisar(en), lambda borrador: _avisar(borrador, en), "No se pudo avisar del borrador %s.")


def _por_avisar(en: datetime) -> list[Solicitud]:
    quietos = abandonados.sin_tocar(en, parametro("borrador.avisar_dias")).select_related("ente", "elaborada_por")
    claves = {_clave(solicitud): solicitud for solicitud in quietos.order_by("editada_en")}
    avisadas = set(Evento.objects.filter(clave__in=claves).values_list("clave", flat=True))
    return [solicitud for clave, solicitud in claves.items() if clave not in avisadas][:LOTE]


def _clave(solicitud: Solicitud) -> str:
    """La de su ausencia: mientras no se toque, es la misma."""
    return f"solicitud.sin_tocar:{solicitud.pk}:{solicitud.editada_en:%Y%m%d%H%M%S}"


def _avisar(solicitud: Solicitud, en: datetime) -> bool:
    url, clave = reverse("flujos:borrador", args=[solicitud.pk]), _clave(solicitud)
    try:
        with transaction.atomic():
            anotar("solicitud.sin_tocar", solicitud, por=None, en=en, datos={}, clave=clave)
            notificaciones.avisar_una_vez(solicitud, _de_quien_es(solicitud, en), "borrador_sin_tocar", en, clave, url)
    except IntegrityError:  # otro trabajador lo avisó entre tanto
        return False
    return True


def _de_quien_es(solicitud: Solicitud, en: datetime) -> list[Usuario]:
    """Quien lo elabora; si ya no está, las personas de su ente."""
    if solicitud.elaborada_por.is_active:
        return [solicitud.elaborada_por]
    return list(Usuario.objects.nombradas(dia_de(en), ente=solicitud.ente, papel__in=CAPTURAN))
