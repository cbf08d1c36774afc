"""Dejar lista, para la e.firma de quien presenta por el ente, lo que se va a presentar o a contestar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.congelado import DatosOficio, DeVerificacion, RespuestaDelEnte
from dictamenes.documento import para_firma
from dictamenes.documento.del_tramite import datos_de_oficio
from dictamenes.documento.instantanea import VERSION, direccion
from dictamenes.documento.redaccion import huella_de
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, SinFundamento
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import ENTREGA
from dictamenes.models import PapelPorFirmar, Solicitud
from dictamenes.models.solicitud import EDITABLES, Estado
from dictamenes.reglas import claves, lugares, requisitos
from dictamenes.reglas.requisitos import RequisitosIncompletos

Respuestas = Mapping[int, tuple[str, bool]]
EN_DESACUERDO = "En desacuerdo: "


@transaction.atomic
def preparar(
    solicitud: Solicitud, *, version: int | None, por: Usuario, en: datetime, respuestas: Respuestas | None = None
) -> PapelPorFirmar:
    """Congela el oficio con lo capturado, para que lo firme quien presenta: hasta entonces nada se entrega.

    Vale mientras nada cambie. Lanza `AccesoDenegado`, `EstadoEquivocado`, `CapturaVencida`, `RequisitosIncompletos`,
    `DatosInvalidos` o `SinFundamento`.
    """
    exigir(por, "solicitud.presentar", solicitud.ente)
    actual = Solicitud.objects.select_for_update().get(pk=solicitud.pk)
    if actual.estado not in EDITABLES:
        raise EstadoEquivocado("La solicitud ya no espera que se presente ni que se conteste.")
    if version is not None and actual.version != version:
        raise CapturaVencida("La solicitud cambió desde que la revisó: véala de nuevo antes de firmarla.")
    if faltas := requisitos.revisar(actual):
        raise RequisitosIncompletos(faltas)
    if falta := electronica.por_que_no(DelDia(dia_de(en)), ENTREGA, por):
        raise SinFundamento(falta)
    datos = {"oficio": _oficio(actual, por, en, respuestas or {}), "respuestas": [
        [pk, texto, en_desacuerdo] for pk, (texto, en_desacuerdo) in (respuestas or {}).items()
    ]}
    papel = PapelPorFirmar.objects.create(
        clase=PapelPorFirmar.Clase.ENTREGA, solicitud=actual, version=actual.version, datos=datos, firma=por,
        preparado_en=en)
    dice = {"papel": papel.pk, "version": actual.version, "congelado": huella_de(datos)}
    anotar("entrega.preparada", actual, por=por, en=en, datos=dice, ata=[papel])
    return papel


def _oficio(solicitud: Solicitud, por: Usuario, en: datetime, respuestas: Respuestas) -> DatosOficio:
    clave = claves.nueva()
    dicho: DeVerificacion = {"clave": clave, "url_verificacion": direccion(clave)}
    datos = datos_de_oficio(
        para_firma.datos(solicitud), dicho, para_firma.firmante(solicitud, por, en), VERSION, forma="pades")
    if solicitud.estado == Estado.PREVENIDA:
        datos["respuestas"] = _contestado(solicitud, respuestas)
    return datos


def _contestado(solicitud: Solicitud, respuestas: Respuestas) -> list[RespuestaDelEnte]:
    nombres, dichas = lugares.en_palabras(solicitud), []
    for observacion in solicitud.prevenciones.en_curso().observaciones.all():
        texto, en_desacuerdo = respuestas.get(observacion.pk, ("", False))
        if not escrito(texto):
            raise DatosInvalidos("Conteste todas las observaciones, o diga por qué no está de acuerdo.")
        dicha: RespuestaDelEnte = {
            "sobre": nombres.get(observacion.sobre, observacion.sobre), "observacion": observacion.texto,
            "respuesta": f"{EN_DESACUERDO * en_desacuerdo}{texto.strip()}",
        }
        dichas.append(dicha)
    return dichas
