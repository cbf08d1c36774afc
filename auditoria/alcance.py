"""Hasta dónde lee quien audita: todo o, si tiene orden vigente, los expedientes de ella y sus eventos. Nada más."""

from __future__ import annotations

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bitacora.models import Evento
from cuentas.acceso import ambito
from cuentas.models import Usuario
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet

OPERACION = "bitacora.leer"


def expedientes_para(usuario: Usuario) -> SolicitudQuerySet:
    """Los que alcanza quien audita; ninguno si no audita."""
    return Solicitud.objects.visibles_para(usuario, OPERACION)


def eventos_para(usuario: Usuario) -> QuerySet[Evento]:
    """La bitácora de quien audita: entera o, con orden, sólo lo anotado en los expedientes que abarca."""
    alcance = ambito(usuario, OPERACION)
    if alcance.todo:
        return Evento.objects.all()
    return de_expedientes(Evento.objects.all(), expedientes_para(usuario))


def de_expedientes(eventos: QuerySet[Evento], expedientes: SolicitudQuerySet) -> QuerySet[Evento]:
    """De esos eventos, los anotados en esos expedientes."""
    clave = Concat(Value("solicitud:"), Cast("pk", CharField()))
    return eventos.filter(objeto__in=expedientes.order_by().annotate(clave=clave).values("clave"))
