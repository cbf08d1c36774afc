"""Los cinco defectos del motor (MOTOR §6): con los nodos de fábrica ocurren; con los nuestros, no."""

from __future__ import annotations

import pytest
from viewflow.workflow.models import Task
from viewflow.workflow.nodes.view import View, ViewActivation

from flujos.flows import DictamenFlow
from flujos.models import Proceso
from flujos.recorrido.nodos import TareaHumana, TareaHumanaActivation, empujar_uniones

pytestmark = pytest.mark.django_db
AREAS = ("infraestructura", "gobierno-electronico")


@pytest.fixture
def de_fabrica(monkeypatch):
    """Devuelve a las tareas humanas el comportamiento original del motor."""

    def poner(*nombres):
        for nombre in nombres:
            if nombre == "can_assign":
                monkeypatch.setattr(TareaHumana, "can_assign", View.can_assign)
            elif nombre == "prepare_revived_task":
                monkeypatch.setattr(TareaHumanaActivation, nombre, ViewActivation.prepare_revived_task)
            else:
                monkeypatch.setattr(DictamenFlow.revision, "activation_class", ViewActivation)

    return poner


def _revisiones(solicitud):
    return Task.objects.filter(process__vinculo__solicitud=solicitud, flow_task=DictamenFlow.revision).order_by("pk")


def _temporizadores(solicitud):
    return Task.objects.filter(process__vinculo__solicitud=solicitud, flow_task_type="TIMER", status="SCHEDULED")


def _cancelar(tarea):
    with tarea.activation() as activacion:
        activacion.cancel()


def test_t1_cancelar_una_tarea_cancela_su_temporizador(mundo):
    solicitud = mundo.en_revision(AREAS)
    _cancelar(_revisiones(solicitud).first())
    assert _temporizadores(solicitud).count() == 1


def test_t1_con_los_nodos_de_fabrica_el_temporizador_queda_huerfano(mundo, de_fabrica):
    solicitud = mundo.en_revision(AREAS)
    de_fabrica("activation_class")
    _cancelar(_revisiones(solicitud).first())
    assert _temporizadores(solicitud).count() == 2


def _cancelar_una_y_opinar_la_otra(mundo):
    solicitud = mundo.en_revision(AREAS)
    una, otra = _revisiones(solicitud)
    _cancelar(una)
    with otra.activation() as activacion:
        activacion.assign(mundo.tecnicos["infraestructura"])
        activacion.start(None)
        activacion.execute()
    return solicitud


def test_t2_la_union_cierra_aunque_una_rama_se_cancele(mundo):
    solicitud = _cancelar_una_y_opinar_la_otra(mundo)
    assert Task.objects.filter(flow_task=DictamenFlow.estrategia, process__vinculo__solicitud=solicitud).exists()


def test_t2_con_los_nodos_de_fabrica_la_union_no_cierra(mundo, de_fabrica):
    de_fabrica("activation_class")
    solicitud = _cancelar_una_y_opinar_la_otra(mundo)
    assert not Task.objects.filter(flow_task=DictamenFlow.estrategia, process__vinculo__solicitud=solicitud).exists()


def _revivida(mundo):
    tarea = _revisiones(mundo.en_revision(AREAS)).first()
    _cancelar(tarea)
    with tarea.activation() as activacion:
        return activacion.revive()


def test_t3_una_tarea_revivida_conserva_su_permiso(mundo):
    tarea = _revivida(mundo)
    assert tarea.owner_permission == "cuentas.revisar_en_area"
    assert DictamenFlow.revision.can_assign(mundo.tecnicos[tarea.seed.area.clave], tarea)
    assert not DictamenFlow.revision.can_assign(mundo.ajena, tarea)


def test_t3_con_los_nodos_de_fabrica_cualquiera_la_toma(mundo, de_fabrica):
    de_fabrica("prepare_revived_task", "can_assign")
    tarea = _revivida(mundo)
    assert tarea.owner_permission is None
    assert DictamenFlow.revision.can_assign(mundo.ajena, tarea)


def test_t3_sin_permiso_escrito_no_la_toma_nadie(mundo, de_fabrica):
    de_fabrica("prepare_revived_task")
    tarea = _revivida(mundo)
    assert not DictamenFlow.revision.can_assign(mundo.coordinacion, tarea)


def test_t4_una_tarea_revivida_rearma_su_temporizador(mundo):
    tarea = _revivida(mundo)
    assert Task.objects.filter(flow_task_type="TIMER", status="SCHEDULED", previous=tarea).count() == 1


def test_t4_con_los_nodos_de_fabrica_no_lo_rearma(mundo, de_fabrica):
    tarea = _revisiones(mundo.en_revision(AREAS)).first()
    _cancelar(tarea)
    activacion = ViewActivation(Task.objects.get(pk=tarea.pk))
    nueva = activacion.revive()
    assert not Task.objects.filter(flow_task_type="TIMER", status="SCHEDULED", previous=nueva).exists()


def _opinar_una_y_cancelar_la_otra(mundo):
    solicitud = mundo.en_revision(AREAS)
    mundo.opinar(solicitud, "infraestructura")
    pendiente = _revisiones(solicitud).get(status="NEW")
    _cancelar(pendiente)
    return solicitud


def test_t5_cancelar_la_ultima_rama_despierta_la_union(mundo):
    solicitud = _opinar_una_y_cancelar_la_otra(mundo)
    with DictamenFlow.instance.lock(solicitud.vinculo.proceso_id):
        empujar_uniones(Proceso.objects.get(vinculo__solicitud=solicitud))
    assert Task.objects.filter(flow_task=DictamenFlow.estrategia, status="NEW").count() == 1


def test_t5_sin_empujarla_la_union_espera_para_siempre(mundo):
    _opinar_una_y_cancelar_la_otra(mundo)
    assert not Task.objects.filter(flow_task=DictamenFlow.estrategia).exists()


def test_un_temporizador_vencido_escala_sin_interrumpir(mundo):
    from flujos.recorrido.temporizadores import disparar_vencidos

    solicitud = mundo.en_revision(AREAS)
    plazo = solicitud.plazos.get(clase="revision")
    assert disparar_vencidos(plazo.vence_en) == 2
    assert disparar_vencidos(plazo.vence_en) == 0
    assert _revisiones(solicitud).filter(status="NEW").count() == 2
    for area in AREAS:
        mundo.opinar(solicitud, area)
    assert Task.objects.filter(flow_task=DictamenFlow.estrategia, status="NEW").count() == 1


def test_sin_areas_pasa_directo_a_estrategia(mundo):
    solicitud = mundo.en_revision(areas=())
    assert solicitud.estado == "en_estrategia"
    assert Task.objects.filter(flow_task=DictamenFlow.estrategia, status="NEW").count() == 1
