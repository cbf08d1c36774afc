"""El dictamen, con lo que las áreas y la revisión estratégica dijeron, y el oficio de prevención."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from dictamenes.congelado.comun import Anexo, Congelado, Destinatario, FundamentoCitado, Persona, Totales
from dictamenes.congelado.entrega import ConceptoResuelto, Entrega, SolicitudDictaminada


class Portada(TypedDict):
    """Con qué se identifica el dictamen; en una vista previa todavía no tiene folio."""

    folio: str | None
    numero_oficio: str | None
    expediente: str
    clasificacion_archivistica: str
    fecha_elaboracion: str
    clave: str
    url_verificacion: str
    forma_firma: str


class EstandarAplicado(TypedDict):
    """Una versión de un estándar con que se compararon los conceptos."""

    nombre: str
    emisor: str
    version: str
    ilustrativo: bool
    publicacion: str
    vigente_desde: str


class CriterioContestado(TypedDict):
    """Un criterio con su resultado y su razón; los de antes no decían de qué versión de la lista."""

    clave: NotRequired[str]
    version: NotRequired[int]
    criterio: str
    resultado: str
    razon: str


class PosturaPorConcepto(TypedDict):
    """Lo que un área opinó de un concepto (su número), como se imprime."""

    concepto: int
    postura: str
    nota: str


class OpinionDeArea(TypedDict):
    """Lo que opinó un área; hasta la versión 1, sin lo que dijo de cada concepto y con los criterios aparte."""

    area: str
    sentido: str
    texto: str
    conceptos: NotRequired[list[PosturaPorConcepto]]
    criterios: NotRequired[list[CriterioContestado]]


class OpinionGuardada(TypedDict):
    """Lo que se opinó de un concepto (su número), como estaba al corregirse."""

    concepto: int
    postura: str
    nota: str


class AnalisisTecnico(TypedDict):
    """Lo que opinaron las áreas y los criterios que contestaron."""

    opiniones: list[OpinionDeArea]
    criterios: list[CriterioContestado]


class AnalisisEstrategico(TypedDict):
    """Lo que se analizó en la revisión estratégica."""

    texto: str
    criterios: list[CriterioContestado]


class SentidoGlobal(TypedDict):
    """El sentido del dictamen."""

    clave: str
    titulo: str
    texto: str


class CondicionImpuesta(TypedDict):
    """Lo que debe cumplirse para que un favorable valga."""

    texto: str
    responsable: str
    fecha: str
    evidencia: str


class Resolutivo(TypedDict):
    """Un punto resolutivo, numerado con palabra; `clave` dice de qué trata (los de la versión 1 no la llevan)."""

    ordinal: str
    texto: str
    clave: NotRequired[str]


class ImporteDeSentido(TypedDict):
    """Los conceptos (sus números) que se resuelven en un sentido, y cuánto suman con IVA."""

    sentido: str
    conceptos: list[int]
    importe: str


class Dictaminado(TypedDict):
    """Cuánto se solicitó y cuánto se dictamina favorablemente, con IVA; por sentido, suma lo solicitado."""

    solicitado: str
    favorable: str
    por_sentido: list[ImporteDeSentido]


class VigenciaFijada(TypedDict):
    """El último día en que vale, fijado al elaborarse; `autorizacion`, la que se cita si comprende más ejercicios."""

    hasta: str
    autorizacion: NotRequired[str]


class ParrafoDeBloque(TypedDict):
    """Un párrafo que salió de un bloque de redacción."""

    texto: str
    bloque: str
    version: int


class Eslabon(TypedDict):
    """El último evento de la bitácora al congelarse."""

    n: int
    hash: str


class FirmaImpresa(TypedDict):
    """Quién firmó el ejemplar de las partes; `testada`, si el público es una versión testada."""

    firmante: str
    cargo: str
    firmado_en: str
    forma: str
    sha256_partes: str
    vigente_desde: NotRequired[str]
    vigente_hasta: NotRequired[str]
    calidad: NotRequired[str]
    testada: NotRequired[bool]


class Teste(TypedDict):
    """Lo que se testó: su marca, por qué y cuántas veces; nunca el texto."""

    marca: int
    fundamento: str
    motivo: str
    veces: int


class Testado(TypedDict):
    """Lo testado; al asentarse como versión pública, ligada por huella al ejemplar que sustituye."""

    testes: list[Teste]
    numero: NotRequired[int]
    fecha: NotRequired[str]
    sha256_anterior: NotRequired[str]


class RazonDada(TypedDict):
    """Lo que parecía contradecirse y la razón que dio quien elaboró."""

    regla: str
    texto: str
    razon: str


class DatosDictamen(Congelado):
    """Todo lo que imprime el dictamen, y nada que cambie después; lo indispensable lo dice `incompletitudes`.

    La versión 1 no trae lo dictaminado ni la vigencia, y se redacta como entonces; en la 2, sin vigencia es que no
    ampara nada que la tenga.
    """

    dictamen: Portada
    destinatario: NotRequired[Destinatario]
    asunto: str
    asunto_propio: bool
    antecedentes: list[str]
    fundamentos: list[FundamentoCitado]
    solicitud: NotRequired[SolicitudDictaminada]
    conceptos: list[ConceptoResuelto]
    totales: Totales
    estandares: list[EstandarAplicado]
    analisis_tecnico: AnalisisTecnico
    analisis_estrategico: AnalisisEstrategico
    sentido: SentidoGlobal
    condiciones: list[CondicionImpuesta]
    resolutivos: list[Resolutivo]
    elaboro: NotRequired[Persona]
    reviso: list[Persona]
    autoriza: Persona
    ccp: list[str]
    anexos: list[Anexo]
    bitacora: NotRequired[Eslabon]
    firma: FirmaImpresa | None
    bloques: NotRequired[dict[str, list[ParrafoDeBloque]]]
    coherencia: NotRequired[list[RazonDada]]
    dictaminado: NotRequired[Dictaminado]
    vigencia: NotRequired[VigenciaFijada]
    version_publica: NotRequired[Testado]


class FolioDePrevencion(TypedDict):
    """La prevención: su folio, cuándo se emitió y hasta cuándo se contesta."""

    folio: str
    numero_oficio: str
    fecha: str
    vence_en: str
    plazo_dias_habiles: int
    forma_firma: str
    clave: str
    url_verificacion: str
    efecto_en_plazo: NotRequired[str]
    apercibimiento: NotRequired[str]


class Causal(TypedDict):
    """Por qué se previene."""

    clave: str
    texto: str


class ObservacionImpresa(TypedDict):
    """Una observación: sobre qué es y, si se dice, qué hacer."""

    numero: int
    sobre: str
    texto: str
    solventar: NotRequired[str]


class DatosPrevencion(Congelado):
    """Lo que dice el oficio de prevención."""

    prevencion: FolioDePrevencion
    destinatario: NotRequired[Destinatario]
    solicitud: Entrega
    causal: NotRequired[Causal]
    fundamentos: list[FundamentoCitado]
    observaciones: list[ObservacionImpresa]
    suscribe: Persona
    ccp: list[str]


class CopiaDigital(TypedDict):
    """Quién firmó a mano y cuándo, dónde está el papel y cómo se cotejó su escaneo."""

    firmo: str
    cargo: str
    firmado_en: str
    ubicacion: str
    hojas: int
    cotejo: str
    escaneo: str
    original: str


class DatosCopiaDigital(Congelado):
    """Lo que dice la carátula de la copia digital de un dictamen firmado a mano."""

    dictamen: Portada
    asunto: str
    copia: CopiaDigital
