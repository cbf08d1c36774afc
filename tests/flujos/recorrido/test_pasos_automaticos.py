"""Lo que el motor hace solo: un paso que falla se deshace entero, no detiene a los demás y se reintenta."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dictamenes.models import Solicitud
from flujos import flows
from flujos.recorrido import actos, temporizadores, trabajos

pytestmark = pytest.mark.django_db(transaction=True)


def test_un_plazo_que_falla_no_detiene_a_los_demas_y_se_reintenta(mundo, monkeypatch):
    observaciones = [("general", "Falta el oficio firmado.")]
    danada, sana = (
        actos.ejecutar(
            "prevenir", mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="anexo", observaciones=observaciones
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
