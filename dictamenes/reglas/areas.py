"""Qué áreas dictaminadoras conviene que revisen una solicitud."""

from __future__ import annotations

from datetime import date

from cuentas.models import Area
from dictamenes.models import ReglaDeArea, Solicitud


def areas_sugeridas(solicitud: Solicitud, hoy: date) -> list[Area]:
    """Las áreas vigentes que las reglas señalan por la categoría de sus conceptos; recepción las ajusta al admitir.

    Si hay reglas propias del tipo de solicitud para una categoría, ganan a las generales.
    """
    categorias = set(solicitud.conceptos.values_list("categoria", flat=True))
    reglas = list(ReglaDeArea.objects.filter(categoria__in=categorias, tipo__in=["", solicitud.tipo]))
    propias = {r.categoria for r in reglas if r.tipo}
    elegidas = {r.area_id for r in reglas if bool(r.tipo) == (r.categoria in propias)}
    return list(Area.objects.vigentes(hoy).filter(pk__in=elegidas))
