"""Si a un evento se le puede creer: lo que se exige antes de sellar algo que se apoya en él."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bitacora import llavero
from bitacora.cadena import leer
from bitacora.models import Evento
from verificador.cadena import ORIGEN
from verificador.lapidas import LAPIDA, datos_casan
from verificador.renglon import Renglon, calcular


def ultimo_que_dice(
    objeto: str, accion: str, dice: Mapping[str, object], cual: Mapping[str, object] = MappingProxyType({})
) -> Evento | None:
    """El más reciente de esa acción sobre ese objeto, si sus datos traen todo lo que `dice`; None si no.

    `cual`: si el objeto tiene varios de lo mismo (dos copias certificadas a la vez), el más reciente de ése.
    """
    suyos = Evento.objects.filter(objeto=objeto, accion=accion).select_related("datos_evento").order_by("-n")
    ultimo = next((uno for uno in suyos.iterator(50) if cual.items() <= uno.datos_evento.datos.items()), None)
    return ultimo if ultimo and dice.items() <= ultimo.datos_evento.datos.items() else None


def reparo_de(evento: Evento) -> str:
    """Por qué no se le cree a este evento; vacío si está bien escrito y enlazado con sus vecinos.

    Es lo único que el firmante pregunta de un evento: que lo escribió este sistema (su etiqueta), que sus datos son los
    anotados y que enlaza con sus vecinos. De lo que pasó antes responde la cadena, que se comprueba entera al anclar.
    """
    renglon = next(leer(Evento.objects.filter(n=evento.n)))
    if (renglon.sal or renglon.formato > 1) and not _casan(renglon):
        return f"los datos del evento {evento.n} no son los que se anotaron"
    if not renglon.sal and not Evento.objects.filter(objeto=f"evento:{evento.n}", accion=LAPIDA).exists():
        return f"al evento {evento.n} le faltan sus datos y ninguna lápida lo explica"
    if calcular(renglon) != evento.eslabon:
        return f"el eslabón del evento {evento.n} no es el suyo"
    try:
        llavero.leer().exigir(
            n=evento.n, eslabon=evento.eslabon, clave=evento.clave, llave=evento.llave, etiqueta=evento.etiqueta,
        )
    except llavero.EtiquetaFalsa as falsa:
        return f"del evento {evento.n}, {falsa}"
    vecinos = {n: (previo, propio) for n, previo, propio in Evento.objects.filter(
        n__in=(evento.n - 1, evento.n + 1)).values_list("n", "previo", "eslabon")}
    if vecinos.get(evento.n - 1, ("", ORIGEN if evento.n == 1 else ""))[1] != evento.previo:
        return f"el evento {evento.n} no sigue al {evento.n - 1}"
    if evento.n + 1 in vecinos and vecinos[evento.n + 1][0] != evento.eslabon:
        return f"el evento {evento.n + 1} no sigue al {evento.n}"
    return ""


def _casan(renglon: Renglon) -> bool:
    try:
        return datos_casan(renglon)
    except ValueError:
        return False
