"""La entrega del ente: lo que presentó, su acuse, el oficio con que lo pide y el formato en blanco."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from dictamenes.congelado.comun import Anexo, Congelado, Destinatario, Nadie, Persona, Totales


class Atributo(TypedDict):
    """Lo exigido y lo declarado de un requisito del perfil, y su resultado."""

    atributo: str
    clave: str
    exigido: str
    declarado: str
    resultado: str
    razon: str
    que_hacer: str
    nivel: str
    clausula: str
    justificacion: str


_ConGlobal = TypedDict("_ConGlobal", {"global": str})  # es palabra del lenguaje: no cabe en una clase


class Evaluacion(_ConGlobal):
    """El veredicto del estándar sobre un concepto, al entregarse."""

    perfil: str
    perfil_clave: str
    estandar: str
    version: str
    ilustrativo: bool
    atributos: list[Atributo]


class ExcepcionImpresa(TypedDict):
    """Una excepción otorgada: a qué cláusula, por qué y con qué fundamento."""

    clausula: str
    motivo: str
    fundamento: str


class ConceptoEntregado(_ConGlobal):
    """Un concepto como se entregó, con su evaluación."""

    numero: int
    descripcion: str
    perfil: str
    estandar: str
    ilustrativo: bool
    cantidad: str
    unidad: str
    precio_unitario: str
    tasa_iva: str
    importe: str
    iva: str
    total: str
    atributos: list[Atributo]
    marca_justificada: str


class ConceptoResuelto(ConceptoEntregado):
    """Un concepto con lo que el dictamen resuelve; `motivo`, por qué procede aunque no cumple el estándar."""

    sentido: str
    razones: list[str]
    corregir: str
    motivo: NotRequired[str]
    excepciones: NotRequired[list[ExcepcionImpresa]]


class Dicho(TypedDict):
    """Lo contestado a una pregunta, como se imprime; `clase` es la de la pregunta."""

    rotulo: str
    valor: str
    clase: str


class GeneralesImpresos(TypedDict):
    """Los datos generales que lleva el dictamen: los impresos de `generales.CAMPOS_GENERALES`."""

    proyecto: str
    area_requirente: str
    tipo: str
    modalidad: str
    ejercicio: int
    partida: str
    oficio_numero: str
    oficio_fecha: str
    suficiencia: str


class Generales(GeneralesImpresos):
    """Los datos generales, como quedan al entregarse."""

    alineacion: str
    suficiencia_importe: str


class SolicitudDictaminada(GeneralesImpresos):
    """La solicitud en el dictamen; antes de `en_documentos` sólo se imprimían la fuente y la necesidad."""

    folio: str | None
    presentada_en: str
    en_documentos: NotRequired[list[Dicho]]
    fuente: NotRequired[str]
    necesidad: NotRequired[str]
    declaraciones: NotRequired[list[str]]


class Entrega(SolicitudDictaminada):
    """Lo que el ente entregó, completo, como estaba al entregarlo."""

    ente: str
    siglas: str
    alineacion: str
    suficiencia_importe: str
    formulario: int
    respuestas: dict[str, str]
    presentada_por: Persona
    en_papel: bool
    conceptos: list[ConceptoEntregado]
    totales: Totales
    anexos: list[Anexo]


class Contestado(TypedDict):
    """La parte de la entrega que sale del formulario."""

    respuestas: dict[str, str]
    en_documentos: list[Dicho]
    declaraciones: list[str]


class FolioDeAcuse(TypedDict):
    """El acuse: cuándo se recibió y hasta cuándo hay; si llegó en papel, cuándo y quién la capturó."""

    folio: str
    recibida_en: str
    vence_en: str
    plazo_dias_habiles: int
    clave: str
    url_verificacion: str
    capturada_en: NotRequired[str]
    capturada_por: NotRequired[Persona]


class EnteQuePresenta(TypedDict):
    """El ente, en el acuse."""

    nombre: str
    siglas: str


class DatosAcuse(Congelado):
    """Lo que dice el acuse de una entrega; `presento` va vacío si llegó en papel."""

    acuse: FolioDeAcuse
    ente: EnteQuePresenta
    solicitud: Entrega
    presento: Persona | Nadie
    conceptos: int
    total: str
    anexos: list[Anexo]
    anticipada: NotRequired[str]


class DeVerificacion(TypedDict):
    """Con qué se comprueba el oficio ya presentado."""

    clave: str
    url_verificacion: str


class PorAdjuntar(TypedDict):
    """La clave de lo capturado y dónde se adjunta el oficio ya firmado, mientras no se presenta."""

    clave: str
    url_adjuntar: str


class OficioDelEnte(TypedDict):
    """El oficio con que se solicita: lleva lo de `DeVerificacion` o lo de `PorAdjuntar`."""

    numero: str
    fecha: str
    forma_firma: str
    clave: str
    url_verificacion: NotRequired[str]
    url_adjuntar: NotRequired[str]


class RespuestaDelEnte(TypedDict):
    """Lo que se contesta a una observación."""

    sobre: str
    observacion: str
    respuesta: str


class DatosOficio(Congelado):
    """Lo que dice el oficio con que el ente solicita el dictamen y, si atiende una prevención, lo que contesta."""

    oficio: OficioDelEnte
    destinatario: NotRequired[Destinatario]
    asunto: str
    solicitud: NotRequired[Entrega]
    conceptos: list[ConceptoEntregado]
    totales: Totales
    anexos: list[Anexo]
    firmante: Persona
    ccp: list[str]
    respuestas: NotRequired[list[RespuestaDelEnte]]


class Edicion(TypedDict):
    """Cuándo cambió por última vez lo que dice el formato."""

    edicion: str


class DatosContingencia(Congelado):
    """Lo que dice el formato en blanco; `anexos`, el nombre de cada clase."""

    formato: Edicion
    anexos: list[str]
