"""Lo que el motor hace solo: un paso que falla se deshace entero, no detiene a los demás y se reintenta."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from bitacora.models import Evento
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.models import Dictamen, Solicitud
from flujos import flows
from flujos.recorrido import actos, temporizadores, trabajos

pytestmark = pytest.mark.django_db(transaction=True)


def test_un_plazo_que_falla_no_detiene_a_los_demas_y_se_reintenta(mundo, monkeypatch):
    observaciones = [("general", "Falta el oficio firmado.")]
    danada, sana = (
        actos.ejecutar(
            tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=observaciones
        )
        for _ in range(2)
    )
    mucho_despues = mundo.en + timedelta(days=60)
    desechar = flows.desechar

    def fallar(solicitud, **datos):
        if solicitud.pk == danada.pk:
            raise RuntimeError("algo no está")
        return desechar(solicitud, **datos)

    with monkeypatch.context() as parche:
        parche.setattr(flows, "desechar", fallar)
        assert temporizadores.disparar_vencidos(mucho_despues) == 1
    assert _estados(danada, sana) == ["prevenida", "desechada"]
    assert temporizadores.disparar_vencidos(mucho_despues) == 1
    assert _estados(danada, sana) == ["desechada", "desechada"]


def _estados(*solicitudes):
    return [Solicitud.objects.get(pk=s.pk).estado for s in solicitudes]


def test_si_no_se_puede_notificar_no_se_emite_a_medias_y_se_reintenta(mundo, monkeypatch):
    solicitud = mundo.firmar(mundo.por_firmar())

    def fallar(solicitud, tema, en):
        raise RuntimeError("no hay a quién")

    with monkeypatch.context() as parche:
        parche.setattr(flows.notificaciones, "avisar_al_ente", fallar)
        assert trabajos.correr_pendientes(timezone.now()) == 0
    assert _estados(solicitud) == ["en_firma"]
    assert trabajos.correr_pendientes(timezone.now() + timedelta(minutes=5)) == 1
    assert _estados(solicitud) == ["emitida"]


def test_quien_despierta_con_un_arriendo_viejo_no_escribe(mundo, monkeypatch):
    """El estado aún admitiría lo que trae: sólo la ficha dice que el trabajo ya es de otro."""
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    trabajo, sellar = Task.objects.get(flow_task_type="JOB"), documentos.sellado

    def y_mientras_lo_toma_otro(*datos):
        Task.objects.filter(pk=trabajo.pk).update(external_task_id="ficha de otro")
        return sellar(*datos)

    monkeypatch.setattr(documentos, "sellado", y_mientras_lo_toma_otro)
    assert not trabajos.correr(trabajo.pk, timezone.now())
    assert Dictamen.objects.get().estado == "en_preparacion"
    assert not Evento.objects.filter(accion="dictamen.preparado").exists()


def test_emitir_lo_que_no_esta_firmado_falla_con_su_nombre_y_no_en_silencio(mundo):
    mundo.firmar(mundo.por_firmar())
    Dictamen.objects.update(estado="por_firmar")
    trabajo = Task.objects.get(flow_task_type="JOB", status=STATUS.SCHEDULED)
    assert not trabajos.correr(trabajo.pk, timezone.now())
    trabajo.refresh_from_db()
    assert (trabajo.status, trabajo.data["error"]) == (STATUS.SCHEDULED, "EstadoEquivocado")
