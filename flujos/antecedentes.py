"""Lo que ya se dictaminó al mismo ente, para no juzgar a ciegas."""

from __future__ import annotations

from typing import Any

from dictamenes.models import Dictamen, Solicitud

CUANTOS = 8


def antecedentes_del_ente(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Los últimos dictámenes emitidos al ente, con su sentido, y la clave pública para abrirlos."""
    emitidos = Dictamen.objects.filter(solicitud__ente=solicitud.ente_id, emitido_en__isnull=False)
    otros = emitidos.exclude(solicitud=solicitud).order_by("-emitido_en")
    campos = ("folio", "clave", "emitido_en", "solicitud__proyecto", "datos__sentido__clave", "datos__totales__total")
    return [dict(zip(campos, valores, strict=True)) for valores in otros.values_list(*campos)[:CUANTOS]]
