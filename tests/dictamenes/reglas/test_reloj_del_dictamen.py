"""El reloj del dictamen: se detiene o se reinicia con la prevención, y la prórroga recorre todo lo que debe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viewflow.workflow.models import Task

from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import Calendario, Paro, calendario_de, sumar_habiles
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Plazo, Solicitud, Suspension
from dictamenes.reglas import plazos
from flujos.recorrido import actos
from flujos.recorrido.temporizadores import disparar_vencidos
from tests.herramientas.parametros import poner

OBSERVADA = {"causal": "anexo", "observaciones": [("general", "Falta algo.")]}
MARTES = datetime(2026, 3, 3, 17, tzinfo=UTC)  # 10 de la mañana en Hermosillo


@pytest.fixture
def en():
    return MARTES


def _prevenida(mundo, en):
    solicitud = mundo.presentada()
    return actos.ejecutar(tramite.prevenir, solicitud, por=mundo.recepcion, en=en, **OBSERVADA)


def _desahogada(mundo, solicitud, en):
    respuestas = {o.pk: ("Se corrigió.", False) for o in solicitud.prevenciones.abierta().observaciones.all()}
    return actos.ejecutar(tramite.desahogar, solicitud, por=mundo.presenta, en=en, respuestas=respuestas)


def _reloj(plazo, en):
    return plazos.reloj_de(plazo, en, calendario_de(plazo.solicitud.ente))


def _plazo(solicitud):
    return solicitud.plazos.filter(clase=Plazo.Clase.DICTAMEN).order_by("-inicia_en").first()


def test_la_prevencion_suspende_y_al_desahogar_sigue_con_lo_que_quedaba(mundo):
    solicitud = _prevenida(mundo, MARTES + timedelta(days=2))  # jueves 5: usado el miércoles 4
    a_medias = _reloj(_plazo(solicitud), MARTES + timedelta(days=6))
    assert (a_medias.usados, a_medias.detenidos, a_medias.esta_detenido) == (1, 3, True)
    solicitud = _desahogada(mundo, solicitud, MARTES + timedelta(days=7))  # martes 10: sigue el miércoles 11
    plazo = _plazo(solicitud)
    despues = _reloj(plazo, MARTES + timedelta(days=8))
    assert (despues.usados, despues.detenidos, despues.quedan) == (2, 4, plazo.dias - 2)
    assert Plazo.objects.filter(solicitud=solicitud, clase=Plazo.Clase.DICTAMEN).count() == 1
    assert "el ente atiende observaciones" in {s["motivo"] for s in plazo.saltados}


def test_si_la_politica_del_tipo_es_reiniciar_el_reloj_empieza_de_cero(mundo):
    poner("prevencion.reloj", {"bienes": "reinicia", "otros": "suspende"})
    solicitud = _desahogada(mundo, _prevenida(mundo, MARTES + timedelta(days=2)), MARTES + timedelta(days=7))
    relojes = Plazo.objects.filter(solicitud=solicitud, clase=Plazo.Clase.DICTAMEN).order_by("inicia_en")
    assert [bool(p.cerrado_en) for p in relojes] == [True, False]
    assert _reloj(relojes[1], MARTES + timedelta(days=8)).usados == 1
    assert not Suspension.objects.exists()


def test_la_prorroga_recorre_el_vencimiento_y_el_temporizador_y_solo_hay_una(mundo):
    solicitud = _prevenida(mundo, MARTES)
    antes = solicitud.prevenciones.abierta().vence_en
    prorroga = {"dias": 3, "motivo": "El proveedor tarda en cotizar."}
    solicitud = actos.ejecutar(tramite.prorrogar, solicitud, por=mundo.recepcion, en=MARTES, **prorroga)
    despues = solicitud.prevenciones.abierta().vence_en
    temporizador = Task.objects.get(flow_task_type="TIMER", status="SCHEDULED")
    assert antes < despues == temporizador.scheduled == solicitud.pendientes.get().vence_en
    assert solicitud.plazos.get(clase="prevencion").vence_en == despues
    disparar_vencidos(antes + timedelta(hours=1))
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "prevenida"
    with pytest.raises(EstadoEquivocado, match="ya tuvieron una prórroga"):
        actos.ejecutar(tramite.prorrogar, solicitud, por=mundo.recepcion, en=MARTES, **prorroga)
    disparar_vencidos(despues + timedelta(hours=1))
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "desechada"
    assert not Suspension.objects.filter(hasta=None).exists()


@pytest.mark.parametrize("dias", [0, 6, -1])
def test_la_prorroga_tiene_tope(mundo, dias):
    solicitud = _prevenida(mundo, MARTES)
    with pytest.raises(DatosInvalidos, match="de 1 a 5 días"):
        actos.ejecutar(tramite.prorrogar, solicitud, por=mundo.recepcion, en=MARTES, dias=dias, motivo="Porque sí.")


def test_la_pagina_dice_lo_usado_lo_detenido_y_lo_que_queda_a_los_dos_lados(mundo, client):
    solicitud = _prevenida(mundo, MARTES)
    for quien in (mundo.presenta, mundo.recepcion):
        client.force_login(quien)
        pagina = client.get(f"/expedientes/{solicitud.pk}/").content.decode()
        assert "Plazo detenido" in pagina
        assert "Usados" in pagina
        assert "Quedan" in pagina
    client.force_login(mundo.recepcion)
    respuesta = client.post(f"/expedientes/{solicitud.pk}/requisitos/prorroga/", {"dias": "9", "motivo": "x"})
    assert "máximo" in respuesta.content.decode()
    client.post(f"/expedientes/{solicitud.pk}/requisitos/prorroga/", {"dias": "2", "motivo": "Se enfermó el enlace."})
    assert "2 días hábiles más" in client.get(f"/expedientes/{solicitud.pk}/").content.decode()


DIAS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DIAS, st.integers(1, 30), st.lists(st.tuples(DIAS, st.integers(0, 20)), max_size=4))
def test_un_plazo_con_paros_es_una_caminata_que_se_salta_esos_dias(desde, dias, tramos):
    paros = [Paro(inicio, inicio + timedelta(days=largo), "detenido") for inicio, largo in tramos]
    dia, contados = desde, 0
    while contados < dias:
        dia += timedelta(days=1)
        detenido = any(p.desde <= dia <= p.hasta for p in paros)
        contados += dia.weekday() < 5 and not detenido
    assert sumar_habiles(desde, dias, Calendario().con_paros(paros)).vence == dia


def test_el_dia_de_hoy_no_se_cuenta_dos_veces(mundo):
    solicitud = mundo.presentada()
    reloj = _reloj(_plazo(solicitud), MARTES)
    assert (reloj.usados, reloj.quedan, dia_de(reloj.vence_en) > dia_de(MARTES)) == (0, reloj.dias, True)
