"""Listas declaradas contra opciones: texto sin acentos, espacios ni guiones, o números cuando todas lo son."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from . import escalas, numeros
from .lectura import Lectura, Medida, leer_numero, unidad_del_campo
from .requisito import Requisito
from .texto import ELEMENTOS_MAXIMOS, LARGO_MAXIMO, clave, es_sin_dato, palabra
from .unidades import Unidad, al_inicio

_SEPARADORES = re.compile(r"[,;|]")


@dataclass(frozen=True)
class Coincidencia:
    """Cuáles opciones (por posición) se hallaron, si se entendió todo lo declarado y, si no, por qué."""

    halladas: frozenset[int]
    entendida: bool
    motivo: str


def opciones(valor: str) -> list[str]:
    """Las opciones de una celda, separadas por «|»."""
    return [opcion.strip() for opcion in valor.split("|")]


def comparar(requisito: Requisito, valor: object, unidad: object) -> Coincidencia:
    """Qué opciones de la fila están entre lo declarado. Nunca lanza con lo declarado."""
    if isinstance(valor, list | tuple) and len(valor) > ELEMENTOS_MAXIMOS:
        return Coincidencia(frozenset(), False, "la lista es demasiado larga")
    exigidas = opciones(requisito.valor)
    escala = escalas.escala_de(requisito.unidad, requisito.valor)
    if _todas_numericas(exigidas) and escala in (None, "version"):
        return _por_numero(requisito, exigidas, valor, unidad, es_version=escala == "version")
    if escala and all(escalas.leer_escalon(escala, opcion, opcion) for opcion in exigidas):
        return _por_escala(escala, exigidas, valor)
    return _por_texto(exigidas, valor)


def texto_de(valor: object) -> str | None:
    """Lo declarado como texto comparable; None si es un booleano, un objeto o algo que no se lee como texto."""
    if isinstance(valor, str):
        return clave(valor) if len(valor) <= LARGO_MAXIMO else None
    exacto = numeros.de_json(valor)
    if exacto is None:
        return None
    if exacto.denominator == 1 and not isinstance(valor, Decimal):
        return clave(str(exacto.numerator))
    return clave(format(Decimal(str(valor)), "f"))


def _todas_numericas(exigidas: list[str]) -> bool:
    return all(numeros.de_norma(o) is not None or re.fullmatch(r"[0-9]+(\.[0-9]+)+", o) for o in exigidas)


def _partes(valor: object) -> list[object]:
    if isinstance(valor, str):
        return [parte for parte in _SEPARADORES.split(valor[: LARGO_MAXIMO + 1]) if not es_sin_dato(parte)]
    if isinstance(valor, list | tuple):
        return [parte for parte in valor if not es_sin_dato(parte)]
    return [valor]


def _por_texto(exigidas: list[str], valor: object) -> Coincidencia:
    """Cada parte, y también el texto entero por si la opción lleva una coma."""
    crudas = _partes(valor)
    enteras = [*crudas, valor] if isinstance(valor, str) else [*crudas]
    enteras += [trozo for parte in crudas if isinstance(parte, str) for trozo in _partes(parte)]
    textos = [texto_de(parte) for parte in enteras]
    legibles = {texto for texto in textos if texto}
    halladas = frozenset(i for i, opcion in enumerate(exigidas) if clave(opcion) in legibles)
    return Coincidencia(halladas, bool(legibles) and None not in textos, "lo declarado no es texto")


def _por_escala(escala: str, exigidas: list[str], valor: object) -> Coincidencia:
    pedidos = [escalas.leer_escalon(escala, opcion, opcion) for opcion in exigidas]
    leidos = [escalas.leer_escalon(escala, parte, exigidas[0]) for parte in _partes(valor)]
    conocidos = {escalon for escalon in leidos if escalon is not None}
    halladas = frozenset(i for i, pedido in enumerate(pedidos) if pedido in conocidos)
    return Coincidencia(halladas, bool(conocidos) and None not in leidos, "el escalón no se reconoce")


def _por_numero(
    requisito: Requisito, exigidas: list[str], valor: object, unidad: object, *, es_version: bool
) -> Coincidencia:
    """Números con su unidad; «6A» es otra opción. Con unidad «versión» se compara por componentes (1.10 no es 1.1)."""
    medida = Medida.de(requisito)
    campo = unidad_del_campo(unidad, medida)
    if isinstance(campo, Lectura):
        return Coincidencia(frozenset(), False, campo.motivo)
    lecturas = [_leer_trozo(trozo, campo, medida, es_version) for trozo in _trozos(valor, medida)]
    valores = [lectura.valor for lectura in lecturas if lectura.valor is not None]
    ilegibles = [lectura.motivo for lectura in lecturas if lectura.valor is None and not lectura.otra_opcion]
    pedidos = [_pedido(opcion, medida, es_version) for opcion in exigidas]
    halladas = frozenset(
        i for i, pedido in enumerate(pedidos) if any(_iguales(v, pedido, medida, es_version) for v in valores)
    )
    return Coincidencia(halladas, bool(lecturas) and not ilegibles, next(iter(ilegibles), ""))


def _trozos(valor: object, medida: Medida) -> list[object]:
    """Los elementos declarados; dentro de cada texto también separa la diagonal («50/60 Hz»)."""
    if isinstance(valor, str):
        partes = [trozo for parte in _partes(valor) for trozo in _diagonales(str(parte))]
        return list(_con_la_ultima_unidad(partes, medida))
    trozos: list[object] = []
    for parte in _partes(valor):
        trozos += _con_la_ultima_unidad(_diagonales(parte), medida) if isinstance(parte, str) else [parte]
    return trozos


def _diagonales(texto: str) -> list[str]:
    """Separa por diagonal sólo entre números, para no partir unidades («400 MB/s»)."""
    return re.split(r"/(?=\s*[0-9])", texto) if len(texto) <= LARGO_MAXIMO else [texto]


def _con_la_ultima_unidad(trozos: list[str], medida: Medida) -> list[str]:
    """«2400, 5000 MHz»: la unidad que sólo trae el último vale para los que acaban en número."""
    ultimas = re.sub(r"^.*[0-9]", "", trozos[-1], flags=re.DOTALL) if trozos else ""
    comun = al_inicio(palabra(ultimas), medida.unidad) if medida.unidad and ultimas.strip() else None
    if comun is None or (len(ultimas.strip()) == 1 and not _misma(comun, medida)):
        return trozos
    return [trozo + ultimas if re.search(r"[0-9]\s*\Z", trozo) else trozo for trozo in trozos]


def _leer_trozo(trozo: object, campo: Unidad | None, medida: Medida, es_version: bool) -> Lectura:
    """Un elemento de la lista: un número JSON o un texto con un solo número («60 Hz»)."""
    if es_version:
        return _leer_version(trozo)
    if not isinstance(trozo, str):
        exacto = numeros.de_json(trozo)
        return Lectura(None, "no es un número") if exacto is None else Lectura(medida.en_base(exacto, campo))
    texto = numeros.normalizar(trozo) if len(trozo) <= LARGO_MAXIMO else None
    hallados = numeros.numeros(texto or "")
    if texto is None or len(hallados) != 1:
        return Lectura(None, "hay varios números en un solo elemento de la lista" if hallados else "no hay un número")
    return leer_numero(texto, hallados[0], campo, medida, en_lista=True)


def _leer_version(trozo: object) -> Lectura:
    """«HDMI 2.1» es 2.1; «2.0b» lleva una letra pegada y es otra opción."""
    if isinstance(trozo, str):
        hallada = re.search(r"([^\W\d_]*)([0-9]+(?:\.[0-9]+)*)([^\W\d_]*)", palabra(trozo[:LARGO_MAXIMO]))
        if hallada and (hallada[3] or hallada[1] not in ("", "v", "ver", "version")):
            return Lectura(None, otra_opcion=True)
    escalon = escalas.leer_escalon("version", trozo, "")
    return Lectura(_ordinal(escalon)) if escalon else Lectura(None, "la versión no se entiende")


def _pedido(opcion: str, medida: Medida, es_version: bool) -> Fraction:
    if es_version:
        return _ordinal(escalas.leer_escalon("version", opcion, "") or ())
    return medida.en_base(numeros.de_norma(opcion) or Fraction(0))


def _ordinal(escalon: escalas.Escalon) -> Fraction:
    """Una versión como fracción única (por componentes), para compararla como cualquier otro número."""
    return sum((Fraction(parte, 10 ** (70 * i)) for i, parte in enumerate(escalon)), Fraction(0))


def _iguales(declarado: Fraction, pedido: Fraction, medida: Medida, es_version: bool) -> bool:
    return declarado == pedido if es_version else abs(declarado - pedido) <= abs(pedido) * medida.tolerancia


def _misma(unidad: Unidad, medida: Medida) -> bool:
    return medida.unidad is not None and unidad.magnitud == medida.unidad.magnitud
