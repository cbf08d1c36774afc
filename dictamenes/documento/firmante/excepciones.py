"""Lo que puede contestar el firmante además de un papel sellado."""

from __future__ import annotations


class FirmanteNoDisponible(Exception):
    """El firmante no responde, llegó a su cuota o le falta algo de fuera: nada se selló y conviene reintentar."""


class PapelRechazado(Exception):
    """El firmante se negó a sellar: lo que se le pidió no consta como debe. Repetirlo sin más no sirve."""
