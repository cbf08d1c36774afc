"""El recorrido cambia y nadie se queda a medio camino: cada asunto termina con la versión con que empezó."""

from __future__ import annotations

import inspect
import sys
from types import ModuleType

import pytest
from viewflow.workflow.models import Process, Task

import flujos
from config import salud
from dictamenes.models import Solicitud
from flujos import flows
from flujos.bandeja import bandeja
from flujos.invariantes import revisar
from flujos.models import Vinculo
from flujos.recorrido import versiones

pytestmark = pytest.mark.django_db(transaction=True)
MODULO = "flujos.flows_de_prueba_v2"
CAMBIOS = {
    "class DictamenFlow(": "class DictamenFlowV2(",
    "    version = 1\n": "    version = 2\n",
    '    emitir = Trabajo("emitir").Annotation(title="Emitir").Next(this.notificar)\n': (
        '    emitir = Trabajo("emitir").Annotation(title="Emitir").Next(this.asentar)\n'
        '    asentar = flow.Function(this.al_asentar).Annotation(title="Asentar").Next(this.notificar)\n'
    ),
    "    def al_notificar(": "    def al_asentar(self, activation):\n        pass\n\n    def al_notificar(",
}


@pytest.fixture(scope="module")
def recorrido_v2():
    """La clase nueva como se haría de verdad: otro módulo, copia del recorrido con un nodo más."""
    texto = inspect.getsource(flows)
    for antes, despues in CAMBIOS.items():
        assert texto.count(antes) == 1, antes
        texto = texto.replace(antes, despues)
    modulo = ModuleType(MODULO)
    sys.modules[MODULO] = flujos.flows_de_prueba_v2 = modulo
    exec(compile(texto, MODULO, "exec"), modulo.__dict__)
    yield modulo.DictamenFlowV2
    del sys.modules[MODULO], flujos.flows_de_prueba_v2


@pytest.fixture
def con_v2(recorrido_v2, monkeypatch):
    """Quien lo llama actualiza el programa: desde ahí los asuntos nuevos empiezan con la versión 2."""
    return lambda: monkeypatch.setitem(versiones.VERSIONES, 2, recorrido_v2)


def _terminar(mundo, solicitud):
    solicitud = Solicitud.objects.get(pk=solicitud.pk)
    if solicitud.estado == "en_revision":
        solicitud = mundo.opinar(solicitud, "infraestructura")
    if solicitud.estado == "en_estrategia":
        solicitud = mundo.proponer(solicitud)
    mundo.trabajar()
    mundo.firmar(Solicitud.objects.get(pk=solicitud.pk))
    mundo.trabajar()
    return Solicitud.objects.get(pk=solicitud.pk)


def _nodos(solicitud):
    return {t.flow_task.name for t in Task.objects.filter(process__vinculo__solicitud=solicitud)}


def test_los_empezados_siguen_con_su_version_y_los_nuevos_con_la_nueva(mundo, con_v2, recorrido_v2, en):
    mundo.credenciales()
    viejos = [mundo.en_revision(), mundo.en_estrategia(), mundo.proponer(mundo.en_estrategia())]
    con_v2()
    nuevo = mundo.en_revision()
    en_bandeja = {p.solicitud_id for p in bandeja.Pendiente.objects.filter(etapa="revision")}
    assert en_bandeja == {viejos[0].pk, nuevo.pk}, "la bandeja junta las dos versiones"
    terminados = [_terminar(mundo, s) for s in (*viejos, nuevo)]
    assert {s.estado for s in terminados} == {"emitida"}
    assert [Vinculo.objects.get(solicitud=s).version_flujo for s in terminados] == [1, 1, 1, 2]
    assert ["asentar" in _nodos(s) for s in terminados] == [False, False, False, True]
    procesos = [Process.objects.get(vinculo__solicitud=s) for s in terminados]
    assert [p.flow_class for p in procesos] == [flows.DictamenFlow] * 3 + [recorrido_v2]
    assert {p.status for p in procesos} == {"DONE"}
    assert [str(f) for f in revisar(rapido=True)] == []


def test_no_se_quita_una_version_con_asuntos_vivos_sin_que_se_note(mundo, con_v2, monkeypatch):
    vivo = mundo.en_estrategia()
    con_v2()
    monkeypatch.delitem(versiones.VERSIONES, 1)
    assert versiones.sin_recorrido() == 1
    assert any("versión del recorrido" in aviso for aviso in salud.avisos())
    monkeypatch.undo()
    mundo.credenciales()
    _terminar(mundo, vivo)
    con_v2()
    monkeypatch.delitem(versiones.VERSIONES, 1)
    assert versiones.sin_recorrido() == 0


def test_cada_version_del_registro_se_llama_como_su_numero():
    assert {numero: flujo.version for numero, flujo in versiones.VERSIONES.items()} == {n: n for n in versiones.VERSIONES}
    assert str(versiones.VERSIONES[1]) == "flujos/flows.DictamenFlow", "la ruta guardada en cada proceso no cambia"
