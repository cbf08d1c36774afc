"""La cédula de cada informe anual como papel que se sella: una por informe publicado, desde lo que congeló."""

from __future__ import annotations

from bitacora.atado import exigir_atados
from bitacora.models import Evento
from dictamenes.documento.firmante.papeles import SELLADO, Papel, cerrado, exigir_evento, pedido
from dictamenes.models import PapelSellado
from indicadores.cedula import impresion
from indicadores.models import InformeAnual

CLASE = PapelSellado.Clase.CEDULA


def _redactar(informe: InformeAnual) -> bytes:
    exigir_atados(informe)
    return impresion.pdf(informe.datos["cedula"])


def _consta(informe: InformeAnual) -> Evento:
    return exigir_evento(informe, "informe.publicado", {"sha256": informe.archivo.sha256})


CEDULA = Papel(CLASE.value, InformeAnual, ("archivo",), cerrado(_redactar), pedido(CLASE, _consta), SELLADO)
