"""Texto comparable: igual en los dos motores, sin depender de su colación. Y lo que de un texto se ve."""

import re

from archivos.columnas import llave as llave
from archivos.columnas import normalizar as normalizar

INVISIBLES = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""De control, de ancho cero, los que cambian el sentido de la escritura y los huecos que parecen letra (Unicode: Cc, Cf
y los de `Default_Ignorable_Code_Point`); salvo tabulador y saltos de renglón, y el nulo, que se rechaza aparte."""


def visible(texto: str) -> str:
    """El texto sin los caracteres que nadie ve."""
    return INVISIBLES.sub("", texto)


LARGO_DE_BUSQUEDA = 200
PALABRAS = 8


def palabras(texto: str) -> list[str]:
    """Las primeras palabras de una búsqueda, normalizadas: lo que se teclea no tiene fin y una consulta sí."""
    return normalizar(texto[:LARGO_DE_BUSQUEDA]).split()[:PALABRAS]


def con_punto(texto: object) -> str:
    """El texto sin espacios sobrantes y con punto final."""
    llano = str(texto or "").strip()
    return llano if not llano or llano[-1] in ".:;!?»" else f"{llano}."
