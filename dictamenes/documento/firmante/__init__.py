"""El firmante: quien tiene la llave del sello, y cómo se le pide. Vive en su propio proceso o, sin él, en éste."""

from dictamenes.documento.firmante.cliente import sellar
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado

__all__ = ["FirmanteNoDisponible", "PapelRechazado", "sellar"]
