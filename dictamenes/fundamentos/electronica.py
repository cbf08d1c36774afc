"""Si hoy se puede firmar electrónicamente una clase de papel: hace falta su fundamento y una firma de prueba buena."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import Evento
from cuentas.fichas import FICHAS
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import OPCIONAL, REQUERIDA, SE_FIRMAN
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
    uno = SE_FIRMAN[clase]
    if uno.interruptor and parametro(uno.interruptor, del_dia.dia) not in (REQUERIDA, OPCIONAL):
        return f"«{uno.nombre}» no se firma con e.firma: así lo dice el parámetro «{FICHAS[uno.interruptor].nombre}»."
    if falta := del_dia.faltan(uno.electronica):
        return falta
    if quien and not quien.rfc:
        return SIN_RFC
    return "" if settings.FIRMA_DIR_CREDENCIALES or probada() else SIN_PROBAR


def exigida(del_dia: DelDia, clase: str) -> bool:
    """Si esa clase de papel no se da sin e.firma: lo dice su parámetro, y sólo cuenta si está encendida."""
    interruptor = SE_FIRMAN[clase].interruptor
    return parametro(interruptor, del_dia.dia) == REQUERIDA and not por_que_no(del_dia, clase)


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
