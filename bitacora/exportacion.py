"""Sacar la bitácora: entera, para que otro la compruebe sin la base, o sólo los eventos de unos objetos.

Todo sale en flujo, con memoria constante; el formato es de `verificador.exportacion`, que es quien lo lee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction
from django.db.models import Q

from bitacora.cadena import anotar, cabeza, eslabones, leer, renglones
from bitacora.lapidas import cancelados_de_antes, lo_que_las_prueba
from bitacora.models import Ancla, Evento, EventoQuerySet
from verificador import exportacion as forma
from verificador.anclas import Ancla as AnclaLeida
from verificador.arbol import Arbol, Pruebas
from verificador.lapidas import raiz_de_campos
from verificador.lectura import MIGRACION

FECHA = (1980, 1, 1, 0, 0, 0)  # los mismos hechos dan los mismos bytes
TROZO = 64 * 1024
LEEME = """Exportación de la bitácora, hasta el evento {hasta} (eslabón {eslabon}).

  bitacora.jsonl  un evento por renglón, en orden. «eslabon» es el SHA-256 del renglón (RFC 8785: accion, actor, clave,
                  en, formato, huella, n, objeto, previo) y «previo», el eslabón anterior. «huella» es la raíz de las
                  hojas de sus datos, una por campo; en los de formato 1, que no llevan clave ni formato, el SHA-256 de
                  la sal y los datos. Con la sal vacía, los datos se cancelaron: «hojas» prueba lo que se conserva y
                  después vienen quién lo propuso y quién lo confirmó. El cálculo, en verificador/LEEME.md.
  anclas.jsonl    lo que el sello institucional firmó cada tanto: evento, eslabón y raíz de Merkle (RFC 6962) de todos
                  los eslabones. «cms» es el sobre firmado y con estampa de tiempo (RFC 3161), en base64.
  indice.json     a qué evento llega y con qué eslabón.

Para comprobarla no hace falta este sistema ni su base; bastan el programa verificador, la carpeta de raíces de
confianza y el certificado del sello, que conviene pedir por otra vía:

  python -m verificador bitacora ESTE_ARCHIVO --raices CARPETA --sello CERTIFICADO

Compárela además con lo que esté fuera del alcance de quien administra la base: la carpeta o cubeta de anclas
(--anclas CARPETA), los correos diarios y el pie de los documentos (--consta EVENTO:ESLABÓN).
"""


def exportar(hasta: int, anclas: Iterable[AnclaLeida]) -> Iterator[bytes]:
    """El ZIP de la bitácora hasta ese evento, en trozos; con los mismos eventos y anclas, los mismos bytes.

    Van todas las anclas, también la que diga que hubo más eventos: callarla escondería que la bitácora se cortó.
    """
    ultima = Evento.objects.get(n=hasta)
    leeme = LEEME.format(hasta=hasta, eslabon=ultima.eslabon).encode()
    return _en_zip([
        (forma.LEEME, [leeme]),
        (forma.INDICE, [forma.indice(hasta, ultima.eslabon)]),
        (forma.ANCLAS, map(forma.linea_de_ancla, anclas)),
        (forma.EVENTOS, map(forma.linea, renglones(hasta=hasta))),
    ])


def sacar(anclas: Iterable[AnclaLeida], *, por: Any, en: datetime) -> tuple[int, Iterator[bytes]]:
    """Exporta hasta el último evento y deja dicho quién la sacó (None: la orden). Devuelve hasta cuál, y los trozos.

    `anclas`: todas las que había al pedirlo, en orden, contadas antes que los eventos: las de después dirían que falta.
    """
    hasta, eslabon = cabeza()
    with transaction.atomic():
        anotar("bitacora.exportada", "bitacora:eventos", por=por, en=en, datos={"hasta": hasta, "eslabon": eslabon})
    return hasta, exportar(hasta, anclas)


def extracto(eventos: EventoQuerySet, *, ancla: Ancla | None = None) -> Iterator[bytes]:
    """Esos eventos, cada uno con la prueba de que está en la bitácora que firmó el ancla (sin ella, la última).

    `eventos` es una consulta sin cortar: `Evento.objects.de(solicitud)`, o con `filter(objeto__in=…)` para varios
    objetos. Entrega renglones JSONL; el primero es la cabecera con el ancla y las pruebas de que continúa a otras que
    quien lo lea puede tener (RFC 6962). Los eventos posteriores al ancla salen con «prueba» nula. Si alguno tiene sus
    datos cancelados, va también lo que lo prueba. Con los mismos eventos y la misma `ancla`, los mismos bytes. Se
    comprueba, sin base, con `python -m verificador bitacora extracto.jsonl`. Cuesta leer todos los eslabones: cien mil,
    unas décimas.
    """
    ancla = ancla or Ancla.objects.order_by("numero").last()
    prueban = list(lo_que_las_prueba(eventos).values_list("n", flat=True))
    de_campos = _pruebas_de_campos(list(cancelados_de_antes(eventos).values_list("n", flat=True)))
    eventos = Evento.objects.filter(Q(n__in=eventos.order_by().values("n")) | Q(n__in=prueban))
    numeros = list(eventos.order_by("n").values_list("n", flat=True))
    antes = _que_alguien_puede_tener(ancla)
    pruebas = _pruebas([n for n in numeros if ancla and n <= ancla.n], ancla, antes)
    consistencia = {a.numero: pruebas.consistencia(a.n, a.frontera[-1]) for a in antes} if pruebas else {}
    yield forma.cabecera_de_extracto(ancla.leida() if ancla else None, len(numeros), consistencia)
    for renglon in leer(eventos):
        cubierto = pruebas and ancla and renglon.n <= ancla.n
        camino = pruebas.de(renglon.n - 1) if pruebas and cubierto else None
        yield forma.linea_de_extracto(renglon, camino, de_campos.get(renglon.n))


def _que_alguien_puede_tener(ancla: Ancla | None) -> list[Ancla]:
    """La primera, y hacia atrás las que están a 1, 2, 4, 8… de ésta: quien guarda anclas tiene alguna, y cerca."""
    if ancla is None:
        return []
    atras = {1, *(ancla.numero - (1 << k) for k in range(ancla.numero.bit_length()))} - {ancla.numero}
    return list(Ancla.objects.filter(numero__in=atras).order_by("numero"))


def _pruebas(numeros: list[int], ancla: Ancla | None, antes: list[Ancla]) -> Pruebas | None:
    """El árbol hasta el ancla, con lo que piden esos eventos y las anclas anteriores."""
    if not numeros or ancla is None:
        return None
    pruebas = Pruebas([n - 1 for n in (*numeros, *(anterior.n for anterior in antes))], ancla.n, Arbol())
    for eslabon in eslabones(0, ancla.n):
        pruebas.agregar(eslabon)
    return pruebas


def _pruebas_de_campos(numeros: list[int]) -> dict[int, list[str]]:
    """El camino de la raíz de campos de cada uno a la que comprometió el evento de migración: relee lo anterior."""
    migracion = Evento.objects.filter(accion=MIGRACION).first() if numeros else None
    if migracion is None:
        return {}
    pruebas = Pruebas([n - 1 for n in numeros], migracion.n - 1, Arbol())
    for renglon in renglones(hasta=migracion.n - 1):
        pruebas.agregar(raiz_de_campos(renglon))
    return {n: pruebas.de(n - 1) for n in numeros}


class _Cinta(RawIOBase):
    """Donde el ZIP escribe sin poder volver atrás; lo escrito se va sacando."""

    def __init__(self) -> None:
        self._escrito: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, datos: object) -> int:
        trozo = bytes(datos)  # type: ignore[call-overload]  # un búfer, que Python 3.11 no sabe nombrar
        self._escrito.append(trozo)
        return len(trozo)

    def sacar(self) -> bytes:
        escrito, self._escrito = b"".join(self._escrito), []
        return escrito


def _en_zip(piezas: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    cinta = _Cinta()
    with ZipFile(cinta, "w", ZIP_DEFLATED, compresslevel=1) as sobre:
        for nombre, lineas in piezas:
            ficha = ZipInfo(nombre, FECHA)
            ficha.compress_type = ZIP_DEFLATED
            with sobre.open(ficha, "w", force_zip64=True) as archivo:
                for junto in _juntar(lineas):
                    archivo.write(junto)
                    if escrito := cinta.sacar():
                        yield escrito
    yield cinta.sacar()


def _juntar(lineas: Iterable[bytes]) -> Iterator[bytes]:
    junto: list[bytes] = []
    largo = 0
    for linea in lineas:
        junto.append(linea)
        largo += len(linea)
        if largo >= TROZO:
            yield b"".join(junto)
            junto, largo = [], 0
    yield b"".join(junto)
