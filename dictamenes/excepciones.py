"""Los errores con nombre del expediente. Nada regresa en silencio."""

from __future__ import annotations

from bitacora.rechazos import Rechazo


class ActoImposible(Exception):
    """El acto no procede ahora."""


class EstadoEquivocado(ActoImposible):
    """La solicitud ya no está donde el acto la espera: alguien se adelantó."""


class OpinionYaCorregida(EstadoEquivocado):
    """La versión de la opinión que se quiso corregir ya no es la que vale."""

    def __init__(self) -> None:
        super().__init__("Su opinión ya se corrigió en otra ventana.")


class YaTomada(EstadoEquivocado):
    """Otra persona tiene a su cargo lo que se quiso tomar."""


class YaRegistrado(ActoImposible):
    """La misma persona ya hizo este mismo acto: no se repite."""


class CapturaVencida(ActoImposible):
    """La captura cambió en otra ventana o la cambió otra persona."""


class DatosInvalidos(ActoImposible):
    """Lo capturado no alcanza para este acto; el mensaje dice qué falta."""


class SinFundamento(DatosInvalidos):
    """El acto está apagado: no hay con qué fundarlo ese día; el mensaje dice qué falta y quién lo captura."""


class SinCambio(ActoImposible):
    """El acto no cambiaría nada."""


class SeparacionDeFunciones(Rechazo):
    """Una persona, una función por asunto en toda su historia."""


class Impedimento(Rechazo):
    """La persona pertenece al área requirente o declaró interés."""
