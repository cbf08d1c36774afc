"""Los turnos del trabajador que fallan una y otra vez: desde cuándo, con qué y en qué renglón."""

from __future__ import annotations

from datetime import datetime, timedelta

from flujos.models import Tropiezo

TOLERANCIA = timedelta(minutes=10)  # antes de eso pudo ser una caída de paso


def anotar(turno: str, fallas: list[tuple[str, str]], en: datetime) -> None:
    """Lo que pasó en una vuelta: renglón («» si fue el turno entero) y clase de cada error; sin ninguno, se logró."""
    if not fallas:
        Tropiezo.objects.filter(turno=turno).delete()
        return
    renglon, error = fallas[0]
    dicho = {"renglon": renglon[:60], "error": error[:80], "ultima": en}
    Tropiezo.objects.update_or_create(turno=turno, defaults=dicho, create_defaults={**dicho, "desde": en})


def que_duran(en: datetime) -> list[Tropiezo]:
    """Los que llevan rato, del más antiguo al más nuevo."""
    return list(Tropiezo.objects.filter(desde__lt=en - TOLERANCIA).order_by("desde"))
