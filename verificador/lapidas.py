"""Los datos de cada evento contra su huella; de los cancelados, que dos personas lo dispusieron. Un solo cálculo.

En el formato 1, la huella es de todos los datos con una sal: de lo que se conservó sólo responde la lápida. En el 2 es
la raíz de sus hojas: lo conservado se comprueba, y la lápida y su propuesta dicen quién lo dispuso y qué debía quedar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verificador.cadena import huella_de_datos
from verificador.hojas import huella_de_lo_que_queda, raiz, raiz_con_cancelados
from verificador.renglon import Defecto, Renglon

PROPUESTA, LAPIDA = "datos.cancelacion_propuesta", "datos.cancelados"
DICHO = ("n", "huella", "campos", "queda", "fundamento", "resolucion")
"""Lo que la propuesta y la lápida deben decir igual."""


@dataclass(frozen=True)
class Cancelado:
    """Un evento con sus datos cancelados: su huella y lo que queda (sin hojas, los datos; con ellas, su huella)."""

    huella: str
    queda: object
    con_hojas: bool


class Cancelaciones:
    """Lleva la cuenta mientras se recorre: qué falta por explicar y qué se propuso."""

    def __init__(self) -> None:
        self._por_explicar: dict[int, Cancelado] = {}
        self._propuestas: dict[int, tuple[str, str, dict[str, Any]]] = {}
        self.explicadas = 0

    def datos_de(self, renglon: Renglon) -> None:
        """Los datos de ese evento son los de su huella, o más adelante debe venir la lápida. Lanza `Defecto`."""
        if renglon.sal is None or renglon.datos is None:
            raise Defecto(renglon.n, "faltan los datos del evento y ninguna lápida lo explica")
        if renglon.sal:
            if not datos_casan(renglon):
                raise Defecto(renglon.n, "los datos del evento fueron alterados")
            return
        con_hojas = renglon.hojas is not None
        if con_hojas:
            queda: object = self._lo_que_queda(renglon)
        elif renglon.formato == 1:
            queda = renglon.datos
        else:
            raise Defecto(renglon.n, "se quitaron sus datos sin dejar sus hojas")
        self._por_explicar[renglon.n] = Cancelado(renglon.huella, queda, con_hojas)

    def atender(self, renglon: Renglon) -> None:
        """Si es una propuesta se recuerda; si es una lápida, explica su evento. Lanza `Defecto`."""
        if renglon.accion == PROPUESTA and renglon.formato > 1 and renglon.sal:
            self._propuestas[renglon.n] = (renglon.actor, renglon.objeto, renglon.datos or {})
        elif renglon.accion == LAPIDA:
            self._explicar(renglon)

    def terminar(self) -> None:
        """Lanza `Defecto` si quedó algo sin explicar."""
        if self._por_explicar:
            raise Defecto(min(self._por_explicar), "faltan los datos del evento y ninguna lápida lo explica")

    @staticmethod
    def _lo_que_queda(renglon: Renglon) -> str:
        datos, hojas = renglon.datos or {}, renglon.hojas or []
        try:
            hallada = raiz_con_cancelados(renglon.n, datos, hojas)
        except ValueError as error:
            raise Defecto(renglon.n, f"lo que quedó de sus datos no es lo que había: {_en_minuscula(error)}") from error
        if renglon.formato > 1 and hallada != renglon.huella:
            raise Defecto(renglon.n, "lo que quedó de sus datos no es lo que había: no da su raíz")
        return huella_de_lo_que_queda(datos, hojas)

    def _explicar(self, lapida: Renglon) -> None:
        if not lapida.sal:
            raise Defecto(lapida.n, "es una lápida sin sus datos: no puede explicar que falten los de otro evento")
        datos = lapida.datos or {}
        n = datos.get("n", 0)
        cancelado = self._por_explicar.get(n)
        if cancelado is None:
            return  # la de un evento anterior a donde se empezó
        if (lapida.formato > 1) != cancelado.con_hojas:
            raise Defecto(n, f"su lápida, el evento {lapida.n}, es de un formato que ya no se admite")
        if cancelado.con_hojas:
            self._exigir_dos_personas(lapida, datos, n)
        dice = datos.get("queda") if cancelado.con_hojas else datos.get("conserva")
        if (datos.get("huella"), dice) != (cancelado.huella, cancelado.queda):
            raise Defecto(n, f"lo que quedó de sus datos no es lo que dice su lápida, el evento {lapida.n}")
        del self._por_explicar[n]
        self.explicadas += 1

    def _exigir_dos_personas(self, lapida: Renglon, datos: dict[str, Any], n: int) -> None:
        cual = datos.get("propuesta")
        propuso, objeto, dicho = self._propuestas.get(cual, ("", "", {})) if isinstance(cual, int) else ("", "", {})
        de_dos = propuso.startswith("usuario:") and lapida.actor.startswith("usuario:") and propuso != lapida.actor
        if not de_dos or not isinstance(cual, int) or cual <= n:
            raise Defecto(n, f"su lápida, el evento {lapida.n}, no cita una propuesta de otra persona")
        if objeto != f"evento:{n}" or lapida.objeto != objeto or any(dicho.get(que) != datos.get(que) for que in DICHO):
            raise Defecto(n, f"su lápida, el evento {lapida.n}, no dice lo que se propuso en el {cual}")


def raiz_de_campos(renglon: Renglon) -> str:
    """La de un evento del formato 1, que compromete el de migración; sin semilla si se canceló antes."""
    if renglon.hojas is not None:
        return raiz_con_cancelados(renglon.n, renglon.datos or {}, renglon.hojas)
    return raiz(renglon.n, renglon.datos or {}, renglon.sal or "")


def datos_casan(renglon: Renglon) -> bool:
    """Si los datos que trae, o lo que de ellos se conserva, son los de su huella. ValueError si no son datos de evento.

    De un evento del formato 1 ya cancelado su huella no dice nada: falso.
    """
    datos, sal = renglon.datos or {}, renglon.sal
    if not sal:
        hay = renglon.formato > 1 and renglon.hojas is not None
        return hay and raiz_con_cancelados(renglon.n, datos, renglon.hojas or []) == renglon.huella
    return (huella_de_datos(datos, sal) if renglon.formato == 1 else raiz(renglon.n, datos, sal)) == renglon.huella


def _en_minuscula(error: ValueError) -> str:
    texto = str(error).rstrip(".")
    return texto[:1].lower() + texto[1:]
