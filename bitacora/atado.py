"""Si lo que hay en la base es lo que dijo el evento que lo cerró: se pregunta al usarlo, y de todo en los invariantes.

Una consulta por llamada: los eventos que cierran esos contenidos. Del último que lo ata se exige que lo haya escrito
este sistema (su etiqueta), que sus datos sean los anotados y que la raíz salga otra vez. De lo anterior responde la
cadena, que se comprueba entera al anclar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models

from bitacora import llavero
from bitacora.ataduras import ATA, ATADO, TABLA, Atadura, de, raiz_de
from bitacora.cadena import con_etiqueta
from bitacora.models import Evento
from bitacora.rechazos import Rechazo
from verificador.lapidas import LAPIDA, datos_casan
from verificador.renglon import Renglon, calcular

TANDA = 500
Etiquetado = tuple[Renglon, str, str]  # el evento, la llave de su etiqueta y su etiqueta


class ContenidoAlterado(Rechazo):
    """Lo que está en la base no es lo que la bitácora dice que se registró: no se usa."""


class Reparo(NamedTuple):
    """Qué contenido no casa, cómo se llama su renglón y por qué, en palabras."""

    rotulo: str
    renglon: str
    porque: str

    def __str__(self) -> str:
        return f"{self.rotulo} ({self.renglon}) {self.porque}"


def exigir_atados(*objetos: models.Model, clases: tuple[str, ...] = ()) -> None:
    """Que cada contenido de esos renglones sea el que cerró su evento. Lanza `ContenidoAlterado`."""
    if hallados := reparos_de(objetos, *clases):
        raise ContenidoAlterado(
            f"No se continuó: {hallados[0]}. No es algo que usted pueda corregir: queda anotado y lo sabe quien audita."
        )


def sano(objeto: models.Model) -> list[models.Model]:
    """El renglón si todo lo suyo casa; si no, nada.

    Lo que protege (quitar un papel, cerrar una cuenta) se hace de todos modos, y su evento no da por bueno lo alterado.
    """
    return [] if reparos_de([objeto]) else [objeto]


def reparos_de(objetos: Iterable[models.Model], *clases: str) -> list[Reparo]:
    """Lo que no casa de esos renglones (sólo de esas `clases`, si se dicen), leídos otra vez de la base."""
    llaves: dict[str, list[int]] = defaultdict(list)
    for objeto in objetos:
        for atadura in de(objeto):
            if not clases or atadura.clase in clases:
                llaves[atadura.clase].append(objeto.pk)
    return _juzgar([(TABLA[clase], uno) for clase, pks in llaves.items() for uno in TABLA[clase].tomar(pks)])


def todos_los_reparos() -> Iterator[Reparo]:
    """Lo que no casa de toda la base, de tanda en tanda."""
    for atadura in TABLA.values():
        for tanda in tandas(atadura):
            yield from _juzgar([(atadura, uno) for uno in tanda])


def tandas(atadura: Atadura[Any]) -> Iterator[list[Any]]:
    """Todos los renglones de una clase, de quinientos en quinientos."""
    ultimo = 0
    while tanda := list(atadura.tomar().filter(pk__gt=ultimo)[:TANDA]):
        ultimo = tanda[-1].pk
        yield tanda


def _juzgar(pares: list[tuple[Atadura[Any], Any]]) -> list[Reparo]:
    vivos = [(atadura, uno) for atadura, uno in pares if atadura.vive(uno)]
    acciones = {ATADO}.union(*(atadura.cierran for atadura, _ in vivos)) if vivos else set()
    eventos: dict[str, list[Etiquetado]] = defaultdict(list)
    suyos = Evento.objects.filter(objeto__in={atadura.objeto(uno) for atadura, uno in vivos}, accion__in=acciones)
    for etiquetado in con_etiqueta(suyos) if vivos else ():
        eventos[etiquetado[0].objeto].append(etiquetado)
    hallados = ((atadura, uno, _por_que_no(atadura, uno, eventos[atadura.objeto(uno)])) for atadura, uno in vivos)
    return [Reparo(atadura.rotulo, atadura.clave(uno), porque) for atadura, uno, porque in hallados if porque]


def _por_que_no(atadura: Atadura[Any], uno: models.Model, eventos: list[Etiquetado]) -> str:
    """Del más reciente hacia atrás, hasta el que lo ata: a todos se les tiene que poder creer."""
    clave = atadura.clave(uno)
    for etiquetado in reversed(eventos):
        renglon = etiquetado[0]
        if renglon.accion not in atadura.cierran and renglon.accion != ATADO:
            continue
        if reparo := _reparo_de(etiquetado):
            return reparo
        dicha = (renglon.datos or {}).get(ATA, {}).get(clave)
        if dicha is None:
            continue
        if not renglon.sal:
            return ""  # sus datos se cancelaron entre dos personas: ya no hay con qué compararlo
        igual = raiz_de(renglon.n, renglon.sal, clave, atadura.dice(uno)) == dicha
        return "" if igual else f"ya no es lo que se registró en el evento {renglon.n}"
    if llavero.leer().ata_desde is None:
        return ""  # instalación que todavía no compromete lo que ya tenía
    return "no tiene un evento de la bitácora que lo respalde"


def _reparo_de(etiquetado: Etiquetado) -> str:
    renglon, llave, etiqueta = etiquetado
    try:
        casan = datos_casan(renglon) or (renglon.formato == 1 and not renglon.sal)
    except (ValueError, TypeError, AttributeError):
        casan = False
    if not casan or calcular(renglon) != renglon.eslabon:
        return f"se apoya en el evento {renglon.n}, que no dice lo que se anotó"
    try:
        llavero.leer().exigir(
            n=renglon.n, eslabon=renglon.eslabon, clave=renglon.clave, llave=llave, etiqueta=etiqueta
        )
    except llavero.EtiquetaFalsa as falsa:
        return f"se apoya en el evento {renglon.n}: {falsa}"
    if not renglon.sal and not _con_lapida(renglon.n):
        return f"se apoya en el evento {renglon.n}, al que le faltan sus datos sin lápida que lo explique"
    return ""


def _con_lapida(n: int) -> bool:
    lapidas = con_etiqueta(Evento.objects.filter(objeto=f"evento:{n}", accion=LAPIDA))
    return any(lapida[0].sal and not _reparo_de(lapida) for lapida in lapidas)
