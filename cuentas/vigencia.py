"""Lo que rige entre dos fechas: de `vigente_desde` a `vigente_hasta`, ambos inclusive; sin término, sigue rigiendo."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def vigente_en(fecha: date) -> Q:
    """Las filas cuya vigencia incluye esa fecha."""
    return Q(vigente_desde__lte=fecha) & (Q(vigente_hasta=None) | Q(vigente_hasta__gte=fecha))
