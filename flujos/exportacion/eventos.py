"""Los eventos del expediente, uno por línea, cada uno con su lugar en la cadena."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from bitacora.models import Evento, EventoQuerySet
from dictamenes.models import Solicitud
from flujos.linea_tiempo import CONSULTAS, contar, visibles
from verificador.cadena import canonico


def los_que_cuentan(solicitud: Solicitud, mirada: str) -> EventoQuerySet:
    """Los que esa mirada conoce, sin los que sólo dicen quién miró el expediente."""
    return visibles(solicitud, mirada).exclude(accion__in=CONSULTAS)


def renglones(eventos: Iterable[Evento], mirada: str) -> Iterator[bytes]:
    """Una línea por evento en forma canónica (RFC 8785).

    Quien audita recibe los datos con su sal y puede rehacer la huella; los demás, lo que el evento les dice.
    """
    leidos = list(eventos)
    for evento, dicho in zip(leidos, contar(leidos, mirada), strict=True):
        suyo = _con_datos(evento) if mirada == "auditor" else {}
        dice = {"dice": dicho["titulo"], "quien": dicho["autor"], "detalle": dicho["texto"]}
        yield canonico({**_eslabonado(evento), **dice, **suyo}) + b"\n"


def _eslabonado(evento: Evento) -> dict[str, Any]:
    """Justo lo que entra en su eslabón, con los nombres de `verificador.cadena.eslabon`, y el eslabón."""
    return {
        "n": evento.n, "en": evento.en.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": f"usuario:{evento.por_id}" if evento.por_id else "sistema", "accion": evento.accion,
        "objeto": evento.objeto, "huella": evento.huella, "previo": evento.previo, "eslabon": evento.eslabon,
    }


def _con_datos(evento: Evento) -> dict[str, Any]:
    return {"sal": evento.datos_evento.sal, "datos": evento.datos_evento.datos}
