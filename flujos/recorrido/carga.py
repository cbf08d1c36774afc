"""Cuánto tiene a su cargo cada persona que revisa, y a quién le toca lo siguiente según su carga.

El peso es un entero sin unidad: el del tipo de la solicitud por el del tramo de conceptos en que cae (`carga.pesos`).
Todo sale de `Pendiente`, que sólo tiene lo abierto.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Sum, Value, When

from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.personas.ausencias import ausentes
from cuentas.reloj import dia_de
from dictamenes.models import Participacion, Revision
from dictamenes.reglas.participacion import motivo_para_no_participar
from flujos.models import Pendiente
from flujos.recorrido.etapas import DEL_ENTE, NUESTRAS

REVISAN = tuple(dict.fromkeys(etapa.papel.clave for etapa in NUESTRAS))


@dataclass(frozen=True)
class Eleccion:
    """A quién le toca y cuánto pesaba lo que ya tenía; si no hay nadie, `motivo` dice por qué."""

    persona: Usuario | None
    peso: int = 0
    motivo: str = ""


def peso() -> Sum:
    """La suma del peso de las tareas, como agregado de una consulta sobre `Pendiente`."""
    pesos = parametro("carga.pesos")
    tramos = sorted(((int(desde), peso) for desde, peso in pesos["conceptos"].items()), reverse=True)
    tipo = _segun([When(tipo=tipo, then=Value(peso)) for tipo, peso in pesos["tipos"].items()], pesos["tipos"]["otros"])
    tramo = _segun([When(conceptos__gte=desde, then=Value(peso)) for desde, peso in tramos], 1)
    return Sum(tipo * tramo)


def pesos_de(personas: Iterable[Usuario]) -> dict[int, int]:
    """Lo que pesa hoy lo que tiene a su cargo cada persona; quien no tiene nada, 0. Una consulta."""
    numeros = [persona.pk for persona in personas]
    suyas = Pendiente.objects.filter(encargada__in=numeros).exclude(etapa__in=DEL_ENTE)
    return dict.fromkeys(numeros, 0) | dict(suyas.order_by().values_list("encargada").annotate(pesa=peso()))


def elegir(revision: Revision, en: datetime, *, menos: int | None = None) -> Eleccion:
    """La persona del área con menos peso que puede opinar; a igual peso, la que se dio de alta antes.

    No se elige a quien está ausente, impedida o ya tuvo otra función en el asunto, ni a `menos`.
    """
    dia = dia_de(en)
    del_area = list(Usuario.objects.nombradas(dia, papel="tecnico", area=revision.area).exclude(pk=menos or 0))
    fuera = ausentes(dia)
    presentes = [persona for persona in del_area if persona.pk not in fuera]
    pesos = pesos_de(presentes)
    for persona in sorted(presentes, key=lambda p: (pesos[p.pk], p.pk)):
        if puede(persona, "revision.opinar", revision.area) and not _impedida(revision, persona):
            return Eleccion(persona, pesos[persona.pk])
    return Eleccion(None, motivo=_por_que_nadie(revision, len(del_area), len(presentes)))


def _segun(casos: list[When], si_no: int) -> Case:
    return Case(*casos, default=Value(si_no), output_field=IntegerField())


def _impedida(revision: Revision, persona: Usuario) -> str:
    return motivo_para_no_participar(revision.solicitud, persona, Participacion.Funcion.OPINA)


def _por_que_nadie(revision: Revision, del_area: int, presentes: int) -> str:
    if not del_area:
        return f"Nadie más dictamina hoy en {revision.area}."
    partes: list[tuple[int, Any]] = [(del_area - presentes, "ausente"), (presentes, "impedida o con otra función")]
    return f"Nadie de {revision.area} puede: {', '.join(f'{n} {que}' for n, que in partes if n)}."
