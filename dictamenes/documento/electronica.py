"""Si hoy se puede firmar electrónicamente en este sitio: hace falta su fundamento y haber firmado una prueba buena."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.models import Usuario
from dictamenes.documento.firma.instalada import custodia_credenciales
from dictamenes.fundamentos.competencias import DelDia

PROBADA = "firma.probada"
SIN_PROBAR = (
    "La firma electrónica está apagada: todavía no consta una firma de prueba hecha en este sitio. La hace quien "
    "autoriza, en «Por firmar», con «Probar mi e.firma»."
)


def por_que_no(del_dia: DelDia) -> str:
    """Qué falta y quién lo remedia; vacío si está encendida. Donde hay e.firmas ficticias no se prueba nada."""
    if falta := del_dia.faltan("firmar_electronicamente"):
        return falta
    return "" if custodia_credenciales() or probada() else SIN_PROBAR


def probada() -> bool:
    """Si consta una firma de prueba buena."""
    return Evento.objects.filter(accion=PROBADA).exists()


@transaction.atomic
def anotar_probada(por: Usuario, en: datetime, *, serie: str, firmado: str) -> None:
    """Deja constancia de una firma de prueba que se verificó: con qué certificado y la huella de lo firmado."""
    anotar(PROBADA, por, por=por, en=en, datos={"serie": serie, "firmado": firmado})
