"""Los papeles que sella el firmante y son de otro cuarto: dónde están; se leen al usarse, que redactar pesa."""

from __future__ import annotations

RUTAS: list[str] = []


def registrar(ruta: str) -> None:
    """El nombre completo de su `Papel`; lo dice su cuarto al arrancar."""
    RUTAS.append(ruta)
