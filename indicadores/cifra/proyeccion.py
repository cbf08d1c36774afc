"""La tabla de los casos: se escribe con cada evento, en su transacción, y de ella se leen los tableros y sus listas.

Una fila es función de los eventos de su asunto y se calcula entera cada vez, así que no importa en qué orden lleguen
ni cuándo hayan ocurrido. Lo anterior al sistema entra con el evento en que se importó su lote, y ya no cambia.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, TextField, Value, When

from bitacora.models import Evento
from cuentas.reloj import HERMOSILLO, dia_de
from indicadores.cifra.conteo import CANCELADA, RECIBIDA, Asunto, Clave, Hecho, plegar
from indicadores.cifra.historia import ACCIONES, PRESENTADA, Caso, Historia, caso_de
from indicadores.models import CasoContado, LoteHistorico, RegistroHistorico

PROPIO, HISTORICO = "solicitud:", "historico:"
IMPORTADO = "historico.importado"
POR_TANDA = 500
DE_CASO = ("clave", "movido", "cuenta", "recibida", "ente", "ente_texto", "tipo", "atendida", "conclusion")
DE_REGISTRO = ("folio", "ente", "anterior__nombre", "ente_texto", "tipo", "fecha_recibida", "fecha_atendida",
               "conclusion", "importe", "lote__montos")
SIN_LEER = Historia()


class Mesa(NamedTuple):
    """De dónde se lee y dónde se escribe; una migración trae sus propios modelos."""

    evento: type[Evento] = Evento
    registro: type[RegistroHistorico] = RegistroHistorico
    caso: type[CasoContado] = CasoContado


HOY = Mesa()


def seguir(evento: Evento) -> None:
    """Pone al día lo que toca ese evento. Quien anota tiene la cabeza de la cadena: pasan de uno en uno."""
    if evento.accion == IMPORTADO:
        _asentar_lote(evento.n, evento.objeto, HOY)
    elif evento.accion in ACCIONES and evento.objeto.startswith(PROPIO):
        _asentar([evento.objeto], HOY)


def rehacer(mesa: Mesa = HOY) -> None:
    """Escribe de nuevo la tabla entera, de tanda en tanda."""
    mesa.caso.objects.all().delete()
    presentadas, visto = mesa.evento.objects.filter(accion=PRESENTADA, objeto__startswith=PROPIO).order_by("n"), 0
    while tanda := list(presentadas.filter(n__gt=visto).values_list("n", "objeto")[:POR_TANDA]):
        _asentar([clave for _, clave in tanda], mesa)
        visto = tanda[-1][0]
    for n, lote in mesa.evento.objects.filter(accion=IMPORTADO).order_by("n").values_list("n", "objeto"):
        _asentar_lote(n, lote, mesa)


def asuntos_al(corte: date, ente: int | None = None) -> Iterator[Asunto]:
    """Los recibidos y no cancelados hasta el final de ese día en Hermosillo, de ese ente o de todos."""
    return (caso.asunto for caso in _leer(corte, _filas(corte, ente), con_historia=Q(movido__gt=corte)))


def recibidas_al(corte: date, ente: int | None = None) -> dict[int, int]:
    """Cuántas se recibieron cada año hasta ese día, también las que después se cancelaron o se acumularon."""
    por_anio = _filas(corte, ente).order_by().values_list("recibida__year").annotate(cuantas=Count("pk"))
    return dict(por_anio.values_list("recibida__year", "cuantas"))


def casos_al(corte: date, anios: Iterable[int], ente: int | None = None) -> Iterator[Caso]:
    """Los mismos con su historia, salvo los que no cuentan en esos años: lo de mucho antes y lo que llegó después."""
    desde, hasta = min(date(min(anios), 1, 1), corte), min(date(max(anios), 12, 31), corte)
    vivos = Q(movido__gte=desde) | Q(atendida=None, cuenta=True)
    return _leer(corte, _filas(hasta, ente).filter(vivos), con_historia=Q())


def ente_de(quien: Iterable[Clave | None]) -> Clave:
    """Con qué se cuenta el ente de un importado: su clave, el nombre que tenía o, si no, lo que dice el archivo."""
    return next(uno for uno in quien if uno)


def _asentar(claves: list[str], mesa: Mesa) -> None:
    """Escribe lo que la bitácora dice de esos asuntos; lo que no se ha recibido todavía no es un caso."""
    suyos = mesa.evento.objects.filter(objeto__in=claves, accion__in=ACCIONES).order_by("objeto", "n")
    leidos: dict[str, tuple[int, Historia, list[date]]] = {}
    for clave, n, accion, en, datos in suyos.values_list("objeto", "n", "accion", "en", "datos_evento__datos"):
        _, historia, dias = leidos.setdefault(clave, (n, Historia(), []))
        historia.seguir(accion, en, datos)
        dias.append(dia_de(en))
    _escribir((
        _fila(clave, *leido, mesa) for clave, leido in leidos.items()
        if any(hecho.clase == RECIBIDA for hecho in leido[1].hechos)
    ), mesa)


def _asentar_lote(n: int, lote: str, mesa: Mesa) -> None:
    """Los de antes del sistema, sin etapas; su total, si con IVA vino, consta desde el día en que se recibieron."""
    suyos, visto = mesa.registro.objects.filter(lote=int(lote.partition(":")[2])).order_by("pk"), 0
    while tanda := list(suyos.filter(pk__gt=visto).values_list("pk", *DE_REGISTRO)[:POR_TANDA]):
        _escribir((_importado(n, mesa, *registro) for _, *registro in tanda), mesa)
        visto = tanda[-1][0]


def _importado(n: int, mesa: Mesa, folio: str, *dicho: Any) -> CasoContado:
    *quien, tipo, recibida, atendida, conclusion, importe, montos = dicho
    hechos = [Hecho("", RECIBIDA, recibida, ente_de(quien), tipo)]
    if atendida:
        hechos.append(Hecho("", conclusion, atendida))
    inicio = datetime.combine(recibida, time.min, tzinfo=HERMOSILLO)
    totales = [] if importe is None or montos != LoteHistorico.Montos.TOTAL else [(inicio, importe)]
    dias = [hecho.dia for hecho in hechos]
    return _fila(f"{HISTORICO}{folio}", n, Historia(hechos=hechos, totales=totales), dias, mesa)


def _fila(clave: str, n: int, historia: Historia, dias: list[date], mesa: Mesa) -> CasoContado:
    """Lo que se busca de un asunto, como queda con todo lo que le ha pasado; lo cancelado deja de contar."""
    (asunto,) = plegar([hecho for hecho in historia.hechos if hecho.clase != CANCELADA], date.max)
    del_catalogo = isinstance(asunto.ente, int)
    return mesa.caso(
        clave=clave, n=n, ente=asunto.ente if del_catalogo else None, ente_texto="" if del_catalogo else asunto.ente,
        tipo=asunto.tipo, recibida=asunto.recibida, atendida=asunto.atendida, conclusion=asunto.conclusion,
        cuenta=all(hecho.clase != CANCELADA for hecho in historia.hechos), movido=max(dias),
        pasos=historia.como_texto(),
    )


def _escribir(filas: Iterable[CasoContado], mesa: Mesa) -> None:
    campos = [campo.name for campo in mesa.caso._meta.concrete_fields if not campo.primary_key]
    mesa.caso.objects.bulk_create(filas, update_conflicts=True, unique_fields=["clave"], update_fields=campos)


def _filas(recibidas_al: date, ente: int | None) -> QuerySet[CasoContado]:
    recibidas = CasoContado.objects.filter(recibida__lte=recibidas_al).order_by("n")
    return recibidas.filter(ente=ente) if ente else recibidas


def _leer(corte: date, filas: QuerySet[CasoContado], *, con_historia: Q) -> Iterator[Caso]:
    """Los casos de esas filas. Lo que se movió después del corte se recorta; lo demás, como quedó."""
    pasos = F("pasos") if not con_historia else Case(
        When(con_historia, then=F("pasos")), default=Value(""), output_field=TextField())
    for texto, clave, movido, cuenta, recibida, ente, ente_texto, *resto in filas.values_list(pasos, *DE_CASO):
        historia = Historia.de_texto(texto) if texto else SIN_LEER
        if movido > corte:
            if caso := caso_de(clave, historia.al(corte)):
                yield caso
        elif cuenta:
            yield Caso(clave, Asunto(recibida, ente or ente_texto, *resto), historia)
