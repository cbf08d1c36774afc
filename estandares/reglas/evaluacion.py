"""Evaluar un concepto contra las filas de un perfil: función pura, sin Django, reloj ni base de datos."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import palabras
from .comparacion import CUMPLE, JUSTIFICADO, NO_APLICA, NO_CUMPLE, NO_DECLARADO, SUPERA_TOPE, Juicio, juzgar
from .nombres import nombre_legible
from .requisito import Requisito

FALTA_DECLARAR = "falta_declarar"
REQUIERE_JUSTIFICACION = "requiere_justificacion"
_REMEDIOS = (CUMPLE, JUSTIFICADO, SUPERA_TOPE)
"""En este orden, lo que remedia a un grupo entero."""


@dataclass(frozen=True)
class Detalle:
    """Una fila para la pantalla y el dictamen, toda en palabras."""

    atributo: str
    nombre: str
    exigido: str
    declarado: str
    resultado: str
    razon: str
    que_hacer: str
    nivel: str
    grupo: str
    nota: str
    justificacion: str
    clausula: str


@dataclass(frozen=True)
class Evaluacion:
    """El resultado de un concepto: el global, el de cada fila (en el orden del perfil) y su explicación."""

    global_: str
    por_atributo: dict[str, str]
    detalles: tuple[Detalle, ...]


def evaluar(requisitos: Iterable[Requisito], declarado: object) -> Evaluacion:
    """Juzga cada fila, luego cada grupo y al final el global (reglas en `datos/LEEME.md`).

    `declarado` es `{atributo: {"valor", "unidad", "justificacion"?}}`; lo que el perfil no tiene se ignora y lo que
    no se entiende queda `no_declarado`: nunca lanza por lo declarado. Lanza `RequisitoInvalido` si una fila del
    estándar no se entiende.
    """
    filas = tuple(requisitos)
    entradas = declarado if isinstance(declarado, Mapping) else {}
    juicios = _resolver_grupos(filas, [juzgar(fila, entradas.get(fila.atributo)) for fila in filas])
    pares = tuple(zip(filas, juicios, strict=True))
    return Evaluacion(
        global_=_global({juicio.resultado for fila, juicio in pares if fila.es_obligatorio}),
        por_atributo={fila.atributo: juicio.resultado for fila, juicio in pares},
        detalles=tuple(_detalle(fila, entradas.get(fila.atributo), juicio) for fila, juicio in pares),
    )


def _resolver_grupos(filas: tuple[Requisito, ...], juicios: list[Juicio]) -> list[Juicio]:
    """Cada grupo se resuelve por nivel: una alternativa deseable no puede remediar una obligatoria."""
    resueltos = list(juicios)
    for grupo in {(fila.grupo, fila.nivel) for fila in filas if fila.grupo}:
        indices = [i for i, fila in enumerate(filas) if (fila.grupo, fila.nivel) == grupo]
        resultados = {juicios[i].resultado for i in indices}
        remedio = next((resultado for resultado in _REMEDIOS if resultado in resultados), None)
        if remedio is None:
            continue
        for i in indices:
            if juicios[i].resultado not in (remedio, NO_APLICA):
                resueltos[i] = Juicio(NO_APLICA, "Otra alternativa del mismo grupo ya responde.")
    return resueltos


def _global(resultados: set[str]) -> str:
    if NO_CUMPLE in resultados:
        return NO_CUMPLE
    if NO_DECLARADO in resultados:
        return FALTA_DECLARAR
    return REQUIERE_JUSTIFICACION if SUPERA_TOPE in resultados else CUMPLE


def _detalle(fila: Requisito, entrada: object, juicio: Juicio) -> Detalle:
    campos = entrada if isinstance(entrada, Mapping) else {}
    justificacion = campos.get("justificacion")
    exigido = palabras.exigido(fila)
    nombre = nombre_legible(fila.atributo)
    return Detalle(
        atributo=fila.atributo,
        nombre=nombre,
        exigido=exigido,
        declarado=palabras.declarado(campos.get("valor"), campos.get("unidad")),
        resultado=juicio.resultado,
        razon=juicio.razon,
        que_hacer=palabras.que_hacer(fila, juicio.resultado),
        nivel=fila.nivel,
        grupo=fila.grupo,
        nota=fila.nota,
        justificacion=justificacion.strip() if isinstance(justificacion, str) else "",
        clausula=palabras.clausula(fila),
    )
