"""Las reglas dichas en español: lo exigido («entre 8 y 16 GB»), lo declarado y qué hacer."""

from functools import lru_cache

from .comparacion import CUMPLE, JUSTIFICADO, NO_APLICA, NO_CUMPLE, SUPERA_TOPE
from .nombres import nombre_legible
from .requisito import DESEABLE, Requisito
from .texto import es_sin_dato

_QUE_HACER = {
    NO_CUMPLE: "Cambie la especificación para que sea: {exigido}.",
    SUPERA_TOPE: "Baje la especificación a: {exigido}; o escriba por qué se necesita más.",
}


@lru_cache(maxsize=4096)
def exigido(fila: Requisito) -> str:
    """Lo que pide la fila, en palabras: «entre 8 y 16 GB», «al menos Wi-Fi 6», «HDMI o DisplayPort»."""
    valor, unidad = fila.valor.strip(), _unidad(fila)
    if fila.operador == "between":
        piso, _, tope = valor.partition("..")
        return f"entre {_cifra(piso)} y {_cifra(tope)}{unidad}"
    if fila.operador in ("in", "contains_all"):
        opciones = [_cifra(opcion) for opcion in valor.split("|")]
        return _enumerar(opciones, "o" if fila.operador == "in" else "y") + unidad
    if fila.operador in _FORMAS:
        return _FORMAS[fila.operador].format(valor=_cifra(valor), unidad=unidad)
    return valor or "informativo"


def declarado(valor: object, unidad: object) -> str:
    """Lo que se declaró, como texto corto; «sin declarar» si no hay dato."""
    if es_sin_dato(valor):
        return "sin declarar"
    texto = _decir(valor)
    medida = unidad.strip() if isinstance(unidad, str) else ""
    if not medida or es_sin_dato(medida) or medida in texto:
        return texto
    return f"{texto} {medida}"[:500]


def que_hacer(fila: Requisito, resultado: str) -> str:
    """La instrucción para quien captura; vacía si no hay nada que hacer."""
    if resultado in (CUMPLE, NO_APLICA, JUSTIFICADO):
        return ""
    if fila.nivel == DESEABLE:
        return "Es deseable: no cambia el resultado, pero conviene declararlo o ajustarlo."
    grupo = " (o bien otra alternativa del mismo grupo)" if fila.grupo else ""
    plantilla = _QUE_HACER.get(resultado, "Declare un dato único con su unidad; se exige: {exigido}.")
    return plantilla.format(exigido=exigido(fila) + grupo)


@lru_cache(maxsize=4096)
def clausula(fila: Requisito) -> str:
    """La cita de la fila: perfil, atributo, exigencia y nivel."""
    cita = f"{nombre_legible(fila.atributo)}: {exigido(fila)} ({fila.nivel})"
    return f"{fila.perfil} · {cita}" if fila.perfil else cita


_FORMAS = {
    "gte": "al menos {valor}{unidad}",
    "lte": "a lo más {valor}{unidad}",
    "eq": "exactamente {valor}{unidad}",
    "must": "sí",
    "must_not": "no se permite",
}


def _unidad(fila: Requisito) -> str:
    unidad = fila.unidad.strip()
    if not unidad or unidad.lower() in ("versión", "estándar", "grado", "edición", "año"):
        return ""
    return unidad if unidad.startswith(":") else f" {unidad}"


def _cifra(texto: str) -> str:
    """Miles con coma en cifras de cinco o más dígitos; lo demás, tal cual."""
    texto = texto.strip()
    return f"{int(texto):,}" if texto.isascii() and texto.isdigit() and 4 < len(texto) < 19 else texto


def _enumerar(opciones: list[str], conjuncion: str) -> str:
    if len(opciones) < 2:
        return "".join(opciones)
    ultima = opciones[-1]
    if conjuncion == "y" and ultima.lower().startswith(("i", "hi")):
        conjuncion = "e"
    if conjuncion == "o" and ultima.lower().startswith(("o", "ho")):
        conjuncion = "u"
    return ", ".join(opciones[:-1]) + f" {conjuncion} {ultima}"


def _decir(valor: object) -> str:
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, list | tuple):
        return ", ".join(_decir(parte) if not isinstance(parte, list | tuple) else "…" for parte in valor[:40])[:500]
    if isinstance(valor, int) and abs(valor) > 10**30:
        return "un número desmesurado"
    return " ".join(str(valor).split())[:500]
