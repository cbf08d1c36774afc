"""A prueba de golpes: dos hacen lo mismo a la vez, o uno llega tarde, y queda un solo efecto."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from bitacora.models import Evento
from dictamenes.models import Dictamen
from flujos.recorrido import trabajos

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]


def _vencer_arriendos():
    Task.objects.filter(flow_task_type="JOB", status="STARTED").update(scheduled=timezone.now() - timedelta(seconds=1))


def test_quien_despierta_tarde_no_escribe_nada(mundo):
    """El primer trabajador se congela, otro termina, y el primero despierta con su ficha vieja."""
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia())
    tarea = Task.objects.get(flow_task_type="JOB")
    original = trabajos.documentos.sellado
    mientras_dormia = []

    def dormir(dictamen, en):
        if not mientras_dormia:
            mientras_dormia.append(True)
            _vencer_arriendos()
            assert trabajos.correr(tarea.pk, timezone.now())
        return original(dictamen, en)

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(trabajos.documentos, "sellado", dormir)
        assert not trabajos.correr(tarea.pk, timezone.now())
    assert Evento.objects.filter(accion="dictamen.preparado").count() == 1
    assert Dictamen.objects.get(solicitud=solicitud).estado == "por_firmar"


def test_un_trabajo_que_falla_espera_y_no_guarda_secretos(mundo, monkeypatch):
    solicitud = mundo.proponer(mundo.en_estrategia())

    def fallar(dictamen, en):
        passphrase = "secreto-que-no-debe-quedar"
        raise OSError(f"almacén caído {len(passphrase)}")

    monkeypatch.setattr(trabajos.documentos, "sellado", fallar)
    ahora = timezone.now() + timedelta(minutes=1)
    assert trabajos.correr_pendientes(ahora) == 0
    tarea = Task.objects.get(flow_task_type="JOB")
    datos = {"intentos": 1, "error": "OSError", "desde": ahora.isoformat()}
    assert (tarea.status, tarea.data) == ("SCHEDULED", datos)
    assert tarea.scheduled > ahora
    for k in range(2, 9):
        trabajos.correr_pendientes(ahora + timedelta(hours=k))
    tarea.refresh_from_db()
    assert (tarea.status, trabajos.en_espera()["detenidos"]) == ("ERROR", 1)
    assert Dictamen.objects.get(solicitud=solicitud).estado == "en_preparacion"
