"""El juez de la tabla de los casos: la bitácora leída de corrido, con la definición publicada."""

from __future__ import annotations

from datetime import date

from bitacora.models import Evento
from indicadores.cifra.conteo import contar, plegar
from indicadores.cifra.historia import ACCIONES, Historia, caso_de
from indicadores.cifra.proyeccion import asuntos_al, casos_al, rehacer
from indicadores.cifra.registro import hechos_al, sabido_hasta
from indicadores.models import CasoContado


def exigir_la_tabla_al_dia(*cortes: date) -> None:
    """La tabla es la que saldría de rehacerla; y a esos cortes cuenta y recorre lo que dice la bitácora."""
    guardada = list(CasoContado.objects.order_by("n").values())
    rehacer()
    assert guardada == list(CasoContado.objects.order_by("n").values())
    hechos, historias = hechos_al(sabido_hasta()), _historias()
    for corte in cortes:
        asuntos = plegar(hechos, corte)
        for anio in (corte.year - 1, corte.year):
            assert contar(list(asuntos_al(corte)), anio, corte) == contar(asuntos, anio, corte)
        todos = range(1990, corte.year + 1)
        propios = [caso for caso in casos_al(corte, tuple(todos)) if caso.clave in historias]
        dichos = [caso_de(clave, historia.al(corte)) for clave, historia in historias.items()]
        assert [_dicho(caso) for caso in propios] == [_dicho(caso) for caso in dichos if caso]


def _historias() -> dict[str, Historia]:
    """Cada solicitud con todo lo que le pasó, evento por evento y sin la tabla."""
    historias: dict[str, Historia] = {}
    eventos = Evento.objects.filter(objeto__startswith="solicitud:", accion__in=ACCIONES).order_by("n")
    for objeto, accion, en, datos in eventos.values_list("objeto", "accion", "en", "datos_evento__datos"):
        historias.setdefault(objeto, Historia()).seguir(accion, en, datos or {})
    return historias


def _dicho(caso):
    """Lo que se cuenta de un caso, sin lo que sólo sirve para seguirlo."""
    r = caso.historia
    return caso.clave, caso.asunto, caso.resultado, r.tramos, r.opiniones, r.encargos, r.totales
