"""Juzgar una sola fila: lo declarado contra lo exigido, sin mirar grupos ni niveles."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from . import listas, numeros
from .escalas import Escalon, escala_de, leer_escalon
from .lectura import Medida, leer_cantidad
from .requisito import Requisito, RequisitoInvalido
from .texto import LARGO_MAXIMO, clave, es_sin_dato, palabra

CUMPLE = "cumple"
NO_CUMPLE = "no_cumple"
SUPERA_TOPE = "supera_tope"
JUSTIFICADO = "justificado"
NO_DECLARADO = "no_declarado"
NO_APLICA = "no_aplica"

_SI = frozenset({"true", "si", "incluye", "incluido", "incluida"})
_NO = frozenset({"false", "no", "no incluye"})


@dataclass(frozen=True)
class Juicio:
    """El resultado de una fila y por qué, en palabras para la pantalla y el dictamen."""

    resultado: str
    razon: str


def juzgar(requisito: Requisito, entrada: object) -> Juicio:
    """El resultado de la fila por sí sola. `entrada` es `{"valor", "unidad", "justificacion"?}` o cualquier cosa.

    Nunca lanza por lo declarado; lanza `RequisitoInvalido` si lo exigido no se entiende.
    """
    if requisito.operador == "info":
        return Juicio(NO_APLICA, "Es informativo: no se evalúa.")
    valor, unidad, justificacion = _campos(entrada)
    if es_sin_dato(valor):
        return Juicio(NO_DECLARADO, "No se declaró.")
    juicio = _JUECES[requisito.operador](requisito, valor, unidad)
    if juicio.resultado == SUPERA_TOPE and isinstance(justificacion, str) and palabra(justificacion):
        return Juicio(JUSTIFICADO, "Rebasa el tope y trae justificación escrita.")
    return juicio


def es_afirmativo(valor: object) -> bool | None:
    """True si afirma, False si niega, None si no se puede saber."""
    if isinstance(valor, list | tuple) and len(valor) == 1:
        valor = valor[0]
    if isinstance(valor, bool):
        return valor
    if not isinstance(valor, str) or len(valor) > LARGO_MAXIMO:
        return None
    dicho = palabra(valor).rstrip(".").rstrip()
    if dicho in _SI or dicho.startswith(("si,", "si ,")):
        return True
    return False if dicho in _NO else None


def limites(requisito: Requisito) -> tuple[str | None, str | None]:
    """Los textos del piso y del tope de una fila `gte`, `lte`, `between` o `eq`."""
    if requisito.operador == "gte":
        return requisito.valor.strip(), None
    if requisito.operador == "lte":
        return None, requisito.valor.strip()
    if requisito.operador == "eq":
        return requisito.valor.strip(), requisito.valor.strip()
    piso, separador, tope = requisito.valor.partition("..")
    if not separador:
        raise RequisitoInvalido(f"«{requisito.valor}» no es un intervalo «a..b»")
    return piso.strip(), tope.strip()


def _campos(entrada: object) -> tuple[object, object, object]:
    if not isinstance(entrada, Mapping):
        return None, None, None
    return entrada.get("valor"), entrada.get("unidad"), entrada.get("justificacion")


def _entre_limites(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    escala = escala_de(requisito.unidad, requisito.valor)
    if escala:
        return _por_escalon(requisito, escala, valor, unidad)
    medida = Medida.de(requisito)
    piso, tope = (_exigido(limite, medida) for limite in limites(requisito))
    lectura = leer_cantidad(valor, unidad, medida)
    if lectura.valor is None:
        return _sin_interpretar(lectura.motivo)
    if piso is not None and lectura.valor < piso - abs(piso) * medida.tolerancia:
        return Juicio(NO_CUMPLE, "No llega al mínimo.")
    if tope is not None and lectura.valor > tope + abs(tope) * medida.tolerancia:
        return Juicio(SUPERA_TOPE, "Rebasa el tope.")
    return Juicio(CUMPLE, "Está dentro de lo exigido.")


def _por_escalon(requisito: Requisito, escala: str, valor: object, unidad: object) -> Juicio:
    piso, tope = (_escalon_exigido(escala, limite) for limite in limites(requisito))
    declarado = leer_escalon(escala, valor, requisito.valor)
    if declarado is None or not _es_unidad_de_la_escala(requisito, unidad):
        return _sin_interpretar("el escalón no se reconoce")
    if piso is not None and declarado < piso:
        return Juicio(NO_CUMPLE, "No llega al mínimo.")
    if tope is not None and declarado > tope:
        return Juicio(SUPERA_TOPE, "Rebasa el tope.")
    return Juicio(CUMPLE, "Está dentro de lo exigido.")


def _es_unidad_de_la_escala(requisito: Requisito, unidad: object) -> bool:
    """En una escala la unidad declarada sólo puede faltar o nombrar la escala («versión»)."""
    if es_sin_dato(unidad):
        return True
    return isinstance(unidad, str) and clave(unidad).rstrip("s").rstrip("e") == clave(requisito.unidad).rstrip("e")


def _igual(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    """Igualdad numérica si lo exigido es un número o un escalón; si no, de texto. Pasarse no es «superar un tope»."""
    medible = escala_de(requisito.unidad, requisito.valor) or numeros.de_norma(requisito.valor) is not None
    if medible:
        juicio = _entre_limites(requisito, valor, unidad)
        distinto = juicio.resultado in (NO_CUMPLE, SUPERA_TOPE)
        return Juicio(NO_CUMPLE, "Es distinto de lo exigido.") if distinto else juicio
    if isinstance(valor, list | tuple) and len(valor) == 1:
        valor = valor[0]
    texto = listas.texto_de(valor)
    if texto is None:
        return _sin_interpretar("lo declarado no es un texto")
    if texto == clave(requisito.valor):
        return Juicio(CUMPLE, "Coincide con lo exigido.")
    return Juicio(NO_CUMPLE, "Es distinto de lo exigido.")


def _alguna(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    coincidencia = listas.comparar(requisito, valor, unidad)
    if coincidencia.halladas:
        return Juicio(CUMPLE, "Es una de las opciones admitidas.")
    return _lista_fallida(coincidencia, "No está entre las opciones admitidas.")


def _todas(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    coincidencia = listas.comparar(requisito, valor, unidad)
    exigidas = listas.opciones(requisito.valor)
    if len(coincidencia.halladas) == len(exigidas):
        return Juicio(CUMPLE, "Incluye todo lo exigido.")
    faltantes = [opcion for i, opcion in enumerate(exigidas) if i not in coincidencia.halladas]
    return _lista_fallida(coincidencia, "Falta: " + ", ".join(faltantes) + ".")


def _lista_fallida(coincidencia: listas.Coincidencia, razon: str) -> Juicio:
    """Si algo quedó sin interpretar pudo ser lo que falta: se previene, no se da por incumplido."""
    return Juicio(NO_CUMPLE, razon) if coincidencia.entendida else _sin_interpretar(coincidencia.motivo)


def _afirmativo(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    return _si_o_no(es_afirmativo(valor), "Se exige y se declaró que no.")


def _negativo(requisito: Requisito, valor: object, unidad: object) -> Juicio:
    dicho = es_afirmativo(valor)
    return _si_o_no(None if dicho is None else not dicho, "No se permite y se declaró que sí.")


def _si_o_no(conforme: bool | None, razon: str) -> Juicio:
    if conforme is None:
        return _sin_interpretar("se esperaba sí o no")
    return Juicio(CUMPLE, "Así se declaró.") if conforme else Juicio(NO_CUMPLE, razon)


@lru_cache(maxsize=4096)
def _exigido(limite: str | None, medida: Medida) -> Fraction | None:
    if limite is None:
        return None
    valor = numeros.de_norma(limite)
    if valor is None:
        raise RequisitoInvalido(f"«{limite}» no es un número")
    return medida.en_base(valor)


def _escalon_exigido(escala: str, limite: str | None) -> Escalon | None:
    if limite is None:
        return None
    escalon = leer_escalon(escala, limite, limite)
    if escalon is None:
        raise RequisitoInvalido(f"«{limite}» no es un escalón conocido")
    return escalon


def _sin_interpretar(motivo: str) -> Juicio:
    return Juicio(NO_DECLARADO, f"Lo declarado no se pudo interpretar: {motivo}.")


_JUECES = {
    "gte": _entre_limites,
    "lte": _entre_limites,
    "between": _entre_limites,
    "eq": _igual,
    "in": _alguna,
    "contains_all": _todas,
    "must": _afirmativo,
    "must_not": _negativo,
}
