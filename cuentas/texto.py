"""Texto comparable: igual en los dos motores, sin depender de su colación."""

import re
import unicodedata

LARGO_DE_BUSQUEDA = 200
PALABRAS = 8


def palabras(texto: str) -> list[str]:
    """Las primeras palabras de una búsqueda, normalizadas: lo que se teclea no tiene fin y una consulta sí."""
    return normalizar(texto[:LARGO_DE_BUSQUEDA]).split()[:PALABRAS]


def normalizar(texto: str) -> str:
    """Minúsculas, sin acentos y con espacios sencillos."""
    sin_acentos = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(sin_acentos.lower().split())


def llave(texto: str) -> str:
    """Un título o un nombre comparable: sólo letras y cifras, sin acentos ni mayúsculas."""
    return re.sub(r"[^a-z0-9]+", " ", normalizar(texto)).strip()



def con_punto(texto: object) -> str:
    """El texto sin espacios sobrantes y con punto final."""
    llano = str(texto or "").strip()
    return llano if not llano or llano[-1] in ".:;!?»" else f"{llano}."
