"""La tabla de los casos: se escribe con cada evento, en su transacción, y de ella se leen los tableros y sus listas.

Una fila es función de los eventos de su asunto y se calcula entera cada vez, así que no importa en qué orden lleguen
ni cuándo hayan ocurrido. Lo importado no está aquí: ya tiene su tabla, y se cuenta con el mismo plegado.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Manager, Q

from bitacora.models import Evento
from cuentas.reloj import HERMOSILLO, dia_de
from indicadores.cifra.conteo import CANCELADA, RECIBIDA, Asunto, Clave, plegar
from indicadores.cifra.recorrido import ACCIONES, PRESENTADA, Caso, Recorrido, caso_de
from indicadores.models import CasoContado, RegistroHistorico

PROPIO, HISTORICO = "solicitud:", "historico:"
POR_TANDA = 500
LIGERAS = ("recibida", "ente", "tipo", "atendida", "conclusion")
IMPORTADAS = ("folio", "ente", "anterior__nombre", "ente_texto", "tipo", "fecha_recibida", "fecha_atendida",
              "conclusion", "importe")


def seguir(evento: Evento) -> None:
    """Pone al día la fila de su asunto. Quien anota tiene la cabeza de la cadena: pasan de uno en uno."""
    if evento.accion in ACCIONES and evento.objeto.startswith(PROPIO):
        asentar([evento.objeto])


def asentar(
    claves: list[str], eventos: Manager[Any] = Evento.objects, casos: Manager[Any] = CasoContado.objects
) -> None:
    """Escribe lo que la bitácora dice de esos asuntos. Los modelos se dicen en una migración, que usa los suyos."""
    suyos = eventos.filter(objeto__in=claves, accion__in=ACCIONES).order_by("objeto", "n")
    leidos: dict[str, tuple[Recorrido, list[tuple[int, date]]]] = {}
    for clave, n, accion, en, datos in suyos.values_list("objeto", "n", "accion", "en", "datos_evento__datos"):
        recorrido, constan = leidos.setdefault(clave, (Recorrido(), []))
        recorrido.seguir(accion, en, datos)
        constan.append((n, dia_de(en)))
    filas = [
        casos.model(clave=clave, n=constan[0][0], movido=max(dia for _, dia in constan), pasos=recorrido.como_texto(),
                    **_resumen(recorrido))
        for clave, (recorrido, constan) in leidos.items() if any(hecho.clase == RECIBIDA for hecho in recorrido.hechos)
    ]
    campos = [campo.name for campo in casos.model._meta.concrete_fields if not campo.primary_key]
    casos.bulk_create(filas, update_conflicts=True, unique_fields=["clave"], update_fields=campos)


def rehacer(eventos: Manager[Any] = Evento.objects, casos: Manager[Any] = CasoContado.objects) -> None:
    """Escribe de nuevo la tabla entera, de tanda en tanda."""
    casos.all().delete()
    presentadas, visto = eventos.filter(accion=PRESENTADA, objeto__startswith=PROPIO).order_by("n"), 0
    while tanda := list(presentadas.filter(n__gt=visto).values_list("n", "objeto")[:POR_TANDA]):
        asentar([clave for _, clave in tanda], eventos, casos)
        visto = tanda[-1][0]


def asuntos_al(corte: date, ente: int | None = None) -> Iterator[Asunto]:
    """Los recibidos y no cancelados hasta el final de ese día en Hermosillo, de ese ente o de todos."""
    filas = _filas(corte, ente)
    yield from (_asunto(*fila) for fila in filas.filter(movido__lte=corte, cuenta=True).values_list(*LIGERAS))
    yield from (caso.asunto for caso in _leidos(corte, filas.filter(movido__gt=corte)))
    yield from (caso.asunto for caso in _importados(corte, ente, date.min))


def casos_al(corte: date, anios: tuple[int, ...], ente: int | None = None) -> Iterator[Caso]:
    """Los mismos con su recorrido, salvo los que no cuentan en esos años: lo de mucho antes y lo que llegó después."""
    desde, hasta = min(date(min(anios), 1, 1), corte), date(max(anios), 12, 31)
    vivos = Q(movido__gte=desde) | Q(atendida=None, cuenta=True)
    yield from _leidos(corte, _filas(min(corte, hasta), ente).filter(vivos))
    yield from _importados(corte, ente, desde)


def _filas(corte: date, ente: int | None) -> Any:
    recibidas = CasoContado.objects.filter(recibida__lte=corte).order_by("n")
    return recibidas.filter(ente=ente) if ente else recibidas


def _leidos(corte: date, filas: Any) -> Iterator[Caso]:
    """Los casos de esas filas; lo que se movió después del corte se recorta."""
    for clave, movido, cuenta, pasos, *asunto in filas.values_list("clave", "movido", "cuenta", "pasos", *LIGERAS):
        recorrido = Recorrido.de_texto(pasos)
        if movido <= corte and cuenta:
            yield Caso(clave, _asunto(*asunto), recorrido)
        elif movido > corte and (caso := caso_de(clave, recorrido.al(corte))):
            yield caso


def _asunto(recibida: date, ente: int | None, *resto: Any) -> Asunto:
    return Asunto(recibida, ente or "", *resto)


def _importados(corte: date, ente: int | None, desde: date) -> Iterator[Caso]:
    """Los de antes del sistema, sin etapas; su importe consta desde el día en que se recibieron."""
    vivos = RegistroHistorico.objects.filter(Q(fecha_atendida=None) | Q(fecha_atendida__gte=desde))
    suyos = vivos.filter(fecha_recibida__lte=corte, **({"ente": ente} if ente else {})).order_by("pk")
    for folio, *quien, tipo, recibida, atendida, conclusion, importe in suyos.values_list(*IMPORTADAS):
        inicio = datetime.combine(recibida, time.min, tzinfo=HERMOSILLO)
        asunto = Asunto(recibida, ente_de(quien), tipo)
        if atendida and atendida <= corte:
            asunto.atendida, asunto.conclusion = atendida, conclusion
        yield Caso(f"{HISTORICO}{folio}", asunto, Recorrido(importes=[] if importe is None else [(inicio, importe)]))


def ente_de(quien: Iterable[Clave | None]) -> Clave:
    """Con qué se cuenta el ente de un importado: su clave, el nombre que tenía o, si no, lo que dice el archivo."""
    return next(filter(None, quien))


def _resumen(recorrido: Recorrido) -> dict[str, Any]:
    """Lo que se busca de un asunto, como queda con todo lo que le ha pasado; lo cancelado deja de contar."""
    (asunto,) = plegar([hecho for hecho in recorrido.hechos if hecho.clase != CANCELADA], date.max)
    return {
        "recibida": asunto.recibida, "ente": asunto.ente or None, "tipo": asunto.tipo, "atendida": asunto.atendida,
        "conclusion": asunto.conclusion, "cuenta": all(hecho.clase != CANCELADA for hecho in recorrido.hechos),
    }
