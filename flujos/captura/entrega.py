"""Quién presenta una solicitud y cómo se le avisa que ya está lista."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from bitacora.rechazos import con_constancia
from cuentas.acceso.acceso import puede
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Ente, Usuario
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from dictamenes.models.constancia import consta


def acto_para(solicitud: Solicitud, usuario: Usuario) -> tramite.Acto[Usuario, ...] | None:
    """Con qué acto puede presentarla la persona: en línea, en papel o ninguno."""
    if puede(usuario, consta(tramite.presentar.operacion), solicitud.ente):
        return tramite.presentar
    de_papel = solicitud.elaborada_por_id == usuario.pk and not puede(usuario, "solicitud.elaborar", solicitud.ente)
    return tramite.presentar_papel if de_papel and puede(usuario, consta(tramite.presentar_papel.operacion)) else None


def quienes_presentan(ente: Ente, hoy: date) -> QuerySet[Usuario]:
    """Las personas activas nombradas para presentar por el ente."""
    return Usuario.objects.nombradas(hoy, papel="presenta", ente=ente)


def dejar_lista(solicitud: Solicitud, *, version: int, por: Usuario, en: datetime) -> Solicitud:
    """La da por terminada y avisa a quienes presentan. `RequisitosIncompletos` o `CapturaVencida`."""
    with con_constancia("solicitud.elaborar", solicitud, por=por, en=en), transaction.atomic():
        actual = captura.dejar_lista(solicitud, version=version, por=por, en=en)
        _avisar_que_esta_lista(actual, en)
    return actual


def _avisar_que_esta_lista(actual: Solicitud, en: datetime) -> None:
    avisar_a_todas(
        quienes_presentan(actual.ente, dia_de(en)), asunto="Solicitud lista para presentar", tema="lista", en=en,
        texto=f"La solicitud «{actual.proyecto}» está completa y espera que usted la revise y la presente.",
        url=reverse("flujos:presentar", args=[actual.pk]), clave=f"{actual.pk}:lista:{actual.version}",
    )
