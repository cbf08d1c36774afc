"""Recorrer la bitácora una sola vez, con memoria constante, y nombrar lo primero que no casa.

Es el único cálculo: lo usan la pantalla de quien audita (sobre la base), las órdenes y el verificador suelto (sobre una
exportación). La cadena delata lo editado, borrado, insertado o movido; las anclas, lo que se reescribió entero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from typing import NamedTuple

from verificador.anclas import Ancla
from verificador.arbol import Arbol
from verificador.cadena import ORIGEN
from verificador.lapidas import Cancelaciones, raiz_de_campos
from verificador.renglon import Defecto, Renglon, calcular
from verificador.veredictos import Rechazo, en_sonora

MIGRACION = "bitacora.hojas"
"""El evento con que empieza el formato 2 donde ya había eventos: compromete las raíces de los campos de todos ellos."""
FORMATOS = (1, 2)
RENUMERADOS = 50  # hasta cuántos borrados seguidos se reconocen cuando alguien recorrió los números
SIN_FORMA = (TypeError, ValueError, AttributeError, KeyError, RecursionError)  # lo que lanza un renglón hecho a mano
Juez = Callable[[Ancla], object]

# Con qué termina toda orden que comprueba la bitácora.
INTEGRA, ALTERADA, ILEGIBLE, CON_COLA, SIN_SELLO, SIN_QUORUM = range(6)


class Comprometido(NamedTuple):
    """Lo que alguien firmó fuera de la bitácora: que tras el evento `n` la raíz era ésa."""

    n: int
    raiz: str


@dataclass(frozen=True)
class Resultado:
    """Lo que se encontró: hasta qué evento, el primero roto si lo hay, y qué respalda lo demás.

    `desde`: el evento tras el que empezó. `anclado`: el último evento que cubre un ancla. `canceladas`: cuántos
    eventos tienen sus datos cancelados con su lápida.
    """

    revisados: int
    roto_en: int | None = None
    motivo: str = ""
    desde: int = 0
    anclas: int = 0
    anclado: int = 0
    canceladas: int = 0

    @property
    def integra(self) -> bool:
        """Si todos los eslabones casan."""
        return self.roto_en is None

    def codigo(self, *, sello_fijado: bool, quorum: bool = True) -> int:
        """ALTERADA; SIN_SELLO si no se exigió de qué certificado fueran las anclas; SIN_QUORUM si se pidió y no lo hay;
        CON_COLA si hay eventos después."""
        if not self.integra:
            return ALTERADA
        if not sello_fijado:
            return SIN_SELLO
        if not quorum:
            return SIN_QUORUM
        return CON_COLA if self.sin_ancla else INTEGRA

    @property
    def sin_ancla(self) -> int:
        """Cuántos eventos al final aún no cubre ninguna ancla."""
        return max(self.revisados - self.anclado, 0)


def recorrer(
    renglones: Iterable[Renglon], anclas: Iterable[Ancla] = (), *, fuera: Iterable[Ancla] = (),
    desde: Ancla | None = None, juez: Juez | None = None, visto: Comprometido | None = None,
) -> Resultado:
    """Comprueba los renglones contra su cadena y contra las anclas.

    `anclas`: las de la propia bitácora, en orden; `fuera`: las que se guardaron en otro lado, que mandan. `desde`: un
    ancla en que ya se confía; los renglones empiezan en el evento que le sigue y las anclas, en la que le sigue.
    `juez`: revisa la firma de cada una (lanza `Rechazo`). `visto`: hasta dónde la vieron los testigos; si es antes de
    `desde`, no se compara.
    """
    lectura = _Lectura(_casar(anclas, fuera), desde, juez, visto)
    try:
        lectura.correr(renglones)
    except Defecto as defecto:
        return lectura.resultado(defecto)
    return lectura.resultado(lectura.de_ancla)


class _Lectura:
    def __init__(
        self, anclas: Iterator[tuple[Ancla, str]], desde: Ancla | None, juez: Juez | None, visto: Comprometido | None
    ) -> None:
        self._anclas, self._juez, self._visto = anclas, juez, visto or Comprometido(0, "")
        self._ultima = self._leida = desde  # la última comprobada y la última leída, que puede ir una adelante
        self.desde = self.n = desde.n if desde else 0
        self._antes, self._previo = "", desde.eslabon if desde else ORIGEN
        self._arbol = Arbol(self.n, desde.frontera if desde else ())
        self._cancelaciones = Cancelaciones()
        self._formato, self._campos = 0, Arbol()  # el del último evento; las raíces de los del formato 1
        self.cuantas = 0
        self.de_ancla: Defecto | None = None
        self._proxima = self._siguiente_ancla()

    def correr(self, renglones: Iterable[Renglon]) -> None:
        """Lanza `Defecto` en lo primero que no casa."""
        resto = iter(renglones)
        for renglon in resto:
            if renglon.n != self.n + 1:
                raise self._fuera_de_lugar(renglon, resto)
            try:
                self._sumar(renglon)
            except SIN_FORMA as error:
                raise Defecto(self.n, f"el renglón no tiene la forma de un evento ({type(error).__name__})") from error
        self._terminar()

    def resultado(self, defecto: Defecto | None) -> Resultado:
        n, motivo = (defecto.n, defecto.motivo) if defecto else (None, "")
        return Resultado(
            self.n, n, motivo, desde=self.desde, anclas=self.cuantas, anclado=self._ultima.n if self._ultima else 0,
            canceladas=self._cancelaciones.explicadas,
        )

    def _sumar(self, renglon: Renglon) -> None:
        self.n += 1
        if renglon.previo != self._previo or calcular(renglon) != renglon.eslabon:
            raise self._sin_encadenar(renglon)
        if renglon.formato != self._formato:
            self._cambiar_de_formato(renglon)
        self._cancelaciones.datos_de(renglon)
        self._cancelaciones.atender(renglon)
        if renglon.formato == 1 and not self.desde:
            self._campos.agregar(raiz_de_campos(renglon))
        self._antes, self._previo = self._previo, renglon.eslabon
        self._arbol.agregar(renglon.eslabon)
        if self._proxima and self._proxima.n == self.n:
            self._comparar(self._proxima)
        if self._visto.n == self.n and self._visto.raiz != self._arbol.raiz:
            raise Defecto(self.n, "la raíz hasta aquí no es la que firmó el checkpoint: son dos historias")

    def _sin_encadenar(self, renglon: Renglon) -> Defecto:
        propio = calcular(renglon) == renglon.eslabon
        if propio and renglon.previo == self._antes:
            return Defecto(self.n - 1, f"se insertó: el evento {self.n} sigue al {self.n - 2}, no a éste")
        if propio and self.n > self.desde + 1:
            return Defecto(self.n - 1, f"fue reescrito, o se escribió otro en su lugar: el {self.n} no encadena con él")
        if renglon.previo == self._antes and calcular(renglon._replace(n=self.n - 1)) == renglon.eslabon:
            return Defecto(self.n - 1, f"se insertó y se recorrieron los números: el {self.n} era el {self.n - 1}")
        for corrido in range(1, RENUMERADOS + 1):
            if calcular(renglon._replace(n=self.n + corrido)) == renglon.eslabon:
                que = "se borró" if corrido == 1 else f"se borraron {corrido} eventos desde éste"
                return Defecto(self.n, f"{que} y se recorrieron los números")
        return Defecto(self.n, "el renglón fue alterado: lo que dice no da su eslabón")

    def _fuera_de_lugar(self, renglon: Renglon, resto: Iterator[Renglon]) -> Defecto:
        falta = self.n + 1
        if renglon.n < falta:
            return Defecto(renglon.n, f"el renglón está repetido o fuera de su lugar: aparece después del {self.n}")
        if any(otro.n == falta for otro in resto):
            return Defecto(falta, f"el renglón está fuera de orden: aparece después del {renglon.n}")
        hasta = f" a {renglon.n - 1}" if renglon.n > falta + 1 else ""
        return Defecto(falta, f"falta el evento {falta}{hasta}: se borró; sigue el {renglon.n}")

    def _cambiar_de_formato(self, renglon: Renglon) -> None:
        """El formato sólo avanza, y con el evento que compromete los campos de todo lo anterior."""
        antes, self._formato = self._formato, renglon.formato
        if renglon.formato not in FORMATOS or renglon.formato < antes:
            raise Defecto(self.n, f"es de un formato que ya no se admite: {renglon.formato}")
        if antes != 1:
            return
        datos = renglon.datos or {}
        if renglon.accion != MIGRACION or datos.get("hasta") != self.n - 1:
            raise Defecto(self.n, "cambia de formato sin el evento que compromete los campos de los anteriores")
        if not self.desde and datos.get("raiz") != self._campos.raiz:
            raise Defecto(self.n, "las raíces de los campos de los eventos anteriores no son las que compromete")

    def _comparar(self, ancla: Ancla) -> None:
        if (ancla.eslabon, ancla.raiz) != (self._previo, self._arbol.raiz):
            primero = self._ultima.n + 1 if self._ultima else 1
            raise Defecto(primero, f"la cadena se reescribió de este evento al {ancla.n}: {_dice(ancla)} otra cosa")
        self._ultima, self.cuantas = ancla, self.cuantas + 1
        self._proxima = self._siguiente_ancla()

    def _terminar(self) -> None:
        self._cancelaciones.terminar()
        ultima = self._proxima
        while (otra := self._siguiente_ancla()) is not None:
            ultima = otra
        if ultima is not None and ultima.n > self.n:
            motivo = f"la bitácora está truncada: {_dice(ultima)} que hubo {ultima.n} eventos y acaba en el {self.n}"
            raise Defecto(self.n + 1, motivo)
        if self._visto.n > self.n:
            motivo = f"la bitácora está truncada: el checkpoint dice que hubo {self._visto.n} eventos"
            raise Defecto(self.n + 1, motivo)

    def _siguiente_ancla(self) -> Ancla | None:
        """La que sigue, si la hay; lo que tenga de malo ella misma se dice al final, si ningún evento está roto."""
        ancla, reparo = next(self._anclas, (None, ""))
        if ancla is None:
            return None
        if self.de_ancla is None and (reparo := reparo or self._reparo(ancla)):
            self.de_ancla = Defecto(ancla.n, reparo)
        self._leida = ancla
        return ancla

    def _reparo(self, ancla: Ancla) -> str:
        antes = self._leida
        numero, huella, n = (antes.numero, antes.huella, antes.n) if antes else (0, ORIGEN, 0)
        if ancla.numero != numero + 1:
            return f"falta el ancla {numero + 1}: sigue la {ancla.numero}"
        if ancla.anterior != huella or ancla.n <= n:
            return f"el ancla {ancla.numero} no sigue a la anterior"
        try:
            if self._juez:
                self._juez(ancla)
        except Rechazo as rechazo:
            return str(rechazo)
        return ""


def _casar(propias: Iterable[Ancla], fuera: Iterable[Ancla]) -> Iterator[tuple[Ancla, str]]:
    """Cada ancla una vez, con el reparo que salga de comparar la propia con la guardada fuera."""
    marcadas = merge(((a.numero, 0, a) for a in propias), ((a.numero, 1, a) for a in fuera), key=lambda trio: trio[:2])
    for numero, grupo in groupby(marcadas, key=lambda trio: trio[0]):
        de = {donde: ancla for _, donde, ancla in grupo}
        if 1 not in de:
            yield de[0], ""
        elif 0 not in de:
            yield de[1], f"el ancla {numero} está guardada fuera y ya no está en la bitácora: se borró"
        else:
            distinta = f"el ancla {numero} de la bitácora no es la que se guardó fuera"
            misma = (de[0].contenido, de[0].cms) == (de[1].contenido, de[1].cms)  # y su sobre
            yield de[1], "" if misma else distinta


def _dice(ancla: Ancla) -> str:
    return f"el ancla {ancla.numero}, del {en_sonora(datetime.fromisoformat(ancla.en))}, dice"
