"""Los eventos del expediente, uno por línea, cada uno con su lugar en la cadena, y su extracto con pruebas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bitacora.cadena import eslabonado
from bitacora.exportacion import extracto
from bitacora.lapidas import lapidas_de
from bitacora.models import Ancla, Evento, EventoQuerySet
from dictamenes.models import Solicitud
from flujos.expediente.linea_tiempo import CONSULTAS, contar, visibles
from verificador.cadena import canonico


def eventos_visibles(solicitud: Solicitud, mirada: str) -> EventoQuerySet:
    """Los que esa mirada conoce, sin los que sólo dicen quién miró el expediente."""
    return visibles(solicitud, mirada).exclude(accion__in=CONSULTAS)


def renglones(eventos: Iterable[Evento], mirada: str) -> Iterator[bytes]:
    """Una línea por evento en forma canónica (RFC 8785): lo que entra en su eslabón y lo que dice a esa mirada."""
    leidos = list(eventos)
    for evento, dicho in zip(leidos, contar(leidos, mirada), strict=True):
        dice = {"dice": dicho["titulo"], "quien": dicho["autor"], "detalle": dicho["texto"]}
        yield canonico({**eslabonado(evento), "eslabon": evento.eslabon, **dice}) + b"\n"


def con_pruebas(eventos: EventoQuerySet, ultimo: int) -> Iterator[bytes]:
    """Con los datos de cada uno y la prueba de que está en la bitácora firmada: sólo para quien audita.

    El ancla es la primera que alcanza al último: con la más reciente, cada exportación sería distinta.
    """
    ultimo = max([ultimo, *lapidas_de(eventos).values_list("n", flat=True)])
    return extracto(eventos, ancla=Ancla.objects.filter(n__gte=ultimo).order_by("numero").first())
