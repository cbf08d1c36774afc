"""Las clases de papel que el firmante sabe sellar. Otra clase es otro renglón y su prueba de rechazo.

Cada renglón dice de qué tabla sale, cómo se redacta desde lo congelado, qué debe constar antes en la bitácora y en qué
evento queda después la huella de lo sellado (con eso la auditoría compara el diario del firmante con la bitácora).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from django.db import models
from django.utils.module_loading import import_string

from bitacora.constancia import reparo_de, ultimo_que_dice
from bitacora.models import Evento, clave_de
from dictamenes.documento import del_tramite, oficio
from dictamenes.documento.firma import instalada, sello
from dictamenes.documento.firmante import registro
from dictamenes.documento.firmante.excepciones import PapelRechazado
from dictamenes.documento.redaccion import de_la_copia, del_publico, exigencias, huella_de, sin_lo_testado
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import (
    CopiaCertificada,
    Dictamen,
    PapelPorFirmar,
    PapelSellado,
    Presentacion,
    Prevencion,
    TransferenciaPrimaria,
)
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.proyecto import escaneo_de
from verificador.politica import juzgar

Renglon = TypeVar("Renglon", bound=models.Model)
Fragmentos = Sequence[Fragmento]


@dataclass(frozen=True)
class Borrador:
    """Un papel redactado y cómo se certifica: qué puede pasarle después y dónde firmará la persona."""

    contenido: bytes
    permiso: Literal[1, 2]
    caja: sello.Caja | None = None


@dataclass(frozen=True)
class Papel(Generic[Renglon]):
    """Una clase de papel. `consta`: lanza `PapelRechazado`, o devuelve el evento que lo autoriza."""

    clase: str
    tabla: type[Renglon]
    con: tuple[str, ...]
    redactar: Callable[[Renglon, datetime, Fragmentos], Borrador]
    consta: Callable[[Renglon, datetime, Fragmentos], Evento]
    queda_en: Mapping[str, tuple[str, ...]]  # acción → dónde dice la huella de lo sellado; el primero que traiga

    def tomar(self, pk: int) -> Renglon:
        """El renglón como está en la base ahora. `PapelRechazado` si no existe."""
        hallado = self.tabla._default_manager.select_related(*self.con).filter(pk=pk).first()
        if hallado is None:
            raise PapelRechazado(f"No hay un renglón {pk} de «{self.clase}».")
        return hallado


def exigir_evento(
    objeto: models.Model, accion: str, dice: Mapping[str, object], cual: Mapping[str, object] = MappingProxyType({})
) -> Evento:
    """El último evento de esa acción (de los que traen `cual`), que dice todo eso y al que se le puede creer.

    Lanza `PapelRechazado`.
    """
    evento = ultimo_que_dice(clave_de(objeto), accion, dice, cual)
    if evento is None:
        raise PapelRechazado(f"La bitácora no cuenta «{accion}» de {clave_de(objeto)} como está en la base.")
    if reparo := reparo_de(evento):
        raise PapelRechazado(f"No se le cree a la bitácora: {reparo}.")
    return evento


def _congelado(dictamen: Dictamen) -> Evento:
    """Lo congelado es lo que dijo su evento; los de antes de anotar la huella sólo dicen folio y versión."""
    dice = {"folio": dictamen.folio, "version": dictamen.version}
    evento = exigir_evento(dictamen.solicitud, "dictamen.congelado", dice)
    if evento.datos_evento.datos.get("congelado", huella := huella_de(dictamen.congelado)) != huella:
        raise PapelRechazado(f"Los datos del dictamen {dictamen.folio} no son los que se congelaron.")
    return evento


def _consta_por_firmar(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Evento:
    if dictamen.estado != EstadoDeDictamen.EN_PREPARACION or dictamen.datos is None:
        raise PapelRechazado(f"El dictamen {dictamen} está {dictamen.estado}: no hay documento que sellar.")
    return _congelado(dictamen)


def _consta_firmado(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Evento:
    """Consta que se firmaron estos bytes y, si es firma electrónica, la firma es buena y de quien autoriza."""
    if not dictamen.esta_firmado or bool(fragmentos) == (dictamen.publico_id is None):
        raise PapelRechazado(f"El dictamen {dictamen} está {dictamen.estado}: no hay ejemplar público que sellar.")
    _congelado(dictamen)
    dice = {"folio": dictamen.folio, "firmado": dictamen.documento_firmado.sha256, "forma": dictamen.forma_firma}
    evento = exigir_evento(dictamen.solicitud, "dictamen.firmado", dice)
    if evento.por_id != dictamen.quien_firmo.pk:
        raise PapelRechazado(f"La bitácora dice que el dictamen {dictamen.folio} lo firmó otra persona.")
    if fragmentos:
        _emitido(dictamen)
    elif dictamen.forma_firma == FormaDeFirma.PADES:
        _exigir_firma(dictamen, en)
    return evento


def _emitido(dictamen: Dictamen) -> None:
    """Se testa sobre lo que se emitió, cuya firma ya se juzgó, o sobre lo ya testado: lo que dijo su evento."""
    if (datos := dictamen.datos_publicos) is None:
        dice = {"folio": dictamen.folio, "publico": dictamen.ejemplar_publico.sha256}
        exigir_evento(dictamen.solicitud, "dictamen.emitido", dice)
        return
    dice = {"folio": dictamen.folio, "publico": dictamen.ejemplar_publico.sha256}
    evento = exigir_evento(dictamen.solicitud, "dictamen.testado", dice)
    if evento.datos_evento.datos.get("congelado", huella := huella_de(datos)) != huella:
        raise PapelRechazado(f"Los datos públicos del dictamen {dictamen.folio} no son los que se publicaron.")


def _exigir_firma(dictamen: Dictamen, en: datetime) -> None:
    dictado = juzgar(dictamen.documento_firmado.leer(), instalada.raices(), en, exigencias(dictamen))
    if not dictado.es_valida:
        raise PapelRechazado(f"La firma del dictamen {dictamen.folio} no vale: {dictado.motivo}")


def _consta_certificada(copia: CopiaCertificada, en: datetime, fragmentos: Fragmentos) -> Evento:
    if copia.caratula_id:
        raise PapelRechazado(f"La copia {copia.folio} ya tiene su carátula.")
    evento = exigir_evento(
        copia.solicitud, "copia.certificada", {"sha256": copia.paquete.sha256}, {"certificacion": copia.folio})
    if evento.datos_evento.datos.get("congelado", huella := huella_de(copia.datos)) != huella:
        raise PapelRechazado(f"Los datos de la copia {copia.folio} no son los que se certificaron.")
    if evento.por_id != copia.certificada_por_id or evento.en != copia.certificada_en:
        raise PapelRechazado(f"La bitácora dice que la copia {copia.folio} la certificó otra persona, o a otra hora.")
    return evento


def _para_firma(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Borrador:
    documento = oficio.redactar_dictamen(dictamen.congelado)
    caja = documento.caja_firma if dictamen.forma_firma == FormaDeFirma.PADES else None
    return Borrador(documento.contenido, sello.ADMITE_FIRMAS, caja)


def _publico(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Borrador:
    try:
        datos = sin_lo_testado(dictamen, fragmentos, en) if fragmentos else dictamen.congelado
    except DatosInvalidos as motivo:
        raise PapelRechazado(str(motivo)) from motivo
    return Borrador(del_publico(dictamen, datos).contenido, sello.CERRADO)


def _copia(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Borrador:
    escaneo = escaneo_de(dictamen, dictamen.documento_firmado)
    if escaneo is None or not escaneo.vale:
        raise PapelRechazado(f"No consta el cotejo de lo que se firmó del dictamen {dictamen.folio}.")
    return Borrador(de_la_copia(dictamen, escaneo, dictamen.documento_firmado.leer()).contenido, sello.CERRADO)


def _consta_a_mano(dictamen: Dictamen, en: datetime, fragmentos: Fragmentos) -> Evento:
    """Consta que se firmó a mano este escaneo y, si dejó dudas, que otra persona lo confirmó."""
    if dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
        raise PapelRechazado(f"El dictamen {dictamen.folio} no se firmó a mano.")
    evento = _consta_firmado(dictamen, en, fragmentos)
    escaneo = escaneo_de(dictamen, dictamen.documento_firmado)
    if escaneo and escaneo.en_duda_en:
        confirma = exigir_evento(
            dictamen.solicitud, "dictamen.escaneo_confirmado", {"recibido": dictamen.documento_firmado.sha256})
        if confirma.por_id == evento.por_id:
            raise PapelRechazado(f"El escaneo del dictamen {dictamen.folio} lo confirmó quien lo firmó.")
    return evento


def _caratula(copia: CopiaCertificada, en: datetime, fragmentos: Fragmentos) -> Borrador:
    documento = oficio.redactar_certificacion(copia.datos)
    if copia.forma_firma == FormaDeFirma.AUTOGRAFA:
        return Borrador(documento.contenido, sello.CERRADO)
    return Borrador(documento.contenido, sello.ADMITE_FIRMAS, documento.caja_firma)


def pedido(clase: str, consta: Callable[[Renglon], Evento]) -> Callable[[Renglon, datetime, Fragmentos], Evento]:
    """`consta`, sólo de lo que un acto pidió y todavía no se sella."""

    def exigir(renglon: Renglon, en: datetime, fragmentos: Fragmentos) -> Evento:
        if not PapelSellado.objects.filter(clase=clase, renglon=renglon.pk, archivo=None).exists():
            raise PapelRechazado(f"No hay pedido «{clase}» de {clave_de(renglon)}, o ya se selló.")
        return consta(renglon)

    return exigir


def _consta_entregada(presentacion: Presentacion) -> Evento:
    accion = "solicitud.presentada" if presentacion.numero == 1 else "prevencion.desahogada"
    acuse = {"acuse": presentacion.folio_acuse}
    return exigir_evento(presentacion.solicitud, accion, acuse, acuse)


def _consta_prevenida(prevencion: Prevencion) -> Evento:
    suya = {"prevencion": prevencion.folio}
    return exigir_evento(prevencion.solicitud, "solicitud.prevenida", suya, suya)


def _consta_transferida(transferencia: TransferenciaPrimaria) -> Evento:
    dice = {"folio": transferencia.folio, "serie": transferencia.serie}
    return exigir_evento(transferencia, "archivo.transferido", dice)


def _consta_preparada(papel: PapelPorFirmar, en: datetime, fragmentos: Fragmentos) -> Evento:
    """Lo que se va a firmar dice lo que se preparó, y lo firma quien lo preparó."""
    if papel.sellado_id:
        raise PapelRechazado(f"No hay nada por sellar para firma: {papel} ya se selló.")
    entrega = papel.clase == PapelPorFirmar.Clase.ENTREGA
    accion, suyo = ("entrega.preparada", {"papel": papel.pk}) if entrega else (
        "prevencion.preparada", {"prevencion": papel.folio})
    evento = exigir_evento(papel.solicitud, accion, suyo, suyo)
    if evento.datos_evento.datos.get("congelado") != huella_de(papel.datos):
        raise PapelRechazado(f"Los datos de {papel} no son los que se prepararon.")
    if evento.por_id != papel.firma_id:
        raise PapelRechazado(f"La bitácora dice que {papel} lo preparó otra persona.")
    return evento


def _por_firmar(
    redactar: Callable[[Any], oficio.Documento]
) -> Callable[[PapelPorFirmar, datetime, Fragmentos], Borrador]:
    """Lo preparado, con el campo donde lo firmará esa persona."""

    def hacer(papel: PapelPorFirmar, en: datetime, fragmentos: Fragmentos) -> Borrador:
        documento = redactar(papel.datos["oficio"])
        return Borrador(documento.contenido, sello.ADMITE_FIRMAS, documento.caja_firma)

    return hacer


def cerrado(redactar: Callable[[Renglon], bytes]) -> Callable[[Renglon, datetime, Fragmentos], Borrador]:
    """Lo que se sella tal como se redacta, sin que nadie firme después."""
    return lambda renglon, en, fragmentos: Borrador(redactar(renglon), sello.CERRADO)


SELLADO, POR_FIRMAR = {"papel.sellado": ("sellado",)}, {"papel.por_firmar": ("sellado",)}
_PUBLICO = ("publico_sellado", "publico")  # antes de estamparlo, lo guardado era lo sellado
_DE_DICTAMEN = ("solicitud", "sellado", "firmado", "firmado_por", "de_las_partes", "publico")
PARA_FIRMA = Papel(
    "dictamen.para_firma", Dictamen, _DE_DICTAMEN, _para_firma, _consta_por_firmar, {"dictamen.preparado": ("sha256",)},
)
PUBLICO = Papel(
    "dictamen.publico", Dictamen, _DE_DICTAMEN, _publico, _consta_firmado,
    {"dictamen.emitido": _PUBLICO, "dictamen.testado": _PUBLICO},
)
COPIA_DIGITAL = Papel(
    "dictamen.copia_digital", Dictamen, _DE_DICTAMEN, _copia, _consta_a_mano, {"dictamen.emitido": ("copia_digital",)},
)
CARATULA = Papel(
    "copia.caratula", CopiaCertificada, ("solicitud", "paquete", "certificada_por"), _caratula, _consta_certificada,
    {"copia.sellada": ("sellada",), **POR_FIRMAR},
)
_Clase = PapelSellado.Clase
ACUSE = Papel(
    _Clase.ACUSE.value, Presentacion, ("solicitud",), cerrado(del_tramite.acuse),
    pedido(_Clase.ACUSE, _consta_entregada), SELLADO,
)
OFICIO = Papel(
    _Clase.OFICIO.value, Presentacion, ("solicitud",), cerrado(del_tramite.oficio_de_solicitud),
    pedido(_Clase.OFICIO, _consta_entregada), SELLADO,
)
PREVENCION = Papel(
    _Clase.PREVENCION.value, Prevencion, ("solicitud", "emitida_por"), cerrado(del_tramite.oficio_de_prevencion),
    pedido(_Clase.PREVENCION, _consta_prevenida), SELLADO,
)
INVENTARIO = Papel(
    _Clase.INVENTARIO.value, TransferenciaPrimaria, ("declarada_por",), cerrado(del_tramite.inventario),
    pedido(_Clase.INVENTARIO, _consta_transferida), SELLADO,
)
PREVENCION_POR_FIRMAR = Papel(
    PapelPorFirmar.Clase.PREVENCION.value, PapelPorFirmar, ("solicitud", "firma"),
    _por_firmar(oficio.redactar_prevencion), _consta_preparada, POR_FIRMAR,
)
ENTREGA_POR_FIRMAR = Papel(
    PapelPorFirmar.Clase.ENTREGA.value, PapelPorFirmar, ("solicitud", "firma"),
    _por_firmar(oficio.redactar_solicitud), _consta_preparada, POR_FIRMAR,
)
_PROPIOS: tuple[Papel[Any], ...] = (
    PARA_FIRMA, PUBLICO, COPIA_DIGITAL, CARATULA, ACUSE, OFICIO, PREVENCION, PREVENCION_POR_FIRMAR,
    ENTREGA_POR_FIRMAR, INVENTARIO,
)


@cache
def todos() -> dict[str, Papel[Any]]:
    """Por su clase, los de aquí y los que otro cuarto registró."""
    return {papel.clase: papel for papel in (*_PROPIOS, *map(import_string, registro.RUTAS))}
