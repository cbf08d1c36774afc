"""Quién más tiene abierta una pantalla de trabajo: sólo lo ve quien trabaja en ella, vence solo y no deja rastro."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas.reloj import detenido_en
from flujos.estudio import presencia

pytestmark = pytest.mark.django_db
LATIDO = {"hx-request": "true", "x-latido": "1"}


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def test_se_ve_a_la_otra_persona_vence_y_no_deja_rastro(mundo, en):
    solicitud, colega = mundo.en_estrategia(), mundo.persona("estrategico", nombre="Colega Ficticia")
    url = reverse("flujos:presencia", args=[solicitud.pk, "estrategia"])
    pantalla = reverse("flujos:estrategia", args=[solicitud.pk])
    antes = Evento.objects.count()
    with detenido_en(en):
        assert "Colega Ficticia" not in _como(colega).post(url, headers=LATIDO).content.decode()
        assert "Colega Ficticia lo tiene abierto" in _como(mundo.estrategico).get(pantalla).content.decode()
        assert _como(mundo.elabora).post(url, headers=LATIDO).status_code == 404
        assert _como(mundo.coordinacion).post(url, headers=LATIDO).status_code == 404
    assert presencia.demas_presentes(solicitud, "estrategia", mundo.estrategico, en + timedelta(seconds=74))
    assert not presencia.demas_presentes(solicitud, "estrategia", mundo.estrategico, en + timedelta(seconds=75))
    assert Evento.objects.count() == antes


def test_el_latido_no_alarga_la_sesion(mundo, en):
    solicitud, cliente = mundo.en_estrategia(), _como(mundo.estrategico)
    sesion = cliente.session
    sesion["vista"] = vista = sesion.get("iniciada", 10**9 * 2) - 600
    sesion.save()
    with detenido_en(en):
        cliente.post(reverse("flujos:presencia", args=[solicitud.pk, "estrategia"]), headers=LATIDO)
    assert cliente.session["vista"] == vista


def test_cada_pantalla_de_trabajo_late_donde_le_toca(mundo, en):
    revision, requisitos = mundo.en_revision(), mundo.presentada()
    with detenido_en(en):
        for persona, url, lugar, solicitud in (
            (mundo.tecnicos["infraestructura"], reverse("flujos:revision", args=[revision.pk, "infraestructura"]),
             "area-infraestructura", revision),
            (mundo.recepcion, reverse("flujos:requisitos", args=[requisitos.pk]), "requisitos", requisitos),
        ):
            latido = reverse("flujos:presencia", args=[solicitud.pk, lugar])
            assert f'hx-post="{latido}"' in _como(persona).get(url).content.decode()
            assert _como(persona).post(latido, headers=LATIDO).status_code == 200
