"""El estado es función pura de los eventos, y el motor y los plazos lo siguen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS, STATUS

from dictamenes.models import Plazo, Prevencion
from dictamenes.models.dictamen import YA_FIRMADO
from dictamenes.models.dictamen import EstadoDeDictamen as ED
from dictamenes.models.solicitud import Estado as E
from dictamenes.tramite import TRANSICIONES, CualquierActo
from flujos.flows import DictamenFlow
from flujos.invariantes.casos import Caso, Renglon
from flujos.models import Proceso, Vinculo
from flujos.recorrido.etapas import ETAPAS, POR_ESTADO
from flujos.recorrido.pendientes import cola_de

C = Plazo.Clase
FIN_DEL_PROCESO: dict[str, str] = {
    E.EMITIDA: PROCESS.DONE, E.IMPROCEDENTE: PROCESS.DONE, E.DESECHADA: PROCESS.DONE,
    E.DESISTIDA: PROCESS.CANCELED, E.CANCELADA: PROCESS.CANCELED,
}
DE_DICTAMEN: dict[str, str] = {ED.EN_PREPARACION: "preparar", ED.POR_FIRMAR: "firma", ED.FIRMADO: "emitir"}
CON_PLAZO = {nodo.name for nodo in DictamenFlow.instance.nodes() if nodo._boundary_events}


class HistoriaImposible(ValueError):
    """Un evento que la tabla de transiciones no permite donde está."""


class Situacion(NamedTuple):
    """Dónde están una solicitud y su dictamen."""

    estado: str = E.BORRADOR
    dictamen: str | None = None


REGLAS: dict[str, list[CualquierActo]] = defaultdict(list)
for _regla in TRANSICIONES.values():
    REGLAS[_regla.evento].append(_regla)


def situacion_segun(eventos: Iterable[Renglon]) -> Situacion:
    """A dónde llevan los eventos de una solicitud, en orden. `HistoriaImposible` si alguno no procedía."""
    situacion = Situacion()
    for evento in eventos:
        if evento.accion in REGLAS:
            situacion = _avanzar(situacion, evento)
    return situacion


def _avanzar(antes: Situacion, evento: Renglon) -> Situacion:
    for regla in REGLAS[evento.accion]:
        posibles = regla.hacia or (antes.estado,)
        unico = posibles[0] if len(posibles) == 1 else ""
        hacia = evento.datos.get("hacia", unico)
        if hacia in posibles and _procede(antes, regla):
            return Situacion(hacia, regla.dictamen_hacia or antes.dictamen)
    dictamen = f", dictamen {antes.dictamen}" if antes.dictamen else ""
    raise HistoriaImposible(f"el evento {evento.n} «{evento.accion}» no procede desde {antes.estado}{dictamen}")


def _procede(antes: Situacion, regla: CualquierActo) -> bool:
    if regla.dictamen_desde:
        return antes.estado in regla.desde and antes.dictamen in regla.dictamen_desde
    return antes.estado in regla.desde and antes.dictamen not in YA_FIRMADO


def segun_sus_eventos(caso: Caso) -> Iterator[str]:
    """La columna `estado`, y la del dictamen, son las que dejan los eventos."""
    try:
        debido = situacion_segun(caso.eventos)
    except HistoriaImposible as error:
        yield str(error)
        return
    if caso.solicitud.estado != debido.estado:
        yield f"está en «{caso.solicitud.estado}» y sus eventos la dejan en «{debido.estado}»"
    dictamen = caso.dictamen.estado if caso.dictamen else None
    if dictamen != debido.dictamen:
        yield f"su dictamen está en «{dictamen}» y sus eventos lo dejan en «{debido.dictamen}»"


def motor_en_su_lugar(caso: Caso) -> Iterator[str]:
    """El motor tiene justo las tareas que el estado pide, y su proceso sigue o terminó según toca."""
    if caso.solicitud.estado == E.BORRADOR:
        if caso.proceso:
            yield "es un borrador y ya tiene proceso"
        return
    if caso.proceso is None:
        yield "no tiene proceso que la lleve"
        return
    debido = FIN_DEL_PROCESO.get(caso.solicitud.estado, PROCESS.NEW)
    if caso.proceso.status != debido:
        yield f"su proceso {caso.proceso.pk} está en {caso.proceso.status} y debería estar en {debido}"
    tiene = Counter(_nodo(t) for t in caso.vivas if t.flow_task_type != "TIMER")
    if tiene != (debidas := Counter(_debidas(caso))):
        yield f"el motor tiene {_lista(tiene)} y su estado «{caso.solicitud.estado}» pide {_lista(debidas)}"
    yield from _tareas_con_duenio(caso)
    yield from _temporizadores(caso)


def _debidas(caso: Caso) -> list[str]:
    estado = caso.solicitud.estado
    if estado == E.EN_REVISION:
        ronda = caso.de_la_ronda()
        pendientes = [f"revision de {r.pk}" for r in ronda if r.dada_en is None]
        return pendientes + (["unir_revision"] if len(pendientes) < len(ronda) else [])
    if estado == E.EN_FIRMA:
        return [DE_DICTAMEN.get(caso.dictamen.estado, "nada que se conozca")] if caso.dictamen else []
    return [POR_ESTADO[estado].clave] if estado in POR_ESTADO else []


def _nodo(tarea: Task) -> str:
    nombre = tarea.flow_task.name if tarea.flow_task else "nodo desconocido"
    return f"revision de {tarea.seed_object_id}" if nombre == "revision" else nombre


def _lista(nodos: Counter[str]) -> str:
    return ", ".join(sorted(nodos.elements())) or "ninguna tarea"


def _tareas_con_duenio(caso: Caso) -> Iterator[str]:
    turnadas: dict[int | None, int | None] = {r.pk: r.turnada_a_id for r in caso.de_la_ronda()}
    for tarea in caso.vivas:
        nombre = tarea.flow_task.name if tarea.flow_task else ""
        if nombre in ETAPAS and not tarea.owner_permission:
            yield f"la tarea {tarea.pk} ({nombre}) no pide permiso: cualquiera podría tomarla"
        if nombre == "revision" and tarea.owner_id != turnadas.get(tarea.seed_object_id):
            yield f"la tarea {tarea.pk} es de {tarea.owner_id} y la revisión está turnada a otra persona"
        if nombre == "firma" and caso.dictamen and tarea.owner_id != caso.dictamen.autoriza_id:
            yield f"la tarea de firma {tarea.pk} no es de quien autoriza"
        if tarea.status == STATUS.ERROR and tarea.flow_task_type != "JOB":
            yield f"la tarea {tarea.pk} ({nombre}) quedó en error"


def _temporizadores(caso: Caso) -> Iterator[str]:
    vivas = {t.pk for t in caso.vivas if t.flow_task and t.flow_task.name in CON_PLAZO}
    for pk in sorted(vivas - {t["previous"] for t in caso.temporizadores}):
        yield f"la tarea {pk} no tiene temporizador"
    for temporizador in caso.temporizadores:
        if temporizador["finished"] is None and temporizador["previous"] not in vivas:
            yield f"el temporizador {temporizador['pk']} quedó armado sin la tarea que vigila"
    vencen = {p.vence_en for p in caso.solicitud.plazos.all() if p.clase in CON_PLAZO and p.cerrado_en is None}
    for temporizador in caso.temporizadores:
        if temporizador["finished"] is None and temporizador["scheduled"] not in vencen:
            yield f"el temporizador {temporizador['pk']} no dispara cuando vence su plazo"


def bandeja_al_dia(caso: Caso) -> Iterator[str]:
    """Cada tarea de una persona está en la bandeja con su cola, su encargada y su vencimiento, y nada más está."""
    vencen = {p.clase: p.vence_en for p in caso.solicitud.plazos.all() if p.cerrado_en is None}
    debidos = {
        t.pk: (t.owner_id, cola_de(t.owner_permission or "", t.owner_permission_obj_pk), vencen.get(t.flow_task.name))
        for t in caso.vivas if t.flow_task and t.flow_task.name in ETAPAS
    }
    tiene = {p.tarea_id: (p.encargada_id, p.cola, p.vence_en) for p in caso.solicitud.pendientes.all()}
    for pk in sorted(debidos.keys() | tiene.keys()):
        if debidos.get(pk) != tiene.get(pk):
            yield f"la tarea {pk} espera como {_dicho(debidos.get(pk))} y la bandeja dice {_dicho(tiene.get(pk))}"


def _dicho(espera: tuple[object, ...] | None) -> str:
    return "nada" if espera is None else ", ".join(str(dato) for dato in espera)


def plazos_de_su_estado(caso: Caso) -> Iterator[str]:
    """Corren justo los plazos de su etapa; lo concluido no tiene ninguno, y sólo lo prevenido tiene prevención."""
    etapa = POR_ESTADO.get(caso.solicitud.estado)
    debidos = etapa.tramite.plazos if etapa else set()
    if caso.dictamen and caso.dictamen.esta_firmado:
        debidos -= {C.FIRMA}
    abiertos = {p.clase for p in caso.solicitud.plazos.all() if p.cerrado_en is None}
    detenidos = {p.clase for p in caso.solicitud.plazos.all() if any(s.hasta is None for s in p.suspensiones.all())}
    if caso.solicitud.estado == E.PREVENIDA:  # el del dictamen sigue abierto y detenido, si su tipo no lo reinicia
        debidos |= detenidos & {C.DICTAMEN}
    elif detenidos:
        yield f"tiene detenidos los plazos {sorted(map(str, detenidos))} y no está atendiendo observaciones"
    if abiertos != debidos:
        van = sorted(map(str, debidos))
        yield f"tiene abiertos los plazos {sorted(abiertos)} y en «{caso.solicitud.estado}» van {van}"
    prevenciones: Iterable[Prevencion] = caso.solicitud.prevenciones.all()
    abiertas = [p.folio for p in prevenciones if p.cerrada_en is None]
    if bool(abiertas) != (caso.solicitud.estado == E.PREVENIDA):
        yield f"tiene abiertas las prevenciones {abiertas} y está en «{caso.solicitud.estado}»"


def procesos_con_su_solicitud() -> Iterator[tuple[str, str]]:
    """Ningún proceso sin solicitud, y ninguna tarea viva en un proceso que terminó."""
    for pk in Proceso.objects.exclude(pk__in=Vinculo.objects.values("proceso")).values_list("pk", flat=True).iterator():
        yield f"proceso:{pk}", "no lleva ninguna solicitud"
    sueltas = Task.objects.filter(finished=None).exclude(process__status=PROCESS.NEW)
    for pk, proceso in sueltas.values_list("pk", "process").iterator():
        yield f"tarea:{pk}", f"sigue viva y su proceso {proceso} ya terminó"
