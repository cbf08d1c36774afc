"""Escalones que no son cantidades: versiones, USB, Wi-Fi (IEEE 802.11), grado IP (IEC 60529) y edición ISO.

Un escalón es una tupla comparable con las de su misma escala; lo desconocido es None y se previene.
"""

import re
from decimal import Decimal

from . import numeros
from .texto import ELEMENTOS_MAXIMOS, LARGO_MAXIMO, clave, palabra

Escalon = tuple[int, ...]

_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_USB = ((1, 1), (2,), (3,), (3, 1), (3, 2), (4,))
_GENERACIONES = {"b": 0, "a": 1, "g": 2, "n": 3, "4": 3, "ac": 4, "5": 4, "ax": 5, "6": 5, "6e": 6, "be": 7, "7": 7}
_ENTRE = r"(?: ?[,;+&|] ?| y | e )"
_GENERACION = r"[0-9]+(?:\.[0-9]+)?(?:e(?!\w)| e(?= ?(?:$|[,;/(+)]))| ?ghz|[a-z]+)?"
_WIFI = re.compile(rf"wi[- ]?fi[-: ]*({_GENERACION}(?: ?/ ?{_GENERACION}|{_ENTRE}{_GENERACION}(?! [a-z]{{2}}))*)")
_IEEE = re.compile(r"802\.11[- ]?([a-z]+)(?!\w)((?:(?:[ /,;+&|-]| y )+[a-z]+(?![\w.]))*)")
_LETRAS = r"(?:ac|ax|be|[abgn])"
_SOLO_LETRAS = re.compile(rf"{_LETRAS}(?:[ /,;+&|-]+{_LETRAS})*\Z")
_GRADOS = ("54", "55", "65", "66", "67", "68")
_IP = re.compile(r"(?<![a-z0-9])ip ?-?([0-9][0-9a-z]*|x[0-9])(?!\w)")
_EDICION = re.compile(r"(?:(?P<norma>[0-9]{3,6})(?:-[0-9]{1,2})?)? ?: ?(?P<anio>[0-9]{4})(?![0-9])")


def escala_de(unidad: str, valor: str) -> str | None:
    """La escala de una fila: «version», «usb», «wifi», «ip», «edicion», o None si se mide con números."""
    nombre = clave(unidad)
    if nombre == "version":
        return "usb" if "usb" in palabra(valor) else "version"
    if nombre == "grado":
        return "ip" if palabra(valor).startswith("ip") else None
    return {"estandar": "wifi", "edicion": "edicion"}.get(nombre)


def leer_escalon(escala: str, declarado: object, exigido: str) -> Escalon | None:
    """El escalón declarado, o None si no se reconoce. `exigido` fija la norma en las ediciones. Nunca lanza."""
    if isinstance(declarado, list | tuple):
        declarado = declarado[:ELEMENTOS_MAXIMOS]
        leidos = [leer_escalon(escala, parte, exigido) for parte in declarado if not isinstance(parte, list | tuple)]
        conocidos = [escalon for escalon in leidos if escalon is not None]
        return max(conocidos) if conocidos and (escala == "wifi" or len(declarado) == 1) else None
    texto = _como_texto(declarado)
    return None if texto is None else _LECTORES[escala](texto, exigido)


def _como_texto(declarado: object) -> str | None:
    if isinstance(declarado, str):
        return palabra(declarado) if len(declarado) <= LARGO_MAXIMO else None
    exacto = numeros.de_json(declarado)
    if exacto is None or exacto < 0:
        return None
    return format(declarado, "f") if isinstance(declarado, Decimal) else str(declarado)


def _version(texto: str, exigido: str) -> Escalon | None:
    """El primer número con puntos, por componentes; los ceros finales no cuentan («4» = «4.0»)."""
    hallado = _VERSION.search(texto)
    if hallado is None or len(hallado[0]) > 60:
        return None
    partes = [int(parte) for parte in hallado[0].split(".")]
    while len(partes) > 1 and partes[-1] == 0:
        partes.pop()
    return tuple(partes)


def _usb(texto: str, exigido: str) -> Escalon | None:
    """La versión que sigue a «USB» (o el primer número si no lo dice), sólo si es una de las publicadas."""
    version = _version(texto[texto.find("usb") + 3 :] if "usb" in texto else texto, exigido)
    return version if version in _USB else None


def _wifi(texto: str, exigido: str) -> Escalon | None:
    """La mayor generación nombrada: «802.11 a/b/g/n» vale n; un «5 GHz» es banda, no generación."""
    nombres = [nombre for lista in _WIFI.findall(texto) for nombre in _generaciones(lista)]
    for pegadas, sueltas in _IEEE.findall(texto):
        juntas = re.fullmatch(rf"{_LETRAS}+", pegadas)
        nombres += re.findall(_LETRAS, pegadas) if juntas else []
        nombres += re.findall(r"[a-z]+", sueltas)
    if _SOLO_LETRAS.match(texto):
        nombres = re.findall(r"[a-z]+", texto)
    conocidas = [_GENERACIONES[nombre] for nombre in nombres if nombre in _GENERACIONES]
    return (max(conocidas),) if conocidas else None


def _generaciones(lista: str) -> list[str]:
    """Los nombres de «5/6, 6E», sin los trozos que hablan de bandas («2.4/5 GHz»)."""
    trozos = [trozo.replace(" ", "") for trozo in re.split(_ENTRE, lista)]
    return [nombre for trozo in trozos if "ghz" not in trozo for nombre in trozo.split("/")]


def _ip(texto: str, exigido: str) -> Escalon | None:
    grados = set(_IP.findall(texto))
    unico = grados.pop() if len(grados) == 1 else None
    return (int(unico),) if unico in _GRADOS else None


def _edicion(texto: str, exigido: str) -> Escalon | None:
    """El año tras los dos puntos, de la misma norma que se exige: un ISO 14001 no acredita ISO 9001."""
    norma = _EDICION.search(palabra(exigido))
    pedida = norma["norma"] if norma else None
    anios = {hallado["anio"] for hallado in _EDICION.finditer(texto) if hallado["norma"] in (pedida, None)}
    return (int(anios.pop()),) if len(anios) == 1 else None


_LECTORES = {"version": _version, "usb": _usb, "wifi": _wifi, "ip": _ip, "edicion": _edicion}
