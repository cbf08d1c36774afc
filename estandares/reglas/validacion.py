"""¿Se entiende una fila del estándar? Cada defecto dice su columna; la importación le pone la fila."""

from fractions import Fraction

from . import numeros
from .comparacion import limites
from .escalas import escala_de, leer_escalon
from .listas import opciones
from .requisito import NIVELES, OPERADORES, Requisito, RequisitoInvalido
from .unidades import de_fila, es_fisica

Defecto = tuple[str, str]
_EN_BLANCO = "está vacía; escriba {que}"


def defectos_de_requisito(fila: Requisito) -> list[Defecto]:
    """Lo que está mal entre operador, valor, unidad y nivel de una fila."""
    hallados = []
    if fila.nivel and fila.nivel not in NIVELES:
        hallados.append(("nivel", f"«{corto(fila.nivel)}» no es un nivel; use «obligatorio» o «deseable»"))
    if fila.operador and fila.operador not in OPERADORES:
        hallados.append(
            ("operador", f"«{corto(fila.operador)}» no es un operador conocido; use uno de: {', '.join(OPERADORES)}")
        )
    elif fila.operador:
        problema = _REVISORES[fila.operador](fila)
        if problema:
            hallados.append(("valor", problema))
    return hallados


def _limites(fila: Requisito) -> str:
    if not fila.valor.strip():
        return _EN_BLANCO.format(que="el valor exigido")
    try:
        piso, tope = (_medir(fila, limite) for limite in limites(fila))
    except RequisitoInvalido as defecto:
        return f"{corto(str(defecto))} (operador {fila.operador})"
    if piso is not None and tope is not None and piso > tope:
        return f"el intervalo «{corto(fila.valor)}» está invertido: escriba primero el menor"
    return ""


def _medir(fila: Requisito, limite: str | None) -> tuple[int | Fraction, ...] | None:
    """El límite como algo comparable; lanza `RequisitoInvalido` si no es número ni escalón de su unidad."""
    if limite is None:
        return None
    escala = escala_de(fila.unidad, fila.valor)
    medido = leer_escalon(escala, limite, limite) if escala else _como_escalon(numeros.de_norma(limite))
    if medido is None:
        que = "un escalón conocido de la unidad " + fila.unidad if escala else "un número"
        raise RequisitoInvalido(f"«{limite}» no es {que}")
    return medido


def _como_escalon(numero: Fraction | None) -> tuple[Fraction] | None:
    return None if numero is None else (numero,)


def _igual(fila: Requisito) -> str:
    if not fila.valor.strip():
        return _EN_BLANCO.format(que="el valor exigido")
    if escala_de(fila.unidad, fila.valor) or es_fisica(de_fila(fila.unidad)):
        return _limites(fila)
    return ""


def _opciones(fila: Requisito) -> str:
    if not fila.valor.strip():
        return _EN_BLANCO.format(que="las opciones separadas por «|»")
    if any(not opcion for opcion in opciones(fila.valor)):
        return f"hay una opción vacía en «{corto(fila.valor)}»"
    if es_fisica(de_fila(fila.unidad)):
        malas = [opcion for opcion in opciones(fila.valor) if numeros.de_norma(opcion) is None]
        return f"«{corto(malas[0])}» no es un número y la unidad es {fila.unidad}" if malas else ""
    return ""


def _verdadero(fila: Requisito) -> str:
    es_true = fila.valor.strip().lower() == "true"
    return "" if es_true else f"«{corto(fila.valor)}» no vale; con {fila.operador} el valor es «true»"


def _libre(fila: Requisito) -> str:
    return ""


def corto(texto: str) -> str:
    """Un texto ajeno, recortado y sin caracteres que ensucien la terminal."""
    limpio = "".join(letra if letra.isprintable() else "·" for letra in texto)
    return limpio if len(limpio) <= 80 else limpio[:79] + "…"


_REVISORES = {
    "gte": _limites,
    "lte": _limites,
    "between": _limites,
    "eq": _igual,
    "in": _opciones,
    "contains_all": _opciones,
    "must": _verdadero,
    "must_not": _verdadero,
    "info": _libre,
}
