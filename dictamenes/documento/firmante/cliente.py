"""Pedirle algo al firmante: por su socket si vive aparte; si no, en este mismo proceso y por las mismas puertas."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from dictamenes.documento.firmante import mesa, sobres
from dictamenes.documento.firmante.papeles import Fragmentos, Papel, Renglon


def vive_aparte() -> bool:
    """Si esta instalación tiene su firmante en otro proceso (FIRMANTE_SOCKET)."""
    return bool(settings.FIRMANTE_SOCKET)


def sellar(papel: Papel[Renglon], renglon: Renglon, *, en: datetime, fragmentos: Fragmentos = ()) -> bytes:
    """El PDF de ese papel, sellado en la hora `en`.

    Lanza `FirmanteNoDisponible` o `PapelRechazado`; dentro del proceso, además, lo que lance el sello.
    """
    if not vive_aparte():
        return mesa.sellar(papel.clase, renglon.pk, en=en, fragmentos=fragmentos)
    dicho = {"pk": renglon.pk, "en": en.isoformat(), "fragmentos": [asdict(fragmento) for fragmento in fragmentos]}
    return pedir(papel.clase, dicho, papel.redactar(renglon, en, fragmentos).contenido)


def pedir(
    orden: str, dicho: sobres.Dicho | None = None, cuerpo: bytes = b"", *, espera: float = sobres.ESPERA
) -> bytes:
    """Lo que contesta el firmante a esa orden, en esos segundos. `FirmanteNoDisponible` o `PapelRechazado`."""
    return sobres.preguntar(settings.FIRMANTE_SOCKET, orden, dicho or {}, cuerpo, espera)
