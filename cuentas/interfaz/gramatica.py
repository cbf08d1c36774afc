"""La gramática con que se escribe: listas, rangos, número y género. Una sola, para el papel y la pantalla. Pura."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ANTE_E = re.compile(r"h?i(?![aeo])", re.IGNORECASE)  # «e Improcedente», «e Hidalgo», pero «y hierro»
_AGUDA = re.compile(r"[áéíóú](?=[ns]$)")
_PALABRA = re.compile(r"[^\W\d_]+\.?")
_PREPOSICIONES = {"de", "del", "por", "con", "en", "para", "al", "a", "sin", "y", "o"}
_IRREGULARES = {
    "mes": "meses", "día": "días",
    "volumen": "volúmenes", "dictamen": "dictámenes", "examen": "exámenes", "imagen": "imágenes",
    "orden": "órdenes", "volt": "volts", "watt": "watts", "kit": "kits", "set": "sets", "rack": "racks", "bit": "bits",
    "byte": "bytes", "switch": "switches", "router": "routers", "laptop": "laptops", "tablet": "tablets",
    "módem": "módems", "chip": "chips", "pza.": "pzas.", "pz.": "pzs.", "pz": "pzs", "lic.": "lics.",
    "lic": "lics", "serv.": "servs.", "serv": "servs", "hr": "hrs", "hr.": "hrs.", "paq.": "paqs.",
    "paq": "paqs", "eq.": "eqs.", "unid.": "unids.", "unid": "unids", "ud.": "uds.", "ud": "uds", "usr.": "usrs.",
}
"""Lo que no sigue la regla: el acento que se mueve, lo que viene de otra lengua y las abreviaturas."""
_SINGULARES = {varios: uno for uno, varios in _IRREGULARES.items() if uno != varios}


@dataclass(frozen=True)
class Sustantivo:
    """Una palabra que se cuenta, con su plural y su género."""

    uno: str
    varios: str
    femenino: bool = False

    def segun(self, cuantos: int) -> str:
        """La palabra sola, en el número que toca."""
        return self.uno if cuantos == 1 else self.varios

    def articulo(self, cuantos: int) -> str:
        """«el», «la», «los» o «las»."""
        return {(True, False): "el", (True, True): "la", (False, False): "los", (False, True): "las"}[
            cuantos == 1, self.femenino]

    def contado(self, cuantos: int) -> str:
        """«1 condición», «3 condiciones»."""
        return f"{cuantos:,} {self.segun(cuantos)}"

    def los(self, numeros: Sequence[int]) -> str:
        """«el concepto 1», «los conceptos 1, 3 y 5 a 8»."""
        return f"{self.articulo(len(numeros))} {self.segun(len(numeros))} {serie(numeros)}"


CONCEPTO = Sustantivo("concepto", "conceptos")
CONDICION = Sustantivo("condición", "condiciones", femenino=True)
DICTAMEN = Sustantivo("dictamen", "dictámenes")
PESO = Sustantivo("peso", "pesos")


def lista(partes: Iterable[str], conjuncion: str = "y") -> str:
    """«a», «a y b», «a, b y c»; la «y» se vuelve «e» y la «o», «u» ante su mismo sonido."""
    *primeras, ultima = [*partes] or [""]
    if not primeras:
        return ultima
    return f"{', '.join(primeras)} {_ante(conjuncion, ultima)} {ultima}"


def serie(numeros: Iterable[int]) -> str:
    """«1, 3 y 5 a 8»: los números en orden y sin repetir, con tres o más seguidos dichos como rango."""
    return lista(tramos(numeros))


def tramos(numeros: Iterable[int]) -> list[str]:
    """Los pedazos de una serie, antes de juntarlos: «1», «3», «5 a 8»."""
    series: list[list[int]] = []
    for numero in sorted(set(numeros)):
        if series and numero == series[-1][-1] + 1:
            series[-1].append(numero)
        else:
            series.append([numero])
    return [texto for s in series for texto in ([f"{s[0]} a {s[-1]}"] if len(s) > 2 else map(str, s))]


def plural(unidad: str) -> str:
    """El plural de una unidad: «piezas», «licencias anuales», «puntos de red», «pzas.»; los símbolos quedan igual."""
    palabras, hasta = _hasta_la_preposicion(unidad)
    return " ".join([*map(_en_plural, palabras[:hasta]), *palabras[hasta:]])


def singular(unidad: str) -> str:
    """El singular de una unidad escrita en plural: «pieza», «mes», «día hábil»; si no se reconoce, como está."""
    palabras, hasta = _hasta_la_preposicion(unidad)
    return " ".join([*map(_en_singular, palabras[:hasta]), *palabras[hasta:]])


def _hasta_la_preposicion(unidad: str) -> tuple[list[str], int]:
    """Sus palabras y cuántas concuerdan en número: las que van antes de «de», «por»…"""
    palabras = unidad.split(" ")
    return palabras, next((n for n, palabra in enumerate(palabras) if palabra in _PREPOSICIONES), len(palabras))


def _ante(conjuncion: str, palabra: str) -> str:
    if conjuncion == "y" and _ANTE_E.match(palabra):
        return "e"
    return "u" if conjuncion == "o" and re.match(r"h?o", palabra, re.IGNORECASE) else conjuncion


def _en_plural(palabra: str) -> str:
    """La regla general del español; siglas, símbolos y lo que ya es plural quedan como están."""
    if palabra in _IRREGULARES:
        return _IRREGULARES[palabra]
    if len(palabra) < 3 or not _PALABRA.fullmatch(palabra) or not palabra[0].islower() or palabra.endswith("."):
        return palabra
    if palabra.endswith("z"):
        return f"{palabra[:-1]}ces"
    if palabra[-1] in "aeiouáéó":
        return f"{palabra}s"
    if _AGUDA.search(palabra):  # «sesión» → «sesiones»
        return f"{palabra[:-2]}{_sin_acentos(palabra[-2])}{palabra[-1]}es"
    return f"{palabra}es" if palabra[-1] in "dlnr" else palabra


def _en_singular(palabra: str) -> str:
    if palabra in _SINGULARES:
        return _SINGULARES[palabra]
    if palabra in _IRREGULARES or len(palabra) < 5 or not palabra.islower():
        return palabra
    for final, uno in (("iones", "ión"), ("ones", "ón"), ("ces", "z"), ("des", "d"), ("ores", "or"), ("ales", "al"),
                       ("iles", "il")):
        if palabra.endswith(final):
            return palabra.removesuffix(final) + uno
    return palabra[:-1] if palabra[-2:] in ("as", "es", "os") else palabra


def _sin_acentos(letra: str) -> str:
    return unicodedata.normalize("NFD", letra)[0]
