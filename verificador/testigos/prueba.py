"""La prueba de un dictamen (C2SP tlog-proof): que *ese* PDF constaba en la bitácora, y quién la vio.

El dato extra es el renglón exportado del evento: con él se calcula el eslabón, que es la entrada, y se abre la huella
del PDF. No dice que hoy siga vigente: eso la bitácora de entonces no lo sabe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verificador.arbol import raiz_desde
from verificador.exportacion import LEER_JSON, linea, renglon_de
from verificador.lapidas import datos_casan
from verificador.lectura import SIN_FORMA
from verificador.renglon import Renglon, calcular
from verificador.testigos import notas
from verificador.testigos.notas import Nota, NotaIlegible
from verificador.testigos.politica import Politica, Vista, juzgar

FORMATO = "c2sp.org/tlog-proof@v1"
MAXIMO = 256 * 1024
HERMANOS_MAXIMOS = 63
EJEMPLARES = {"publico": "el ejemplar público", "de_las_partes": "el ejemplar de las partes"}
ACCIONES = {
    "dictamen.emitido": tuple(EJEMPLARES), "dictamen.testado": ("publico",), "estampa.renovada": tuple(EJEMPLARES),
}


class PruebaIlegible(ValueError):
    """No es una prueba, o está dañada."""


class PruebaFalsa(ValueError):
    """La prueba no prueba ese PDF; el texto dice por qué."""


@dataclass(frozen=True)
class Prueba:
    """Lo leído, sin juzgar: el dato extra, la hoja (desde 0), su camino y la nota."""

    extra: bytes
    indice: int
    camino: tuple[bytes, ...]
    nota: Nota


@dataclass(frozen=True)
class Constancia:
    """Qué evento decía la huella de ese PDF, de qué ejemplar, y quién vio la bitácora que lo trae."""

    renglon: Renglon
    ejemplar: str
    vista: Vista

    def en_palabras(self) -> str:
        """Lo probado y lo que no."""
        folio = (self.renglon.datos or {}).get("folio", "")
        return (
            f"Este PDF constaba en la bitácora {self.vista.checkpoint.origen}: es {self.ejemplar} del dictamen {folio}"
            f", evento {self.renglon.n} ({self.renglon.accion}, {self.renglon.en}); {self.vista.en_palabras()}. "
            "No dice si hoy sigue vigente."
        )


def armar(renglon: Renglon, camino: Sequence[bytes], nota: Nota) -> bytes:
    """El archivo `.tlog-proof` de ese evento."""
    cabeza = [FORMATO, f"extra {notas.en_base64(linea(renglon))}", f"index {renglon.n - 1}"]
    return "\n".join([*cabeza, *map(notas.en_base64, camino), "", ""]).encode() + nota.entera


def leer(crudo: bytes) -> Prueba:
    """Lo que trae el archivo. `PruebaIlegible` si no tiene su forma."""
    partes = crudo.partition(b"\n\n")
    try:
        if len(crudo) > MAXIMO:
            raise PruebaIlegible("pesa demasiado")
        formato, extra, indice, *camino = partes[0].decode().split("\n")
        if formato != FORMATO or not extra.startswith("extra ") or not indice.startswith("index "):
            raise PruebaIlegible(f"no es una prueba {FORMATO} de un dictamen")
        if len(camino) > HERMANOS_MAXIMOS:
            raise PruebaIlegible("su camino es demasiado largo")
        return Prueba(
            notas.de_base64(extra[6:]), notas.entero(indice[6:]), tuple(notas.de_base64(uno, 32) for uno in camino),
            notas.leer_nota(partes[2]),
        )
    except ValueError as error:
        raise PruebaIlegible(f"La prueba no se puede leer: {error}.") from error


def comprobar(prueba: Prueba, sha256: str, politica: Politica, en: datetime) -> Constancia:
    """Que la bitácora de esa política traía la huella `sha256` (hexadecimal) de un dictamen. Lanza `PruebaFalsa`.

    El quórum va en `vista`: sin él, la prueba sólo vale lo que valga la firma de la bitácora.
    """
    renglon = _renglon(prueba.extra)
    datos = renglon.datos or {}
    campo = next((campo for campo in ACCIONES.get(renglon.accion, ()) if datos.get(campo) == sha256), "")
    if not campo:
        raise PruebaFalsa("El evento de la prueba no dice la huella de este PDF: la prueba es de otro archivo.")
    try:
        vista = juzgar(prueba.nota, politica, en)
        raiz = raiz_desde(renglon.eslabon, prueba.indice, vista.checkpoint.n, [uno.hex() for uno in prueba.camino])
    except NotaIlegible as error:
        raise PruebaFalsa(f"La nota de la prueba no vale: {error}.") from error
    except ValueError as error:
        raise PruebaFalsa("El camino de la prueba no lleva a la raíz.") from error
    if prueba.indice != renglon.n - 1 or raiz != vista.checkpoint.raiz.hex():
        raise PruebaFalsa("El evento no está en la bitácora que firma la nota.")
    return Constancia(renglon, EJEMPLARES[campo], vista)


def _renglon(extra: bytes) -> Renglon:
    """El evento, con lo que dice comprobado contra su eslabón."""
    try:
        renglon = renglon_de(LEER_JSON(extra.decode()))
        if calcular(renglon) != renglon.eslabon:
            raise PruebaFalsa("El evento de la prueba fue alterado: lo que dice no da su eslabón.")
        if not datos_casan(renglon):
            raise PruebaFalsa("Los datos del evento de la prueba no son los que comprometió.")
    except PruebaFalsa:
        raise
    except SIN_FORMA as error:
        raise PruebaFalsa("El evento de la prueba no tiene la forma de un evento.") from error
    return renglon
