"""El trabajador muere de verdad (os._exit) en cada punto y otro sigue: un dictamen, un folio, un correo por aviso."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from bitacora.models import Evento
from cuentas.avisos.avisos import enviar_pendientes
from cuentas.models import Aviso
from dictamenes.models import Dictamen, Folio, Solicitud
from dictamenes.reglas import folios
from flujos.invariantes import revisar
from flujos.recorrido import trabajos
from tests.golpes import cortes
from tests.golpes.smtp import apuntar, escuchando
from tests.herramientas.dosis import muestra
from tests.herramientas.proceso_aparte import MUERTO, en_otro_proceso

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]


@pytest.fixture(autouse=True)
def corte(tmp_path, monkeypatch):
    monkeypatch.setenv(cortes.VARIABLE, str(tmp_path / "punto"))
    return cortes.poner


def _vuelta(en):
    """Una vuelta del trabajador en su propio proceso, con las trampas puestas."""

    def vuelta():
        cortes.armar_trabajador()
        trabajos.correr_pendientes(en)
        enviar_pendientes(en)

    return en_otro_proceso(vuelta)


def _vencer_arriendos():
    Task.objects.filter(flow_task_type="JOB", status="STARTED").update(scheduled=timezone.now() - timedelta(seconds=1))


@pytest.mark.larga
@pytest.mark.parametrize("trabajo", muestra(["preparar", "emitir"], 1))
def test_muere_en_cada_punto_y_queda_un_solo_efecto(mundo, corte, trabajo):
    """Los puntos van uno tras otro sobre el mismo trabajo: cada muerte le toca además a un sobreviviente."""
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia()) if trabajo == "preparar" else mundo.firmar(mundo.por_firmar())
    for punto in cortes.TRABAJADOR:
        corte(punto)
        assert _vuelta(timezone.now()) == MUERTO, punto
        assert revisar() == [], punto
        hecho = Task.objects.get(process__vinculo__solicitud=solicitud, flow_task=_nodo(trabajo)).status == "DONE"
        assert hecho == (punto == "P2"), punto
        _vencer_arriendos()
    assert _vuelta(timezone.now()) == 0
    if trabajo == "preparar":
        mundo.firmar(Solicitud.objects.get(pk=solicitud.pk))
        assert _vuelta(timezone.now()) == 0
    dictamen = Dictamen.objects.get()
    assert (dictamen.estado, Folio.objects.get(serie=folios.DICTAMEN).ultimo) == ("vigente", 1)
    for accion in ("dictamen.preparado", "dictamen.emitido", "dictamen.congelado"):
        assert Evento.objects.filter(accion=accion).count() == 1, accion
    assert Aviso.objects.filter(asunto__contains="emitido", persona=mundo.presenta).count() == 1
    assert Aviso.objects.filter(asunto__contains="espera su firma").count() == 1
    assert revisar() == []


@pytest.mark.parametrize("punto", cortes.CORREO)
def test_muere_alrededor_del_correo_y_cada_aviso_llega_como_uno(mundo, corte, settings, punto):
    mundo.correo_al_momento()
    mundo.presentada()
    avisos = Aviso.objects.count()
    assert avisos
    with escuchando() as smtp:
        apuntar(settings, smtp.server_address[1])
        corte(punto)
        assert _vuelta(timezone.now()) == MUERTO
        assert len(smtp.vistos) == (1 if punto == "P9" else 0)
        for minutos in (3, 6):
            assert _vuelta(timezone.now() + timedelta(minutes=minutos)) == 0
        assert len(smtp.vistos) == avisos + (1 if punto == "P9" else 0)
        assert len(smtp.identidades()) == avisos, "el repetido lleva el mismo Message-ID"
    assert not Aviso.objects.filter(enviado_en=None).exists()
    assert revisar() == []


def _nodo(trabajo):
    from flujos.flows import DictamenFlow

    return getattr(DictamenFlow, trabajo)
