"""Los mosaicos del árbol (C2SP tlog-tiles): cómo se llaman, qué traen y las pruebas que salen de ellos."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from verificador.arbol import HOJA, NODO, VACIA

ANCHO, ALTO = 256, 8
HUELLA = 32
ENTRADAS = "entries"
RUTA = re.compile(r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
Lector = Callable[[str], bytes | None]


class MosaicoDanado(ValueError):
    """Falta un mosaico, o no mide lo que debe; el texto dice cuál."""


def nodo(izquierdo: bytes, derecho: bytes) -> bytes:
    """La huella de dos ramas (RFC 6962 §2.1)."""
    return sha256(NODO + izquierdo + derecho).digest()


def hoja(entrada: bytes) -> bytes:
    """La huella de una entrada."""
    return sha256(HOJA + entrada).digest()


def ruta_de(nivel: int | str, lugar: int, ancho: int = ANCHO) -> str:
    """`tile/0/x001/x234/067`, con `.p/W` si es parcial; `nivel`: número o ENTRADAS."""
    partes = [f"{lugar % 1000:03d}"]
    while lugar := lugar // 1000:
        partes.append(f"x{lugar % 1000:03d}")
    return f"tile/{nivel}/{'/'.join(reversed(partes))}{f'.p/{ancho}' if ancho < ANCHO else ''}"


def es_ruta(ruta: str) -> bool:
    """Si así se llama un mosaico o un paquete de entradas, escrito de su única manera."""
    if not (partes := RUTA.fullmatch(ruta)):
        return False
    nivel, lugar, ancho = partes[1], int(partes[2].replace("x", "").replace("/", "")), int(partes[3] or ANCHO)
    return ancho <= ANCHO and ruta == ruta_de(nivel, lugar, ancho)


def anchos(n: int, nivel: int) -> Iterator[tuple[int, int]]:
    """(lugar, ancho) de los mosaicos de ese nivel en un árbol de `n` hojas; ninguno vacío."""
    completos, resto = divmod(n >> (ALTO * nivel), ANCHO)
    yield from ((lugar, ANCHO) for lugar in range(completos))
    if resto:
        yield completos, resto


def niveles(n: int) -> range:
    """Los que tienen algún mosaico."""
    return range(max((n.bit_length() + ALTO - 1) // ALTO, 1) if n else 0)


def raiz_de_mosaico(huellas: Sequence[bytes]) -> bytes:
    """La de un mosaico con 2^k huellas."""
    while len(huellas) > 1:
        huellas = [nodo(huellas[k], huellas[k + 1]) for k in range(0, len(huellas), 2)]
    return huellas[0]


def empaquetar(entradas: Sequence[bytes]) -> bytes:
    """El paquete: cada entrada con su largo en dos bytes."""
    return b"".join(len(entrada).to_bytes(2, "big") + entrada for entrada in entradas)


def desempaquetar(paquete: bytes) -> list[bytes]:
    """Las entradas. `MosaicoDanado` si está cortado."""
    entradas, desde = [], 0
    while desde < len(paquete):
        hasta = desde + 2 + int.from_bytes(paquete[desde : desde + 2], "big")
        if hasta > len(paquete) or desde + 2 > len(paquete):
            raise MosaicoDanado("un paquete de entradas está cortado")
        entradas.append(paquete[desde + 2 : hasta])
        desde = hasta
    return entradas


class Mosaicos:
    """Un árbol de `n` hojas leído de sus mosaicos, sin creerles: quien pregunta compara la raíz."""

    def __init__(self, n: int, leer: Lector) -> None:
        """`leer`: los bytes de una ruta, o None si no está."""
        self.n, self._leer = n, leer
        self._leidos: dict[tuple[int, int], bytes] = {}

    @property
    def raiz(self) -> bytes:
        """La del árbol entero. `MosaicoDanado` si falta alguno."""
        return self.raiz_hasta(self.n)

    def raiz_hasta(self, m: int) -> bytes:
        """La que tenía el árbol con `m` hojas."""
        return self._rama(0, m) if m else bytes.fromhex(VACIA)

    def inclusion(self, indice: int) -> list[bytes]:
        """El camino de la hoja `indice` (desde 0) a la raíz, de abajo arriba."""
        camino, desde, hasta = [], 0, self.n
        while hasta - desde > 1:
            medio = desde + _mitad(hasta - desde)
            if indice < medio:
                camino.append(self._rama(medio, hasta))
                hasta = medio
            else:
                camino.append(self._rama(desde, medio))
                desde = medio
        return camino[::-1]

    def consistencia(self, m: int) -> list[bytes]:
        """Que las primeras `m` hojas siguen siendo las mismas (RFC 6962 §2.1.2)."""
        camino: list[bytes] = []
        if not m or m == self.n:
            return camino
        desde, hasta, entera = 0, self.n, True
        while m != hasta:
            medio = desde + _mitad(hasta - desde)
            if m <= medio:
                camino.append(self._rama(medio, hasta))
                hasta = medio
            else:
                camino.append(self._rama(desde, medio))
                desde, entera = medio, False
        return camino[::-1] if entera else [self._rama(desde, hasta), *camino[::-1]]

    def _rama(self, desde: int, hasta: int) -> bytes:
        largo = hasta - desde
        if largo & (largo - 1) == 0 and desde % largo == 0:
            return self._nodo(largo.bit_length() - 1, desde // largo)
        medio = desde + _mitad(largo)
        return nodo(self._rama(desde, medio), self._rama(medio, hasta))

    def _nodo(self, alto: int, lugar: int) -> bytes:
        nivel, resto = divmod(alto, ALTO)
        cual, primera = divmod(lugar << resto, ANCHO)
        huellas = self._mosaico(nivel, cual)[primera * HUELLA : (primera + (1 << resto)) * HUELLA]
        if len(huellas) != HUELLA << resto:
            raise MosaicoDanado(f"el mosaico «{ruta_de(nivel, cual)}» no llega hasta donde debe")
        return raiz_de_mosaico([huellas[k : k + HUELLA] for k in range(0, len(huellas), HUELLA)])

    def _mosaico(self, nivel: int, cual: int) -> bytes:
        if (nivel, cual) not in self._leidos:
            ancho = min((self.n >> (ALTO * nivel)) - cual * ANCHO, ANCHO)
            self._leidos[nivel, cual] = self._traer(nivel, cual, ancho)
        return self._leidos[nivel, cual]

    def _traer(self, nivel: int, cual: int, ancho: int) -> bytes:
        """El de ese ancho o, si ya se borró, el completo que lo contiene."""
        crudo = self._leer(ruta_de(nivel, cual, ancho))
        if crudo is None and ancho < ANCHO:
            crudo = (self._leer(ruta_de(nivel, cual)) or b"")[: ancho * HUELLA]
        if crudo is None or len(crudo) != ancho * HUELLA:
            raise MosaicoDanado(f"el mosaico «{ruta_de(nivel, cual, ancho)}» falta o no mide lo que debe")
        return crudo


def consistente(m: int, n: int, antes: bytes, ahora: bytes, prueba: Sequence[bytes]) -> bool:
    """Si el árbol de `n` hojas sólo le agregó al de `m` (RFC 9162 §2.1.4.2)."""
    if m == n or m == 0:
        return not prueba and (m == 0 or antes == ahora)
    if m > n or not prueba:
        return False
    nodos = list(prueba) if m & (m - 1) else [antes, *prueba]
    uno, otro = m - 1, n - 1
    while uno & 1:
        uno, otro = uno >> 1, otro >> 1
    viejo = nuevo = nodos[0]
    for hermano in nodos[1:]:
        if not otro:
            return False
        if uno & 1 or uno == otro:
            viejo, nuevo = nodo(hermano, viejo), nodo(hermano, nuevo)
            while uno and not uno & 1:
                uno, otro = uno >> 1, otro >> 1
        else:
            nuevo = nodo(nuevo, hermano)
        uno, otro = uno >> 1, otro >> 1
    return not otro and (viejo, nuevo) == (antes, ahora)


def _mitad(largo: int) -> int:
    """La mayor potencia de dos menor que `largo`."""
    return 1 << ((largo - 1).bit_length() - 1)
