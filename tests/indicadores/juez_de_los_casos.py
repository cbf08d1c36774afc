"""El juez de la tabla de los casos: la bitácora leída de corrido, con la definición publicada."""

from __future__ import annotations

from datetime import date

from bitacora.models import Evento
from indicadores.cifra.conteo import contar, plegar
from indicadores.cifra.proyeccion import asuntos_al, casos_al, rehacer
from indicadores.cifra.recorrido import Recorrido, caso_de
from indicadores.cifra.registro import hechos_al, sabido_hasta
from indicadores.models import CasoContado


def exigir_la_tabla_al_dia(*cortes: date) -> None:
    """La tabla es la que saldría de rehacerla; y a esos cortes cuenta y recorre lo que dice la bitácora."""
    guardada = list(CasoContado.objects.order_by("n").values())
    rehacer()
    assert guardada == list(CasoContado.objects.order_by("n").values())
    hechos, recorridos = hechos_al(sabido_hasta()), _recorridos()
    for corte in cortes:
        asuntos = plegar(hechos, corte)
        for anio in (corte.year - 1, corte.year):
            assert contar(list(asuntos_al(corte)), anio, corte) == contar(asuntos, anio, corte)
        todos = range(1990, corte.year + 1)
        propios = [caso for caso in casos_al(corte, tuple(todos)) if caso.clave in recorridos]
        dichos = [caso_de(clave, recorrido.al(corte)) for clave, recorrido in recorridos.items()]
        assert [_dicho(caso) for caso in propios] == [_dicho(caso) for caso in dichos if caso]


def _recorridos() -> dict[str, Recorrido]:
    """Cada solicitud con todo lo que le pasó, evento por evento y sin la tabla."""
    recorridos: dict[str, Recorrido] = {}
    eventos = Evento.objects.filter(objeto__startswith="solicitud:").order_by("n")
    for objeto, accion, en, datos in eventos.values_list("objeto", "accion", "en", "datos_evento__datos"):
        recorridos.setdefault(objeto, Recorrido()).seguir(accion, en, datos or {})
    return recorridos


def _dicho(caso):
    """Lo que se cuenta de un caso, sin lo que sólo sirve para seguirlo."""
    r = caso.recorrido
    return caso.clave, caso.asunto, caso.resultado, r.tramos, r.opiniones, r.encargos, r.importes
