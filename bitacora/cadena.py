"""Escribir en la cadena y comprobarla."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from bitacora import ataduras, llavero
from bitacora.llavero import EtiquetaFalsa, Llave
from bitacora.models import Ancla, DatosEvento, Evento, EventoQuerySet, clave_de, en_utc
from verificador.anclas import Ancla as AnclaLeida
from verificador.arbol import Arbol
from verificador.cadena import ORIGEN, eslabon, huella_de_datos
from verificador.hojas import raiz
from verificador.lapidas import raiz_de_campos
from verificador.lectura import MIGRACION, Comprometido, Juez, Resultado, recorrer
from verificador.renglon import Defecto, Renglon

if TYPE_CHECKING:
    from verificador.testigos.informe import Informe  # pesa: trae con qué juzgar sellos

CANDADO_DE_CADENA = 7_794_427
CAMPOS = (
    "n", "en", "por_id", "accion", "objeto", "huella", "previo", "eslabon", "datos_evento__sal", "datos_evento__datos",
    "formato", "clave", "datos_evento__hojas",
)
FORMATO = 2
_PROYECTORES: list[Callable[[Evento], None]] = []
_COMPROBADORES: list[str] = []


class FueraDeTransaccion(RuntimeError):
    """Un evento se anota en la misma transacción que el hecho que cuenta."""


def anotar(
    accion: str,
    objeto: models.Model | str,
    *,
    por: Any,
    en: datetime,
    datos: Mapping[str, object] | None = None,
    clave: str | None = None,
    ata: Iterable[models.Model] = (),
) -> Evento:
    """Agrega un evento al final de la cadena. Conviene llamarla al final: retiene la cabeza hasta el commit.

    `por` es la persona que actúa (None = sistema); `en`, el momento con zona; `datos` no admite flotantes; `ata`, los
    renglones ya guardados cuyo contenido cierra (bitacora/ataduras.py).
    Lanza `FueraDeTransaccion`, o `IntegrityError` si `clave` ya se usó.
    """
    if not connection.in_atomic_block:
        raise FueraDeTransaccion(accion)
    contenidos = ataduras.por_cerrar(accion, ata)
    _tomar_cabeza()
    llave = _llave(en)
    n, previo, formato = _ultimo()
    if accion == MIGRACION:
        formato = FORMATO
    elif formato < FORMATO and settings.BITACORA_LLAVERO_SE_CREA:
        comprometer_hojas(por=None, en=en)
        n, previo, formato = _ultimo()
    canonicos, sal = _canonicos(datos or {}), secrets.token_hex(16)
    if contenidos:
        canonicos[ataduras.ATA] = {que: ataduras.raiz_de(n + 1, sal, que, dice) for que, dice in contenidos.items()}
    evento = Evento(
        n=n + 1,
        en=en,
        por=por,
        accion=accion,
        objeto=clave_de(objeto),
        clave=clave,
        huella=raiz(n + 1, canonicos, sal) if formato > 1 else huella_de_datos(canonicos, sal),
        previo=previo,
        formato=formato,
    )
    evento.eslabon = eslabon(**eslabonado(evento))
    if llave:
        evento.llave, evento.etiqueta = llave.id, llave.etiqueta(evento.n, evento.eslabon, clave)
    evento.save(force_insert=True)
    DatosEvento.objects.create(evento=evento, sal=sal, datos=canonicos)
    for proyectar in _PROYECTORES:
        proyectar(evento)
    return evento


def _llave(en: datetime) -> Llave | None:
    """La vigente, leída con la cabeza tomada; donde el llavero se crea solo (demostración, pruebas), lo abre.

    None mientras una instalación anterior no abra el suyo, para poder cambiarla sin detenerla; en una nueva, o en una
    que ya lo tenía, `SinLlavero`.
    """
    if (abierto := llavero.leer()).llaves:
        return abierto.vigente
    if settings.BITACORA_LLAVERO_SE_CREA:
        return estrenar_llave(por=None, en=en)
    ultima = Evento.objects.order_by("-n").values_list("llave", flat=True).first()
    return None if ultima == "" else abierto.vigente


@transaction.atomic
def estrenar_llave(*, por: Any, en: datetime) -> Llave:
    """Agrega una llave al llavero, o lo abre; desde el evento que lo dice, las anteriores ya no valen.

    Sin llavero y con eventos: `llavero.abierto` si ninguno traía etiqueta; `llavero.repuesto` si la llave se perdió.
    Primero el archivo y después el evento: si el proceso muere entre los dos, el que siga ya sale con la nueva.
    """
    _tomar_cabeza()
    antes = Evento.objects.order_by("-n").values_list("n", "llave").first() or (0, "")
    habia = llavero.leer().llaves
    nueva = llavero.agregar(desde=antes[0] + 1)
    accion = "llavero.rotado" if habia else "llavero.repuesto" if antes[1] else "llavero.abierto"
    if antes[0]:
        anotar(accion, f"llave:{nueva.id}", por=por, en=en, datos={"llave": nueva.id, "anterior": antes[1]})
    comprometer_hojas(por=por, en=en)
    return nueva


@transaction.atomic
def comprometer_hojas(*, por: Any, en: datetime) -> Evento | None:
    """Pasa al formato 2: un evento compromete la raíz de los campos de cada uno de los anteriores. None si ya se hizo.

    Lee la bitácora entera con la cabeza tomada: con cien mil eventos, unos segundos sin que nadie más anote.
    """
    _tomar_cabeza()
    n, _, formato = _ultimo()
    if formato == FORMATO:
        return None
    arbol = Arbol()
    for renglon in renglones():
        arbol.agregar(raiz_de_campos(renglon))
    return anotar(MIGRACION, "bitacora:eventos", por=por, en=en, datos={"hasta": n, "raiz": arbol.raiz})


def proyectar_con(proyectar: Callable[[Evento], None]) -> None:
    """Se llamará con cada evento ya escrito, en su transacción y con la cabeza tomada: de uno en uno."""
    _PROYECTORES.append(proyectar)


def comprobar_con(ruta: str) -> None:
    """Con qué función se comprueba la bitácora entera: lo dice quien sabe dónde están las anclas y qué sello vale."""
    _COMPROBADORES.append(ruta)


def comprobar(en: datetime) -> Informe:
    """La bitácora entera contra su cadena, sus anclas de dentro y de fuera y sus testigos, a la hora `en`."""
    verificar: Callable[[datetime], Informe] = import_string(_COMPROBADORES[-1])  # pesa: sólo cuando se pide
    return verificar(en)


def _ultimo() -> tuple[int, str, int]:
    return Evento.objects.order_by("-n").values_list("n", "eslabon", "formato").first() or (0, ORIGEN, FORMATO)


def cabeza() -> tuple[int, str]:
    """Número y eslabón del último evento."""
    return Evento.objects.order_by("-n").values_list("n", "eslabon").first() or (0, ORIGEN)


class AnclaImpresa(TypedDict):
    """Hasta dónde estaba firmada la bitácora al hacerse un documento."""

    numero: int
    n: int
    eslabon: str


class SinAncla(TypedDict):
    """Todavía no hay ninguna: vacío."""


def ultima_ancla(antes_de: int | None = None) -> AnclaImpresa | SinAncla:
    """La que se imprime en los documentos, lista para congelarse con sus datos; vacía si aún no hay.

    `antes_de`: la última que no alcanza a ese evento. Las que vengan ya lo alcanzan, así que un documento que no se
    guarda sino que se rehace lleva siempre la misma.
    """
    previas = Ancla.objects.all() if antes_de is None else Ancla.objects.filter(n__lt=antes_de)
    ultima = previas.order_by("-numero").first()
    return {"numero": ultima.numero, "n": ultima.n, "eslabon": ultima.eslabon} if ultima else {}


def verificar_cadena(
    desde: AnclaLeida | None = None, *, fuera: Iterable[AnclaLeida] = (), juez: Juez | None = None,
    visto: Comprometido | None = None,
) -> Resultado:
    """Recorre la cadena y sus anclas con memoria constante y nombra el primer evento que no casa.

    Cada evento debe llevar la etiqueta del llavero. `desde`: un ancla ya comprobada; sólo se revisa lo que le sigue.
    `fuera`, `juez` y `visto`, como en `recorrer`.
    """
    return recorrer(
        _etiquetados(desde.n if desde else 0), anclas(desde.numero if desde else 0), fuera=fuera, desde=desde,
        juez=juez, visto=visto,
    )


def renglones(tras: int = 0, hasta: int | None = None) -> Iterator[Renglon]:
    """Los eventos con sus datos, en orden y sin armar modelos: después de `tras` y a lo más hasta `hasta`.

    Van también los que alguien haya puesto antes del primero: no se calla ninguno.
    """
    return leer(_entre(tras, hasta))


def leer(eventos: EventoQuerySet) -> Iterator[Renglon]:
    """Los de esa consulta, del más antiguo al más reciente."""
    return (renglon for renglon, _ in _leer(eventos))


def con_etiqueta(eventos: EventoQuerySet) -> Iterator[tuple[Renglon, str, str]]:
    """Los de esa consulta, cada uno con la llave de su etiqueta y su etiqueta."""
    return ((renglon, llave, etiqueta) for renglon, (llave, etiqueta) in _leer(eventos, "llave", "etiqueta"))


def _leer(eventos: EventoQuerySet, *demas: str) -> Iterator[tuple[Renglon, tuple[Any, ...]]]:
    """Cada uno con lo demás que se pida de él."""
    cuantos = len(CAMPOS)
    for fila in eventos.order_by("n").values_list(*CAMPOS, *demas).iterator(chunk_size=2000):
        n, en, por = fila[:3]
        yield Renglon._make((n, en_utc(en), _actor(por), *fila[3:cuantos])), fila[cuantos:]


def _entre(tras: int, hasta: int | None = None) -> EventoQuerySet:
    eventos = Evento.objects.filter(Q(n__gt=tras) | Q(n__lt=1)) if tras else Evento.objects.all()
    return eventos if hasta is None else eventos.filter(n__lte=hasta)


def _etiquetados(tras: int) -> Iterator[Renglon]:
    """Los mismos, y después de cada uno su etiqueta: `Defecto` si no la puso este sistema.

    Va después para que, de lo que además no encadene, se diga eso.
    """
    exigir = llavero.leer().exigir
    for renglon, llave, etiqueta in con_etiqueta(_entre(tras)):
        yield renglon
        try:
            exigir(n=renglon.n, eslabon=renglon.eslabon, clave=renglon.clave, llave=llave, etiqueta=etiqueta)
        except EtiquetaFalsa as falsa:
            raise Defecto(renglon.n, str(falsa)) from falsa


def eslabonado(evento: Evento) -> dict[str, Any]:
    """Lo que entra en su eslabón, con los nombres de `verificador.cadena.eslabon`."""
    dicho = {
        "n": evento.n, "en": en_utc(evento.en), "actor": _actor(evento.por_id), "accion": evento.accion,
        "objeto": evento.objeto, "huella": evento.huella, "previo": evento.previo,
    }
    return dicho if evento.formato == 1 else {**dicho, "formato": evento.formato, "clave": evento.clave}


def eslabones(tras: int, hasta: int) -> Iterator[str]:
    """Los eslabones que siguen al evento `tras` y hasta `hasta`: las hojas con que crece el árbol."""
    suyos = Evento.objects.filter(n__gt=tras, n__lte=hasta).order_by("n")
    return suyos.values_list("eslabon", flat=True).iterator(chunk_size=5000)


def anclas(tras: int = 0) -> Iterator[AnclaLeida]:
    """Las anclas en orden, después de la número `tras`."""
    return (ancla.leida() for ancla in Ancla.objects.filter(numero__gt=tras).order_by("numero").iterator(500))


def _actor(por: int | None) -> str:
    return f"usuario:{por}" if por else "sistema"


def _canonicos(datos: Mapping[str, object]) -> dict[str, Any]:
    canonicos: dict[str, Any] = json.loads(
        json.dumps(datos, cls=DjangoJSONEncoder), parse_float=_rechazar_flotante
    )
    return canonicos


def _rechazar_flotante(texto: str) -> Any:
    raise ValueError(f"La bitácora no admite flotantes: {texto}. Use Decimal o texto.")


def _tomar_cabeza() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CANDADO_DE_CADENA])
