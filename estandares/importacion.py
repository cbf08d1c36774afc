"""Leer el CSV de un estándar: bytes → perfiles puros y la lista completa de errores con su fila y columna.

No toca la base. El formato (RFC 4180, UTF-8) está en `datos/LEEME.md`: once columnas, o las ocho de los ilustrativos.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from archivos.columnas import Columna, ErrorDeEntrada, Leido, corto, leer_csv

from .reglas import Requisito
from .reglas.requisito import OPERADORES
from .reglas.validacion import defectos_de_requisito

COLUMNAS = (
    Columna("perfil", exigida=True, largo=60, falta="la clave del perfil", renglones=True),
    Columna("nombre", exigida=True, largo=200, falta="el nombre del perfil", renglones=True),
    Columna("atributo", exigida=True, largo=100, falta="el nombre del atributo", renglones=True),
    Columna("operador", exigida=True, largo=20, falta=f"uno de: {', '.join(OPERADORES)}", renglones=True),
    Columna("valor", exigida=True, largo=2000, renglones=True),
    Columna("unidad", exigida=True, largo=40, renglones=True),
    Columna("nivel", exigida=True, largo=20, falta="«obligatorio» o «deseable»", renglones=True),
    Columna("grupo", exigida=True, largo=60, renglones=True),
    Columna("categoria", largo=60, renglones=True),
    Columna("nota", largo=2000, renglones=True),
    Columna("excepcion", largo=10, renglones=True),
)

EXCEPCION = {"si": True, "sí": True, "no": False, "": None}  # si la cláusula admite excepción; vacío, no lo dice


@dataclass
class PerfilLeido:
    """Un perfil del archivo con sus filas en orden."""

    clave: str
    nombre: str
    categoria: str
    requisitos: list[Requisito] = field(default_factory=list)


@dataclass(frozen=True)
class EstandarLeido:
    """El archivo entero: perfiles por clave, en orden, y la huella SHA-256 de los bytes leídos."""

    perfiles: dict[str, PerfilLeido]
    sha256: str


def leer_estandar(contenido: bytes) -> tuple[EstandarLeido, list[ErrorDeEntrada]]:
    """Los perfiles de un CSV y todos sus errores; si hay alguno, no debe usarse lo leído para publicar."""
    leido = EstandarLeido({}, hashlib.sha256(contenido).hexdigest())
    _, errores = leer_csv(contenido, COLUMNAS, lambda fila: _agregar(fila, leido.perfiles))
    return leido, errores


def _agregar(leido: Leido, perfiles: dict[str, PerfilLeido]) -> Iterator[tuple[str, str]]:
    """Pone la fila en su perfil y dice lo que está mal entre sus celdas o contra las anteriores."""
    datos = leido.textos
    requisito = Requisito(
        atributo=datos["atributo"],
        operador=datos["operador"].lower(),
        valor=datos["valor"],
        unidad=datos["unidad"],
        nivel=datos["nivel"].lower(),
        grupo=datos["grupo"],
        nota=datos["nota"],
        perfil=datos["perfil"],
        perfil_nombre=datos["nombre"],
        admite_excepcion=EXCEPCION.get(datos["excepcion"].lower()),
    )
    yield from defectos_de_requisito(requisito)
    if datos["excepcion"].lower() not in EXCEPCION:
        yield "excepcion", "se esperaba «si», «no» o vacío"
    yield from _contra_el_perfil(datos, perfiles)
    if datos["perfil"]:
        nuevo = PerfilLeido(datos["perfil"], datos["nombre"], datos["categoria"])
        perfiles.setdefault(datos["perfil"], nuevo).requisitos.append(requisito)


def _contra_el_perfil(datos: Mapping[str, str], perfiles: dict[str, PerfilLeido]) -> Iterator[tuple[str, str]]:
    """Un perfil tiene un solo nombre y categoría, y cada atributo aparece una sola vez."""
    previo = perfiles.get(datos["perfil"])
    if previo is None:
        return
    if datos["nombre"] and datos["nombre"] != previo.nombre:
        yield "nombre", f"el perfil ya se llamó «{corto(previo.nombre)}» en un renglón anterior"
    if datos["categoria"] != previo.categoria:
        yield "categoria", f"el perfil ya tenía la categoría «{corto(previo.categoria)}»"
    if datos["atributo"] and any(datos["atributo"] == requisito.atributo for requisito in previo.requisitos):
        yield "atributo", f"«{corto(datos['atributo'])}» está repetido en el perfil"
