"""El latido de los trabajadores: un renglón que alguno toca al dar la vuelta."""

from __future__ import annotations

from datetime import datetime, timedelta

from flujos.models import Latido


def latir(en: datetime) -> None:
    """Deja dicho que a esa hora un trabajador dio la vuelta."""
    Latido.objects.update_or_create(pk=1, defaults={"en": en})


def silencio(en: datetime) -> timedelta | None:
    """Cuánto hace que ningún trabajador da la vuelta; None si nunca la ha dado."""
    ultimo = Latido.objects.filter(pk=1).values_list("en", flat=True).first()
    return en - ultimo if ultimo else None
