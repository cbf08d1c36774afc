"""Certificar una copia del expediente: tomar folio, congelar lo que dice su carátula, sellarla y firmarla."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.atado import exigir_atados
from bitacora.cadena import anotar, ultima_ancla
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.constancia import consta
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes.congelado import DatosCertificacion, FundamentoCitado, ResumenDeCopia
from dictamenes.documento import documentos, por_sellar
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante import papeles
from dictamenes.documento.firmante.excepciones import PapelRechazado
from dictamenes.documento.instantanea import direccion, quien
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.redaccion import huella_de
from dictamenes.excepciones import EstadoEquivocado, SinFundamento
from dictamenes.fundamentos import competencias, electronica
from dictamenes.fundamentos.catalogo import como_datos
from dictamenes.fundamentos.firmas import COPIA
from dictamenes.models import CopiaCertificada, Fundamento, PapelPorFirmar, PapelSellado, Solicitud
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas import claves, folios

OPERACION = "expediente.certificar"


def asentar(
    solicitud: Solicitud, paquete: Archivo, resumen: ResumenDeCopia, *, alcance: str, para: str,
    fundamentos: Iterable[Fundamento], por: Usuario, en: datetime, forma: str = FormaDeFirma.AUTOGRAFA,
    envio: str | None = None,
) -> CopiaCertificada:
    """Deja dicho qué se certifica, una vez por `envio`. `resumen`: documentos, fojas y hasta qué evento.

    Sin `fundamentos`, los que fundan certificar. Con firma electrónica queda preparada para la de quien certifica, y
    hasta entonces no está expedida. Lanza `YaSeEnvio`, o `SinFundamento` si no hay ninguno que rija o así no se firma.
    Quien llama ya comprobó que la persona puede certificar este expediente.
    """
    with una_vez(envio) as clave:
        citados = _fundada(list(fundamentos), dia_de(en), forma, por)
        copia = CopiaCertificada(
            folio=folios.siguiente(folios.CERTIFICACION, en), clave=claves.nueva(), solicitud=solicitud,
            alcance=alcance, para=para.strip(), paquete=paquete, forma_firma=forma, certificada_por=por,
            certificada_en=en,
        )
        copia.datos = _datos(copia, resumen, [como_datos(f) for f in citados])
        copia.save()
        dicho = {"certificacion": copia.folio, "alcance": alcance, "para": copia.para, "sha256": paquete.sha256,
                 "congelado": huella_de(copia.datos)}
        preparada = [] if forma == FormaDeFirma.AUTOGRAFA else [PapelPorFirmar.objects.create(
            clase=PapelPorFirmar.Clase.COPIA, solicitud=solicitud, renglon=copia.pk, folio=copia.folio, firma=por,
            preparado_en=en)]
        anotar("copia.certificada", solicitud, por=por, en=en, datos={**dicho, **resumen}, clave=clave,
               ata=[copia, *preparada])
    return copia


def firmada(papel: PapelPorFirmar, firmado: Archivo, *, por: Usuario, en: datetime) -> None:
    """La copia queda expedida con la firma de quien la certifica; después se cierra. `EstadoEquivocado` si ya no."""
    with transaction.atomic():
        exigir(por, OPERACION)
        competencias.DelDia(dia_de(en)).exigir_papel("certificar", por)
        exigir_atados(papel)
        if not PapelPorFirmar.objects.que_esperan().filter(pk=papel.pk, firma=por).update(
            firmado=firmado, firmado_en=en
        ):
            raise EstadoEquivocado("Esa copia ya no espera su firma.")
        copia = CopiaCertificada.objects.select_related("solicitud").get(pk=papel.de_que)
        exigir_atados(copia)
        copia.caratula = firmado
        copia.save(update_fields=["caratula"])
        PapelSellado.objects.pedir(PapelSellado.Clase.CERTIFICACION, copia, en, copia.solicitud, papel)
        datos = {"certificacion": copia.folio, "firmado": firmado.sha256}
        anotar("copia.firmada", copia.solicitud, por=por, en=en, datos=datos, ata=[copia, papel])


def caratula(copia: CopiaCertificada) -> bytes | None:
    """La que se entrega: cerrada, firmada o, si se firma a mano, sellada; nada mientras espera su firma."""
    if copia.espera_firma:
        return None
    if copia.forma_firma == FormaDeFirma.PADES and PapelSellado.objects.filter(
        clase=PapelSellado.Clase.CERTIFICACION, renglon=copia.pk
    ).exists():
        return por_sellar.contenido(PapelSellado.Clase.CERTIFICACION, copia.pk)
    return consta(con_caratula(copia).caratula).leer()


def _fundada(elegidos: list[Fundamento], dia: date, forma: str, por: Usuario) -> list[Fundamento]:
    """Con qué se funda: lo elegido o, sin elegir, los documentos de la competencia."""
    del_dia = competencias.DelDia(dia)
    del_dia.exigir("certificar")
    if forma == FormaDeFirma.PADES and (falta := electronica.por_que_no(del_dia, COPIA, por)):
        raise SinFundamento(falta)
    if vencidos := del_dia.que_no_rigen(elegidos):
        raise SinFundamento(f"Ya no rige {vencidos[0]}: elija otro fundamento para certificar.")
    return elegidos or del_dia.fundamentos("certificar")


def con_caratula(copia: CopiaCertificada) -> CopiaCertificada:
    """La copia con su carátula ya sellada; si se cortó la luz antes de guardarla, se vuelve a hacer con lo mismo.

    La que se firma electrónicamente la tiene cuando se firma: aquí se queda como está.
    """
    if copia.caratula_id or copia.espera_firma:
        return copia
    try:
        sellada = firmante.sellar(papeles.CARATULA, copia, en=copia.certificada_en)
    except PapelRechazado:
        if (hecha := _releida(copia)).caratula_id:  # otro envío igual la selló entre tanto
            return hecha
        raise
    caratula = guardar(sellada, documentos.PDF)
    with transaction.atomic():
        if CopiaCertificada.objects.filter(pk=copia.pk, caratula=None).update(caratula=caratula):
            datos = {
                "certificacion": copia.folio, "sha256": caratula.sha256, "sellada": sha256(sellada).hexdigest(),
            }
            anotar("copia.sellada", copia.solicitud, por=None, en=copia.certificada_en, datos=datos, ata=[copia])
    return _releida(copia)


def _releida(copia: CopiaCertificada) -> CopiaCertificada:
    return CopiaCertificada.objects.select_related("caratula", "paquete").get(pk=copia.pk)


def _datos(copia: CopiaCertificada, resumen: ResumenDeCopia, fundamentos: list[FundamentoCitado]) -> DatosCertificacion:
    solicitud, en = copia.solicitud, copia.certificada_en
    dictamen = getattr(solicitud, "dictamen", None)
    return {
        "version": 2, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(dia_de(en).year, en),
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
