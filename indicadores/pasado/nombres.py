"""A quién se refiere un nombre escrito a mano: siglas con puntos, abreviaturas, sin acentos. Si hay duda, a nadie."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from cuentas.texto import llave, normalizar

VACIAS = {"de", "del", "la", "las", "el", "los", "y", "e", "en", "para", "al"}
ABREVIATURAS = {
    "sria": "secretaria sec secr srio", "inst": "instituto", "dir": "direccion", "gral": "general", "com": "comision",
    "univ": "universidad", "col": "colegio", "edo": "estado", "gob": "gobierno", "son": "sonora",
    "tec": "tecnologica tecnologico tecnol", "sup": "superior", "educ": "educacion", "seg": "seguridad",
    "pub": "publica publico", "des": "desarrollo", "infra": "infraestructura", "admon": "administracion",
    "coord": "coordinacion", "gpe": "guadalupe", "ofna": "oficina", "ctro": "centro", "estat": "estatal",
}
CORTAS = {larga: corta for corta, largas in ABREVIATURAS.items() for larga in largas.split()}
COLAS = (["gob", "edo", "son"], ["edo", "son"])
PARTES = re.compile(r"[()\[\]]| [-–—/] ")
DOS_NOMBRES = 2
PARECIDO = 0.72


class Nombres:
    """El catálogo de nombres conocidos, por clave; un nombre que vale para dos claves no vale para ninguna."""

    def __init__(self, conocidos: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._claves: dict[str, set[str]] = {}
        for clave, nombres in conocidos:
            for nombre in nombres:
                for forma in _formas(nombre):
                    self._claves.setdefault(forma, set()).add(clave)

    def hallar(self, texto: str) -> str:
        """La clave de a quien se refiere, o «» si no se sabe con certeza."""
        if unica := self._unica(texto):
            return unica
        partes = [parte for parte in PARTES.split(texto) if parte.strip()]
        halladas = {self._unica(parte) for parte in partes} if len(partes) >= DOS_NOMBRES else set()
        return halladas.pop() if len(halladas) == 1 else ""

    def parecidos(self, texto: str, cuantos: int = 3) -> list[str]:
        """Las claves de los nombres que más se le parecen, para proponerlas; no para decidir."""
        formas = get_close_matches(_forma(texto), list(self._claves), cuantos * DOS_NOMBRES, PARECIDO)
        claves = [clave for forma in formas for clave in sorted(self._claves[forma])]
        return list(dict.fromkeys(claves))[:cuantos]

    def _unica(self, texto: str) -> str:
        for forma in _formas(texto):
            if len(claves := self._claves.get(forma, set())) == 1:
                return next(iter(claves))
        return ""


def _formas(nombre: str) -> list[str]:
    """Cómo se compara: entero y, si sobra, sin «del Estado de Sonora»."""
    forma = _forma(nombre)
    palabras = forma.split()
    cortadas = [palabras[: -len(cola)] for cola in COLAS if palabras[-len(cola) :] == cola]
    return [f for f in [forma, *(" ".join(c) for c in cortadas if len(c) >= DOS_NOMBRES)] if f]


def _forma(nombre: str) -> str:
    palabras = llave(normalizar(nombre).replace(".", " " if " " in nombre.strip() else "")).split()
    if palabras and all(len(palabra) == 1 for palabra in palabras):
        return "".join(palabras)
    if len(palabras) == 1:
        return palabras[0]
    return " ".join(CORTAS.get(palabra, palabra) for palabra in palabras if palabra not in VACIAS)
