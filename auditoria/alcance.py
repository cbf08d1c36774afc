"""Hasta dónde lee quien audita: todo o, si tiene orden vigente, los expedientes de ella y sus eventos. Nada más."""

from __future__ import annotations

from django.db.models import BigIntegerField, Case, Exists, OuterRef, QuerySet, When
from django.db.models.functions import Cast, Substr

from bitacora.models import Evento
from cuentas.acceso.acceso import ambito
from cuentas.models import Usuario
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet

OPERACION = "bitacora.leer"
PREFIJO = "solicitud:"
POCOS = 5000  # hasta aquí se entra por el índice de cada expediente; de ahí en adelante, por el orden de los eventos


def expedientes_para(usuario: Usuario) -> SolicitudQuerySet:
    """Los que alcanza quien audita; ninguno si no audita."""
    return Solicitud.objects.visibles_para(usuario, OPERACION)


def eventos_para(usuario: Usuario) -> QuerySet[Evento]:
    """La bitácora de quien audita: entera o, con orden, sólo lo anotado en los expedientes que abarca."""
    if ambito(usuario, OPERACION).todo:
        return Evento.objects.all()
    return de_expedientes(expedientes_para(usuario))


def expediente_de(evento: Evento) -> int | None:
    """La llave del expediente en que se anotó, o None si es de otra cosa."""
    clave = evento.objeto.removeprefix(PREFIJO)
    return int(clave) if clave != evento.objeto and clave.isdecimal() else None


def de_expedientes(expedientes: SolicitudQuerySet) -> QuerySet[Evento]:
    """Los eventos anotados en esos expedientes.

    Si son pocos se nombran, y cada uno se lee por su índice: entre un millón de eventos, recorrerlos en orden hasta dar
    con los suyos tardaría. Si son muchos, al revés: en orden, y preguntando de cada evento si su expediente está.
    """
    pks = list(expedientes.order_by().values_list("pk", flat=True)[: POCOS + 1])
    if len(pks) <= POCOS:
        return Evento.objects.filter(objeto__in=[f"{PREFIJO}{pk}" for pk in pks])
    suyo = Cast(Substr("objeto", len(PREFIJO) + 1), BigIntegerField())
    con_suyo = Evento.objects.alias(expediente=Case(When(objeto__startswith=PREFIJO, then=suyo)))
    return con_suyo.filter(Exists(expedientes.order_by().filter(pk=OuterRef("expediente"))))
