"""Las hojas de un evento: cada campo se compromete por separado, para poder quitar uno y probar los demás.

Su raíz (RFC 6962) es la huella del evento en el formato 2 y entra en el eslabón. De lo que se cancela queda su hoja y
se destruye su sal; lo que se conserva se sigue comprobando contra la raíz de siempre.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256, shake_256
from typing import Any

from verificador.cadena import canonico

VERSION = b"\x01"
HOJA, NODO = b"\x00", b"\x01"
SAL = 16
LARGOS = [cuantos.to_bytes(4, "big") for cuantos in range(256)]  # casi todos caben, y sacarlos cada vez cuesta
MAYOR = len(LARGOS) - 1
LARGO_DE_SAL = LARGOS[SAL]
DE_VERSION = LARGOS[1] + VERSION + LARGOS[8]
CONTEXTO_DE_SALES = b"sales-de-evento/1\x00"
CANCELADO = "(dato cancelado)"
SUELTOS: dict[type, Callable[[Any], bytes]] = {
    str: lambda texto: b"s" + texto.encode(),
    int: lambda entero: b"i%d" % entero,
    bool: lambda es: b"b1" if es else b"b0",
    type(None): lambda _: b"n",
}
Campo = tuple[bytes, bytes]  # puntero y valor con su tipo
Hojas = list[Any]  # por cada hoja, en orden: su hexadecimal si se canceló, o [puntero, sal] si se conserva


def campos(datos: dict[str, Any]) -> list[Campo]:
    """Cada valor con su puntero (RFC 6901), también los objetos y las listas con cuántos traen; en orden de clave.

    ValueError si hay algo que no es JSON, o una fracción.
    """
    if type(datos) is not dict:
        raise ValueError("Los datos de un evento son un objeto.")
    hallados: list[Campo] = [(b"", b"o%d" % len(datos))]
    for clave in sorted(datos):
        valor = datos[clave]
        if type(valor) is str:  # casi todos: sin llamar a nadie
            hallados.append((_puntero(clave), b"s" + valor.encode()))
        elif type(valor) is int:
            hallados.append((_puntero(clave), b"i%d" % valor))
        else:
            _andar(_escapado(clave), valor, hallados)
    return hallados


@lru_cache(4096)
def _puntero(clave: str) -> bytes:
    """Las claves se repiten de evento en evento."""
    return _escapado(clave).encode()


def _escapado(clave: str) -> str:
    return f"/{clave.replace('~', '~0').replace('/', '~1')}"


def _andar(puntero: str, valor: Any, hallados: list[Campo]) -> None:
    tipo = type(valor)
    if tipo is dict:
        hallados.append((puntero.encode(), b"o%d" % len(valor)))
        for clave in sorted(valor):
            _andar(puntero + _escapado(clave), valor[clave], hallados)
    elif tipo is list:
        hallados.append((puntero.encode(), b"a%d" % len(valor)))
        for lugar, cada in enumerate(valor):
            _andar(f"{puntero}/{lugar}", cada, hallados)
    elif tipo in SUELTOS:
        hallados.append((puntero.encode(), SUELTOS[tipo](valor)))
    else:
        raise ValueError("Los datos traen algo que no es texto, entero, lógico, nulo, objeto ni lista.")


def sales(n: int, semilla: str, cuantas: int) -> bytes:
    """Las sales del evento, seguidas, 16 octetos por hoja: SHAKE256 de su semilla y su número."""
    de = CONTEXTO_DE_SALES + _con_largo(bytes.fromhex(semilla)) + n.to_bytes(8, "big")
    return shake_256(de).digest(SAL * cuantas)


def contenidos(n: int, datos: dict[str, Any], semilla: str) -> list[bytes]:
    """Lo que cada hoja compromete, en orden: versión, número, puntero, valor y sal, cada uno con su largo."""
    hallados = campos(datos)
    todas, comun = sales(n, semilla, len(hallados)), _comun(n)
    return [
        b"".join((comun, _largo(puntero), puntero, _largo(valor), valor, LARGO_DE_SAL, todas[SAL * i : SAL * (i + 1)]))
        for i, (puntero, valor) in enumerate(hallados)
    ]


def raiz(n: int, datos: dict[str, Any], semilla: str) -> str:
    """La raíz en hexadecimal de los campos de un evento con su semilla. ValueError si no son datos de evento."""
    hallados, antes, cual = campos(datos), HOJA + _comun(n), 0
    todas, nodos = sales(n, semilla, len(hallados)), []
    for puntero, valor in hallados:
        suyo, otro, sal = len(puntero), len(valor), todas[cual : cual + SAL]
        if suyo > MAYOR or otro > MAYOR:
            hoja = b"".join((antes, _largo(puntero), puntero, _largo(valor), valor, LARGO_DE_SAL, sal))
        else:
            hoja = antes + LARGOS[suyo] + puntero + LARGOS[otro] + valor + LARGO_DE_SAL + sal
        nodos.append(sha256(hoja).digest())
        cual += SAL
    return _raiz(nodos).hex()


def quitar(n: int, datos: dict[str, Any], semilla: str, queda: dict[str, Any]) -> Hojas:
    """Las hojas de lo que quedará: con su sal lo que sigue igual en `queda`; de lo demás, sólo la hoja."""
    hallados, quedan = campos(datos), dict(campos(queda))
    todas = sales(n, semilla, len(hallados))
    return [
        [puntero.decode(), todas[SAL * i : SAL * (i + 1)].hex()] if quedan.get(puntero) == valor
        else sha256(HOJA + contenido).hexdigest()
        for i, ((puntero, valor), contenido) in enumerate(zip(hallados, contenidos(n, datos, semilla), strict=True))
    ]


def raiz_con_cancelados(n: int, datos: dict[str, Any], hojas: Hojas) -> str:
    """La raíz de un evento con datos cancelados, de lo que conserva y de las hojas de lo que se fue.

    ValueError si lo que hay no es exactamente lo que esas hojas conservan y, en lo demás, la marca de cancelado.
    """
    quedan, comun, nodos = dict(campos(datos)), _comun(n), []
    for hoja in hojas:
        if isinstance(hoja, str):
            nodos.append(_de_hexadecimal(hoja, 32))
            continue
        puntero, sal = hoja
        valor = quedan.pop(puntero.encode(), None)
        if valor is None:
            raise ValueError("Falta un campo que se conservó.")
        suya = comun + _con_largo(puntero.encode()) + _con_largo(valor) + _con_largo(_de_hexadecimal(sal, SAL))
        nodos.append(sha256(HOJA + suya).digest())
    if not nodos or any(valor != b"s" + CANCELADO.encode() for valor in quedan.values()):
        raise ValueError("Trae un campo que no se conservó.")
    return _raiz(nodos).hex()


def huella_de_lo_que_queda(datos: dict[str, Any], hojas: Hojas) -> str:
    """SHA-256 de lo que deja una cancelación (RFC 8785): lo que la propuesta y la lápida nombran."""
    return sha256(canonico({"datos": datos, "hojas": hojas})).hexdigest()


def _raiz(nodos: list[bytes]) -> bytes:
    """De abajo arriba, de dos en dos; el que queda solo sube. Es la de RFC 6962 §2.1."""
    while (cuantos := len(nodos)) > 1:
        arriba = [sha256(NODO + nodos[i] + nodos[i + 1]).digest() for i in range(0, cuantos - 1, 2)]
        if cuantos & 1:
            arriba.append(nodos[-1])
        nodos = arriba
    return nodos[0]


def _comun(n: int) -> bytes:
    return DE_VERSION + n.to_bytes(8, "big")


def _largo(octetos: bytes) -> bytes:
    cuantos = len(octetos)
    return LARGOS[cuantos] if cuantos < len(LARGOS) else cuantos.to_bytes(4, "big")


def _con_largo(octetos: bytes) -> bytes:
    return _largo(octetos) + octetos


def _de_hexadecimal(texto: str, largo: int) -> bytes:
    octetos = bytes.fromhex(texto)
    if len(octetos) != largo or texto != octetos.hex():
        raise ValueError("Una hoja o una sal no mide lo que debe.")
    return octetos
