"""Certificar una copia del expediente: tomar folio, congelar lo que dice su carátula, sellarla y, si cabe, firmarla."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.cadena import anotar, ultima_ancla
from bitacora.una_vez import una_vez
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.congelado import DatosCertificacion, FundamentoCitado, ResumenDeCopia
from dictamenes.documento import documentos
from dictamenes.documento.firma import instalada, persona
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante import papeles
from dictamenes.documento.firmante.excepciones import PapelRechazado
from dictamenes.documento.instantanea import direccion, quien
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.redaccion import huella_de
from dictamenes.excepciones import SinFundamento
from dictamenes.fundamentos import competencias
from dictamenes.fundamentos.catalogo import como_datos
from dictamenes.models import CopiaCertificada, Fundamento, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas import claves, folios

OPERACION = "expediente.certificar"


def asentar(
    solicitud: Solicitud, paquete: Archivo, resumen: ResumenDeCopia, *, alcance: str, para: str,
    fundamentos: Iterable[Fundamento], por: Usuario, en: datetime, envio: str | None = None,
) -> CopiaCertificada:
    """Deja dicho qué se certifica, una vez por `envio`. `resumen`: documentos, fojas y hasta qué evento.

    Sin `fundamentos`, los que fundan certificar. Lanza `YaSeEnvio`, o `SinFundamento` si no hay ninguno que rija. Quien
    llama ya comprobó que la persona puede certificar este expediente.
    """
    with una_vez(envio) as clave:
        citados = _fundada(list(fundamentos), dia_de(en))
        copia = CopiaCertificada(
            folio=folios.siguiente(folios.CERTIFICACION, en), clave=claves.nueva(), solicitud=solicitud,
            alcance=alcance, para=para.strip(), paquete=paquete, forma_firma=_forma(por, en), certificada_por=por,
            certificada_en=en,
        )
        copia.datos = _datos(copia, resumen, [como_datos(f) for f in citados])
        copia.save()
        dicho = {"certificacion": copia.folio, "alcance": alcance, "para": copia.para, "sha256": paquete.sha256,
                 "congelado": huella_de(copia.datos)}
        anotar("copia.certificada", solicitud, por=por, en=en, datos={**dicho, **resumen}, clave=clave, ata=[copia])
    return copia


def _fundada(elegidos: list[Fundamento], dia: date) -> list[Fundamento]:
    """Con qué se funda: lo elegido o, sin elegir, los documentos de la competencia."""
    del_dia = competencias.DelDia(dia)
    del_dia.exigir("certificar")
    if vencidos := del_dia.que_no_rigen(elegidos):
        raise SinFundamento(f"Ya no rige {vencidos[0]}: elija otro fundamento para certificar.")
    return elegidos or del_dia.fundamentos("certificar")


def con_caratula(copia: CopiaCertificada) -> CopiaCertificada:
    """La copia con su carátula ya sellada; si se cortó la luz antes de guardarla, se vuelve a hacer con lo mismo."""
    if copia.caratula_id:
        return copia
    try:
        sellada = firmante.sellar(papeles.CARATULA, copia, en=copia.certificada_en)
    except PapelRechazado:
        if (hecha := _releida(copia)).caratula_id:  # otro envío igual la selló entre tanto
            return hecha
        raise
    caratula = guardar(_firmada(copia, sellada), documentos.PDF)
    with transaction.atomic():
        if CopiaCertificada.objects.filter(pk=copia.pk, caratula=None).update(caratula=caratula):
            datos = {
                "certificacion": copia.folio, "sha256": caratula.sha256, "sellada": sha256(sellada).hexdigest(),
            }
            anotar("copia.sellada", copia.solicitud, por=None, en=copia.certificada_en, datos=datos, ata=[copia])
    return _releida(copia)


def _releida(copia: CopiaCertificada) -> CopiaCertificada:
    return CopiaCertificada.objects.select_related("caratula", "paquete").get(pk=copia.pk)


def _forma(por: Usuario, en: datetime) -> str:
    """Con su e.firma si este servidor la custodia (sólo la demostración); si no, se firma a mano sobre lo sellado."""
    try:
        instalada.credencial_de(por.rfc, en=en)
    except instalada.CredencialNoCustodiada:
        return FormaDeFirma.AUTOGRAFA
    return FormaDeFirma.PADES


def _firmada(copia: CopiaCertificada, sellada: bytes) -> bytes:
    if copia.forma_firma == FormaDeFirma.AUTOGRAFA:
        return sellada
    return persona.firmar(
        sellada, credencial=instalada.credencial_de(copia.certificada_por.rfc, en=copia.certificada_en),
        en=copia.certificada_en, motivo=f"Certifica la copia {copia.folio}", lugar=copia.datos["encabezado"]["lugar"],
    )


def _datos(copia: CopiaCertificada, resumen: ResumenDeCopia, fundamentos: list[FundamentoCitado]) -> DatosCertificacion:
    solicitud, en = copia.solicitud, copia.certificada_en
    dictamen = getattr(solicitud, "dictamen", None)
    return {
        "version": 1, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(dia_de(en).year, en),
        "certificacion": {
            "folio": copia.folio, "en": en.isoformat(), "para": copia.para, "alcance": copia.get_alcance_display(),
            "forma_firma": copia.forma_firma, "clave": copia.clave, "url_verificacion": direccion(copia.clave),
        },
        "expediente": {
            "folio": solicitud.folio_tomado, "ente": solicitud.ente.nombre, "siglas": solicitud.ente.siglas,
            "proyecto": solicitud.proyecto,
            "dictamen": dictamen.folio_tomado if dictamen and dictamen.publico_id else "",
        },
        "copia": {**resumen, "sha256": copia.paquete.sha256, "tamano": copia.paquete.tamano},
        "ancla": ultima_ancla(), "fundamentos": fundamentos, "certifica": quien(copia.certificada_por, OPERACION, en),
    }
