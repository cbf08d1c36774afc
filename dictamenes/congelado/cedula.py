"""La cédula del indicador con su cifra."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from dictamenes.congelado.comun import Congelado


class FuenteCitada(TypedDict):
    """Lo que dice una fuente, y dónde."""

    dice: str
    cita: str


class CampoGuardado(TypedDict):
    """Lo que imprime cada fuente de un campo de la cédula, y la nota; lo de antes no la trae."""

    nota: NotRequired[str]
    fuentes: list[FuenteCitada]


class CampoDeCedula(TypedDict):
    """Un campo: lo que imprimen las fuentes y lo que calcula el registro. Hasta la versión 2, lo que se asentaba."""

    nombre: str
    fuentes: list[FuenteCitada]
    nota: NotRequired[str]
    registro: NotRequired[str]
    valor: NotRequired[str]
    procedencia: NotRequired[str]
    se_contradice: NotRequired[bool]


class CedulaImpresa(TypedDict):
    """La versión de la cédula que se imprime."""

    numero: int
    publicada: str
    campos: list[CampoDeCedula]


class MesContado(TypedDict):
    """Lo contado de un mes; `mes`, del 1 al 12."""

    mes: int
    recibidas: int
    atendidas: int
    rezago: int


class TipoContado(TypedDict):
    """Lo contado de un tipo de solicitud."""

    tipo: str
    recibidas: int
    atendidas: int


class Tardios(TypedDict):
    """Lo que constó después del corte."""

    hechos: int
    asuntos: int


class HastaEvento(TypedDict):
    """Hasta qué evento de la bitácora se contó."""

    n: int
    eslabon: str


class Cifra(TypedDict):
    """El indicador canónico a un corte, en lo que se imprime y se compara; sin recibidas, el porcentaje va vacío."""

    anio: int
    corte: str
    definicion: int
    aviso: str
    hasta: HastaEvento
    recibidas: int
    cohorte: int
    atendidas: int
    porcentaje: str
    porcentaje_flujo: str
    rezago_inicial: int
    rezago: int
    tardios: Tardios
    por_mes: list[MesContado]
    por_tipo: list[TipoContado]
    por_ente: list[EnteContado]
    por_conclusion: list[ConclusionContada]


class EnteContado(TypedDict):
    """Lo contado de un ente."""

    ente: str
    recibidas: int
    atendidas: int


class ConclusionContada(TypedDict):
    """Lo contado de una forma de concluir."""

    conclusion: str
    atendidas: int


class ContandoCanceladas(TypedDict):
    """La misma cuenta sin descontar lo que se canceló o se acumuló después de recibido."""

    canceladas: int
    recibidas: int
    porcentaje: str


class SemaforoImpreso(TypedDict):
    """En qué color quedó y la regla de cada uno, del mejor al peor."""

    texto: str
    reglas: list[list[str]]


class AnioConciliado(TypedDict):
    """Lo publicado y lo registrado de un año."""

    anio: int
    publicadas: int | None
    registro: int
    diferencia: int | None
    texto: str
    fuente: str


class DatosCedula(Congelado):
    """La cédula con su cifra; la versión 1 no lleva gráficas; hasta la 2, un solo cuerpo y sin contar lo cancelado."""

    cedula: CedulaImpresa
    cifra: Cifra
    con_canceladas: NotRequired[ContandoCanceladas]
    huella: str
    semaforo: SemaforoImpreso
    definicion: list[list[str]]
    meses: list[str]
    conciliacion: list[AnioConciliado]
