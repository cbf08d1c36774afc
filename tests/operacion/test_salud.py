"""La salud dice qué falta, sin colgarse, sin sesión, sin secretos y aunque el balanceador pregunte por IP y por http."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import override_settings

from config import salud
from cuentas import reloj
from flujos.models import Latido
from flujos.recorrido.latido import latir


@pytest.fixture(autouse=True)
def _sin_memoria(monkeypatch):
    monkeypatch.setattr(salud, "_ultima", None)
    monkeypatch.setattr(salud, "_en_curso", {})


def _cambiar(monkeypatch, nombre, comprobar):
    monkeypatch.setitem(salud.COMPROBACIONES, nombre, comprobar)


def _fallar():
    raise OperationalError("host=base.interna user=dictamenes password=secreta")


def test_vivo_no_toca_base_ni_sesion(client, settings):
    """Sin la fixture `db` cualquier consulta fallaría; con galleta de sesión, tampoco la busca."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    respuesta = client.get("/salud/vivo", HTTP_HOST="10.0.0.7:8000")
    assert (respuesta.status_code, respuesta.json()) == (200, {"estado": "vivo"})
    assert client.post("/salud/vivo").status_code == 405


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_por_http_interno_no_se_redirige_y_por_tls_conserva_su_hsts(client):
    assert client.get("/salud/vivo", HTTP_HOST="10.0.0.7").status_code == 200
    assert "Strict-Transport-Security" in client.get("/salud/vivo", secure=True)
    assert client.get("/").status_code == 301


@pytest.mark.django_db(transaction=True)
def test_listo_con_todo_en_su_lugar(client):
    latir(reloj.ahora())
    respuesta = client.get("/salud/listo", HTTP_HOST="10.0.0.7")
    assert (respuesta.status_code, respuesta.json()) == (200, {"estado": "listo", "falta": {}, "avisos": []})
    assert respuesta["Cache-Control"] == "no-store"


def test_con_la_base_caida_dice_503_y_nada_mas(client, monkeypatch):
    for nombre in ("base", "migraciones"):
        _cambiar(monkeypatch, nombre, _fallar)
    respuesta = client.get("/salud/listo")
    assert respuesta.status_code == 503
    assert respuesta.json() == {
        "estado": "no está listo", "falta": {"base": "no responde", "migraciones": "no responde"}
    }


def test_una_dependencia_que_se_cuelga_no_cuelga_la_respuesta_ni_junta_hilos(client, monkeypatch):
    soltar, veces = threading.Event(), []
    monkeypatch.setattr(salud, "LIMITE_SEGUNDOS", 0.2)
    monkeypatch.setattr(salud, "VIGENCIA_SEGUNDOS", -1.0)
    for nombre in salud.COMPROBACIONES:
        _cambiar(monkeypatch, nombre, lambda: "")
    _cambiar(monkeypatch, "base", lambda: veces.append(1) or str(soltar.wait(30) and ""))
    try:
        for _ in range(3):
            assert client.get("/salud/listo").json()["falta"] == {"base": "tarda demasiado"}
        assert len(veces) == 1
    finally:
        soltar.set()


@pytest.mark.django_db(transaction=True)
def test_dice_cual_falta(client, monkeypatch):
    class Roto:
        def save(self, nombre, contenido):
            raise OSError("/srv/dictamenes/archivos: sólo lectura")

    monkeypatch.setattr(salud, "default_storage", Roto())
    respuesta = client.get("/salud/listo")
    assert (respuesta.status_code, respuesta.json()["falta"]) == (503, {"almacen": "no responde"})
    monkeypatch.undo()
    monkeypatch.setattr(salud, "_ultima", None)
    monkeypatch.setattr(salud, "cache", SimpleNamespace(set=lambda *a: None, get=lambda clave: None))
    assert client.get("/salud/listo").json()["falta"] == {"cache": "devuelve otra cosa"}


@pytest.mark.django_db(transaction=True)
def test_una_migracion_sin_aplicar_no_esta_lista(client, monkeypatch):
    monkeypatch.setattr(salud.MigrationExecutor, "migration_plan", lambda *a: [("falta", False)])
    assert client.get("/salud/listo").json()["falta"] == {"migraciones": "faltan por aplicar"}


@pytest.mark.django_db(transaction=True)
def test_se_nota_que_ningun_trabajador_da_vueltas_sin_tirar_el_sitio(client):
    assert client.get("/salud/listo").json()["avisos"] == ["ningún trabajador ha dado vueltas todavía"]
    latir(reloj.ahora() - timedelta(minutes=25))
    respuesta = client.get("/salud/listo")
    assert respuesta.status_code == 200
    assert respuesta.json()["avisos"] == ["ningún trabajador da vueltas desde hace 25 minutos"]
    latir(reloj.ahora())
    assert Latido.objects.count() == 1
    assert salud.avisos() == []


def test_preguntar_seguido_no_repite_las_comprobaciones(client, monkeypatch):
    veces = []
    for nombre in salud.COMPROBACIONES:
        _cambiar(monkeypatch, nombre, lambda: veces.append(1) or "no responde")
    inicio = time.monotonic()
    while len(veces) == len(salud.COMPROBACIONES) or not veces:
        client.get("/salud/listo")
        if time.monotonic() - inicio > 1:
            break
    assert len(veces) == len(salud.COMPROBACIONES)
