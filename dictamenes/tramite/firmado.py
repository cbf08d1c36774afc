"""Lo que un acto hace con el papel que una persona acaba de firmar: sólo el que esperaba su firma, y una vez."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import PapelPorFirmar, Solicitud


@dataclass(frozen=True)
class Firma:
    """Un papel preparado y lo que quedó al firmarlo."""

    papel: PapelPorFirmar
    firmado: Archivo


def asentar(firma: Firma, solicitud: Solicitud, por: Usuario, en: datetime) -> dict[str, Any]:
    """Deja dicho que se firmó y devuelve lo congelado que dice el papel. `EstadoEquivocado` si ya no lo esperaba."""
    espera = PapelPorFirmar.objects.que_esperan().filter(pk=firma.papel.pk, solicitud=solicitud, firma=por)
    exigir_atados(firma.papel)
    if not espera.update(firmado=firma.firmado, firmado_en=en):
        raise EstadoEquivocado("Ese papel ya no espera su firma.")
    oficio: dict[str, Any] = firma.papel.datos["oficio"]
    return oficio
