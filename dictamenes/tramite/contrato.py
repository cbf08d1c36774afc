"""Después del dictamen: dejar constancia de que ya se contrató con él."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from cuentas.interfaz.formatos import fecha as en_palabras
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import FAVORABLES
from dictamenes.tramite.molde import Hecho


def registrar_contrato(
    solicitud: Solicitud, por: Usuario, en: datetime, *, numero: str, fecha: date, importe: Decimal | None = None
) -> Hecho:
    """El contrato, firmado dentro de la vigencia de un dictamen favorable. `importe` en pesos (MXN)."""
    dictamen = solicitud.dictamen
    if solicitud.tipo == Tipo.BAJA:
        raise DatosInvalidos("Es el dictamen de una baja: con él no se contrata.")
    if not escrito(numero):
        raise DatosInvalidos("Escriba el número del contrato.")
    if not dictamen.sentidos.filter(sentido__in=FAVORABLES).exists():
        raise DatosInvalidos("El dictamen no es favorable en ningún concepto: no hay qué contratar con él.")
    if fecha > dia_de(en):
        raise DatosInvalidos("La fecha de firma del contrato todavía no llega.")
    if dictamen.vigencia is None:
        raise DatosInvalidos("El dictamen no tiene vigencia: con él no se contrata.")
    desde, hasta = dictamen.vigencia
    if not desde <= fecha <= hasta:
        vigencia = f"del {en_palabras(desde)} al {en_palabras(hasta)}"
        raise DatosInvalidos(f"El contrato se firmó fuera de la vigencia del dictamen, {vigencia}.")
    datos = {"folio": dictamen.folio, "contrato": numero.strip(), "fecha": str(fecha), "importe": importe}
    return Hecho(datos, clave=f"dictamen.contratado:{dictamen.pk}")
