"""Lo que puede esperar la firma de una persona, de la clase que sea: qué lo detiene, qué se firma y qué hace firmarlo.

Un dictamen se nombra con el número de su solicitud; los demás papeles, con «p» y el suyo. Una clase nueva de papel es
un renglón de `AL_FIRMAR`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archivos.models import Archivo
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.archivo import certificacion
from dictamenes.documento import a_firmar, documentos
from dictamenes.documento.a_firmar import CLASES, AFirmar
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente.vistos import CAMBIO, SIN_LEER, cual, leidos
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.models import Dictamen, PapelPorFirmar, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.proyecto import ultimo_escaneo
from dictamenes.models.solicitud import Estado
from dictamenes.tramite.escaneo import SIN_COTEJAR
from dictamenes.tramite.firmado import Firma
from flujos.expediente.excepciones import pedir_lo_escrito
from flujos.expediente.turno import dictamen_de
from flujos.recorrido import actos

Firmado = Callable[[AFirmar], Archivo]
NO_ES_DEL_LOTE = "Se firma a mano: entregue su escaneo y registre la firma, sin abrir su llave"


class Firmable(Protocol):
    """Un papel que alguien firma, solo o en un lote."""

    @property
    def folio(self) -> str: ...

    def exigir(self, por: Usuario, visto: str) -> None:
        """Lanza lo que impediría firmarlo junto con otros; `YaRegistrado` si ya lo firmó."""

    def documento(self) -> AFirmar:
        """Lo que se firma."""

    def firmar(self, firmado: Firmado | None, *, por: Usuario, en: datetime, visto: str) -> None:
        """Lo firma y hace lo que su firma hace; sin `firmado`, con la e.firma de prueba que se custodia."""


def buscar(nombre: str, por: Usuario) -> Firmable | None:
    """El que así se nombra, si la persona lo alcanza."""
    if nombre.startswith("p"):
        papeles = PapelPorFirmar.objects.filter(pk=int(nombre[1:]), firma=por).exclude(sellado=None)
        papel = papeles.select_related("solicitud__ente", "sellado", "firma").first()
        return DePapel(papel) if papel else None
    visibles = Solicitud.objects.visibles_para(por).select_related("dictamen__sellado", "dictamen__autoriza", "ente")
    solicitud = visibles.filter(pk=int(nombre)).first()
    return DeDictamen(solicitud) if solicitud else None


@dataclass(frozen=True)
class DeDictamen:
    """El dictamen de una solicitud."""

    solicitud: Solicitud

    @property
    def folio(self) -> str:
        dictamen = dictamen_de(self.solicitud)
        return str(dictamen.folio if dictamen and dictamen.folio else self.solicitud.folio)

    def exigir(self, por: Usuario, visto: str) -> None:
        dictamen = dictamen_de(self.solicitud)
        if dictamen is None or dictamen.sellado is None:
            raise EstadoEquivocado("El documento todavía no está listo para firma")
        if dictamen.esta_firmado and dictamen.firmado_por_id == por.pk:
            raise YaRegistrado("Ya está firmado")
        if not leidos(por, [(dictamen.pk, visto)]):
            raise DatosInvalidos(SIN_LEER)

    def documento(self) -> AFirmar:
        """Lo que se firma con una llave: a mano, no."""
        dictamen = self.solicitud.dictamen
        if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA:
            raise DatosInvalidos(NO_ES_DEL_LOTE)
        return a_firmar.de_dictamen(dictamen)

    def firmar(self, firmado: Firmado | None, *, por: Usuario, en: datetime, visto: str) -> None:
        firmar_dictamen(self.solicitud, por=por, en=en, visto=visto, firmado=firmado)


@dataclass(frozen=True)
class DePapel:
    """Un papel preparado para la firma de la persona."""

    papel: PapelPorFirmar

    @property
    def folio(self) -> str:
        return self.papel.nombre

    def exigir(self, por: Usuario, visto: str) -> None:
        if self.papel.firmado_id:
            raise YaRegistrado("Ya está firmado")
        if not PapelPorFirmar.objects.que_firma(por).filter(pk=self.papel.pk).exists():
            raise EstadoEquivocado("Ya no espera su firma: se preparó otro o el asunto siguió sin él")
        if falta := electronica.por_que_no(DelDia(reloj.hoy()), CLASES[self.papel.clase]):
            raise DatosInvalidos(falta)
        if self.papel.documento_sellado.sha256 != visto:
            raise CapturaVencida(CAMBIO)
        if not leidos(por, [(cual(self.papel), visto)]):
            raise DatosInvalidos(SIN_LEER)

    def documento(self) -> AFirmar:
        return a_firmar.de_papel(self.papel)

    def firmar(self, firmado: Firmado | None, *, por: Usuario, en: datetime, visto: str) -> None:
        AL_FIRMAR[self.papel.clase](self.papel, _firmado(self.documento(), por, en, firmado), por, en)


def firmar_dictamen(
    solicitud: Solicitud, *, por: Usuario, en: datetime, visto: str, firmado: Firmado | None = None
) -> Solicitud:
    """Firma los bytes que se vieron (`visto`, su SHA-256); `firmado` los firma fuera de la transacción.

    Sin él, con la e.firma de prueba que custodia la demostración; a mano, con el último escaneo que se entregó.

    Lanza `EstadoEquivocado`, `CapturaVencida` si el documento es otro, `DatosInvalidos` si no lo dio por leído, o lo
    que lancen el acto y `firmado`.
    """
    dictamen = dictamen_de(solicitud)
    if dictamen is None or dictamen.sellado is None:
        raise EstadoEquivocado("El documento todavía no está listo para firma.")
    espera = dictamen.estado == EstadoDeDictamen.POR_FIRMAR and solicitud.estado in tramite.firmar.desde
    if espera and dictamen.sellado.sha256 != visto:
        raise CapturaVencida(CAMBIO)
    suyo = espera and dictamen.autoriza_id == por.pk
    if suyo and not leidos(por, [(dictamen.pk, visto)]):
        raise DatosInvalidos(SIN_LEER)
    archivo, ubicacion = _de_dictamen(dictamen, por, en, firmado) if suyo else (None, "")
    return actos.ejecutar(
        tramite.firmar, solicitud, por=por, en=en, firmado=archivo, visto=visto, forma=dictamen.forma_firma,
        ubicacion_original=ubicacion,
    )


def _de_dictamen(dictamen: Dictamen, por: Usuario, en: datetime, firmado: Firmado | None) -> tuple[Archivo, str]:
    """El documento firmado y, si fue a mano, dónde queda el papel."""
    if dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
        return _firmado(a_firmar.de_dictamen(dictamen), por, en, firmado), ""
    escaneo = ultimo_escaneo(dictamen)
    if firmado or escaneo is None:
        raise DatosInvalidos(NO_ES_DEL_LOTE if firmado else SIN_COTEJAR)
    return escaneo.archivo, escaneo.ubicacion


def _firmado(documento: AFirmar, por: Usuario, en: datetime, firmado: Firmado | None) -> Archivo:
    return firmado(documento) if firmado else documentos.con_la_de_prueba(documento, por, en)


def _prevenir(papel: PapelPorFirmar, firmado: Archivo, por: Usuario, en: datetime) -> None:
    observaciones = [(sobre, texto) for sobre, texto in papel.datos["observaciones"]]
    actos.ejecutar(
        tramite.prevenir, papel.solicitud, por=por, en=en, causal=papel.datos["causal"], observaciones=observaciones,
        firma=Firma(papel, firmado),
    )


def _entregar(papel: PapelPorFirmar, firmado: Archivo, por: Usuario, en: datetime) -> None:
    """Presentar o, si está prevenida, contestar; con lo que se escribió junto a cada concepto."""
    solicitud, version, firma = papel.solicitud, papel.version, Firma(papel, firmado)
    if solicitud.estado == Estado.PREVENIDA:
        respuestas = {pk: (texto, en_desacuerdo) for pk, texto, en_desacuerdo in papel.datos["respuestas"]}
        entregada = actos.ejecutar(
            tramite.desahogar, solicitud, por, en, respuestas=respuestas, version=version, firma=firma)
    else:
        entregada = actos.ejecutar(tramite.presentar, solicitud, por, en, version=version, firma=firma)
    pedir_lo_escrito(entregada, por=por, en=en)


def _expedir(papel: PapelPorFirmar, firmado: Archivo, por: Usuario, en: datetime) -> None:
    with con_constancia(certificacion.OPERACION, papel.solicitud, por=por, en=en):
        certificacion.firmada(papel, firmado, por=por, en=en)


AL_FIRMAR: dict[str, Callable[[PapelPorFirmar, Archivo, Usuario, datetime], None]] = {
    PapelPorFirmar.Clase.PREVENCION.value: _prevenir,
    PapelPorFirmar.Clase.COPIA.value: _expedir,
    PapelPorFirmar.Clase.ENTREGA.value: _entregar,
}
