"""Si hoy se puede firmar electrónicamente una clase de papel: hace falta su fundamento y una firma de prueba buena."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.models import Usuario
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import SE_FIRMAN
from dictamenes.models.dictamen import FormaDeFirma

PROBADA = "firma.probada"
SIN_PROBAR = (
    "La firma electrónica está apagada: todavía no consta una firma de prueba hecha en este sitio. La hace quien "
    "firma, en «Por firmar», con «Probar mi e.firma»."
)
SIN_RFC = (
    "Su cuenta no dice su RFC, y sin él no puede comprobarse que la e.firma sea suya. Lo captura administración, en "
    "«Cuentas y papeles»."
)


def por_que_no(del_dia: DelDia, clase: str, quien: Usuario | None = None) -> str:
    """Qué falta para firmar así esa clase de papel (`SE_FIRMAN`) y quién lo remedia; vacío si está encendida.

    Con `quien`, además, que su certificado pueda compararse. Donde hay e.firmas ficticias no se prueba nada.
    """
    if falta := del_dia.faltan(SE_FIRMAN[clase].electronica):
        return falta
    if quien and not quien.rfc:
        return SIN_RFC
    return "" if settings.FIRMA_DIR_CREDENCIALES or probada() else SIN_PROBAR


def formas(falta: str) -> list[tuple[str, str]]:
    """Las formas de firma que se ofrecen: con algo que falte para la electrónica, sólo la autógrafa."""
    return [(valor, nombre) for valor, nombre in FormaDeFirma.choices if not falta or valor != FormaDeFirma.PADES]


def probada() -> bool:
    """Si consta una firma de prueba buena."""
    return Evento.objects.filter(accion=PROBADA).exists()


@transaction.atomic
def anotar_probada(por: Usuario, en: datetime, *, serie: str, firmado: str) -> None:
    """Deja constancia de una firma de prueba que se verificó: con qué certificado y la huella de lo firmado."""
    anotar(PROBADA, por, por=por, en=en, datos={"serie": serie, "firmado": firmado})
