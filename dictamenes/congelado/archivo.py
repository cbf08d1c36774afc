"""Lo del archivo: la relación de transferencia, la copia certificada y el índice del expediente."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from dictamenes.congelado.comun import Congelado, FundamentoCitado, Persona


class Serie(TypedDict):
    """La serie documental de una relación."""

    fondo: str
    seccion: str
    serie: str
    subserie: str
    valores: str
    destino: str
    anios_tramite: int
    anios_concentracion: int
    instrumento: str


class FichaDelArchivo(TypedDict):
    """Cómo se archiva un expediente; lo de la serie falta si no está clasificado, y lo que falta va vacío."""

    clave: str
    expediente: str
    apertura: str
    cierre: str
    tramite_hasta: str
    concentracion_hasta: str
    transferencia: str
    fondo: NotRequired[str]
    seccion: NotRequired[str]
    serie: NotRequired[str]
    subserie: NotRequired[str]
    valores: NotRequired[str]
    destino: NotRequired[str]
    anios_tramite: NotRequired[int]
    anios_concentracion: NotRequired[int]
    acceso: NotRequired[str]
    instrumento: NotRequired[str]


class ExpedienteRelacionado(FichaDelArchivo):
    """Un renglón de la relación."""

    ente: str
    asunto: str


class FolioDeTransferencia(TypedDict):
    """La transferencia: qué día y con qué corte."""

    folio: str
    fecha: str
    corte: str


class DatosInventario(Congelado):
    """Lo que dice la relación de una transferencia primaria."""

    transferencia: FolioDeTransferencia
    serie: Serie
    expedientes: list[ExpedienteRelacionado]
    entrega: Persona
    recibe: Persona


class FolioDeCertificacion(TypedDict):
    """La certificación: cuándo, para quién, con qué alcance y cómo se firma."""

    folio: str
    en: str
    para: str
    alcance: str
    forma_firma: str
    clave: str
    url_verificacion: str


class ExpedienteCertificado(TypedDict):
    """De qué expediente es la copia; `dictamen`, su folio o vacío."""

    folio: str
    ente: str
    siglas: str
    proyecto: str
    dictamen: str


class ResumenDeCopia(TypedDict):
    """Qué comprende la copia y hasta qué evento de la bitácora."""

    documentos: int
    fojas: int
    sin_fojas: int
    n: int
    eslabon: str


class Copia(ResumenDeCopia):
    """Lo mismo, con la huella del paquete."""

    sha256: str
    tamano: int


class DatosCertificacion(Congelado):
    """Lo que dice la carátula de una copia certificada."""

    certificacion: FolioDeCertificacion
    expediente: ExpedienteCertificado
    copia: Copia
    fundamentos: list[FundamentoCitado]
    certifica: Persona


class EventoDicho(TypedDict):
    """Un evento del expediente, en palabras."""

    n: int
    en: str
    dice: str
    quien: str
    detalle: str
    eslabon: str


class ArchivoEnlistado(TypedDict):
    """Un archivo de la exportación."""

    ruta: str
    sha256: str
    tamano: int


class DocumentoEnlistado(TypedDict):
    """Un documento del expediente; si su archivo va, con su ruta y su huella."""

    titulo: str
    clase: str
    quien: str
    version: int
    tipo: str
    fecha: str
    nota: str
    ruta: NotRequired[str]
    sha256: NotRequired[str]
    tamano: NotRequired[int]


class BitacoraDelExpediente(TypedDict):
    """Cuántos eventos tiene, y el último."""

    eventos: int
    n: int
    eslabon: str
    hasta: str


class GeneralesDelIndice(Congelado):
    """La parte del índice que no depende de los archivos."""

    expediente: str
    alcance: str
    ente: str
    siglas: str
    proyecto: str
    tipo: str
    modalidad: str
    situacion: str
    dictamen: str
    archivo: FichaDelArchivo
    bitacora: BitacoraDelExpediente


class Indice(GeneralesDelIndice):
    """El índice que va en el paquete."""

    documentos: list[DocumentoEnlistado]
    otros_archivos: list[ArchivoEnlistado]


class DatosIndice(Indice):
    """Lo mismo, con la historia que se imprime."""

    historia: list[EventoDicho]
