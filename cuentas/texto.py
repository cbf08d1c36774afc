"""Texto comparable: igual en los dos motores, sin depender de su colación. Y lo que de un texto se ve."""

from archivos.columnas import llave as llave
from archivos.columnas import normalizar as normalizar
from archivos.columnas import visible as visible

LARGO_DE_BUSQUEDA = 200
PALABRAS = 8


def escrito(texto: str) -> bool:
    """Si dice algo: los espacios y lo que nadie ve no cuentan."""
    return bool(visible(texto).strip())


def palabras(texto: str) -> list[str]:
    """Las primeras palabras de una búsqueda, normalizadas: lo que se teclea no tiene fin y una consulta sí."""
    return normalizar(texto[:LARGO_DE_BUSQUEDA]).split()[:PALABRAS]


def con_punto(texto: object) -> str:
    """El texto sin espacios sobrantes y con punto final."""
    llano = str(texto or "").strip()
    return llano if not llano or llano[-1] in ".:;!?»" else f"{llano}."
