"""Si lo que hay en la base es lo que dijo el evento que lo cerró: se pregunta al usarlo, y de todo en los invariantes.

Una consulta por llamada: los eventos que cierran esos contenidos. Del último que lo ata se exige que lo haya escrito
este sistema (su etiqueta), que sus datos sean los anotados y que la raíz salga otra vez. De lo anterior responde la
cadena, que se comprueba entera al anclar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models, transaction

from bitacora import llavero
from bitacora.ataduras import ATA, ATADO, TABLA, Atadura, de, raiz_de, tomados
from bitacora.cadena import anotar, con_etiqueta
from bitacora.models import Evento
from bitacora.rechazos import Rechazo
from verificador.lapidas import LAPIDA, datos_casan
from verificador.renglon import Renglon, calcular

TANDA = 500
SIN_EVENTO = "no tiene un evento de la bitácora que lo respalde"
Etiquetado = tuple[Renglon, str, str]  # el evento, la llave de su etiqueta y su etiqueta


class ContenidoAlterado(Rechazo):
    """Lo que está en la base no es lo que la bitácora dice que se registró: no se usa."""


class Reparo(NamedTuple):
    """Qué contenido no casa, cómo se llama su renglón, por qué, en palabras, y de qué objeto es su evento."""

    rotulo: str
    renglon: str
    porque: str
    objeto: str

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
    llaves: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for objeto in objetos:
        if suyas := tuple(a.clase for a in de(objeto) if not clases or a.clase in clases):
            llaves[suyas].append(objeto.pk)
    leidos = {suyas: list(tomados([TABLA[clase] for clase in suyas], pks)) for suyas, pks in llaves.items()}
    return _juzgar([(TABLA[clase], uno) for suyas, unos in leidos.items() for clase in suyas for uno in unos])


def todos_los_reparos(*, de_todos: bool = False) -> Iterator[Reparo]:
    """Lo que no casa de toda la base, de tanda en tanda; `de_todos`, también lo que todavía se tolera sin evento."""
    for atadura in TABLA.values():
        for tanda in tandas(atadura):
            yield from _juzgar([(atadura, uno) for uno in tanda], de_todos)


def renglon_de(clave: str) -> models.Model:
    """El renglón que así se nombra (`opinion:12`). ValueError si no lo hay."""
    clase, _, pk = clave.partition(":")
    hallado = TABLA[clase].tomar([int(pk)]).first() if clase in TABLA and pk.isdecimal() else None
    if hallado is None:
        raise ValueError(f"No hay un renglón «{clave}».")
    renglon: models.Model = hallado
    return renglon


def comprometer_contenido(en: datetime) -> int:
    """Ata lo que se escribió antes de las ataduras y desde ahí las exige; cuántos eventos dejó.

    Sólo de las clases que aún no se exigen: lo que debía tener su evento y no lo tiene no se da por bueno. Un evento
    por expediente, persona o papel, cada uno en su transacción: no detiene a nadie y, si se corta, se sigue.
    Lanza `ContenidoAlterado` si algo que ya tenía su evento no casa: eso no se da por bueno.
    """
    sueltos: dict[str, list[str]] = defaultdict(list)
    for reparo in todos_los_reparos(de_todos=True):
        if reparo.porque != SIN_EVENTO:
            raise ContenidoAlterado(f"{reparo}. Aclárelo antes de comprometer lo demás.")
        if _se_tolera(reparo):
            sueltos[reparo.objeto].append(reparo.renglon)
    for objeto, claves in sueltos.items():
        with transaction.atomic():
            anotar(ATADO, objeto, por=None, en=en, ata={renglon_de(clave): None for clave in claves})
    with transaction.atomic():
        marca = anotar("bitacora.ataduras", "bitacora:contenido", por=None, en=en, datos={"eventos": len(sueltos)})
        llavero.exigir_ataduras(marca.n)
    return len(sueltos)


def tandas(atadura: Atadura[Any]) -> Iterator[list[Any]]:
    """Todos los renglones de una clase, de quinientos en quinientos."""
    ultimo = 0
    while tanda := list(atadura.tomar().filter(pk__gt=ultimo)[:TANDA]):
        ultimo = tanda[-1].pk
        yield tanda


def _juzgar(pares: list[tuple[Atadura[Any], Any]], de_todos: bool = False) -> list[Reparo]:
    vivos = [(atadura, uno) for atadura, uno in pares if atadura.vive(uno)]
    acciones = {ATADO}.union(*(atadura.cierran for atadura, _ in vivos)) if vivos else set()
    eventos: dict[str, list[Etiquetado]] = defaultdict(list)
    suyos = Evento.objects.filter(objeto__in={atadura.objeto(uno) for atadura, uno in vivos}, accion__in=acciones)
    for etiquetado in con_etiqueta(suyos) if vivos else ():
        eventos[etiquetado[0].objeto].append(etiquetado)
    dichos = (
        Reparo(atadura.rotulo, atadura.clave(uno), _por_que_no(atadura, uno, eventos[objeto]), objeto)
        for atadura, uno in vivos for objeto in [atadura.objeto(uno)]
    )
    return [reparo for reparo in dichos if reparo.porque and (de_todos or not _se_tolera(reparo))]


def _se_tolera(reparo: Reparo) -> bool:
    """Sin evento, en una instalación que todavía no compromete lo que ya tenía de esa clase."""
    return reparo.porque == SIN_EVENTO and reparo.renglon.partition(":")[0] not in llavero.leer().ata_clases


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
    return SIN_EVENTO


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
