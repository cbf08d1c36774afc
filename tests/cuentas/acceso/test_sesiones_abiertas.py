"""Las sesiones abiertas: se ven, se cierran, caducan sin escribir en cada visita y no dejan rastro al salir."""

import re
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bitacora.models import Evento
from cuentas.acceso import sesiones
from cuentas.models import SesionAbierta
from cuentas.personas import personas

pytestmark = pytest.mark.django_db
ENTRADA = "allauth.account.auth_backends.AuthenticationBackend"
LISTA = "/cuenta/sesiones/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1"


@pytest.fixture
def dos(persona):
    """La misma persona en dos equipos; los dos ya pidieron una página."""
    alguien = persona()
    equipos = [Client(headers={"user-agent": agente}, REMOTE_ADDR=f"192.0.2.{n}")
               for n, agente in enumerate((FIREFOX, SAFARI), 1)]
    for equipo in equipos:
        equipo.force_login(alguien, backend=ENTRADA)
        assert equipo.get(LISTA).status_code == 200
    return alguien, *equipos


def _claves(html):
    return re.findall(r"/cuenta/sesiones/(\w{32})/cerrar/", html)


def test_la_lista_dice_equipo_direccion_y_cual_es_esta(dos, sin_inline):
    _, uno, otro = dos
    html = sin_inline(uno.get(LISTA)).content.decode()
    assert re.search(r"Firefox en Windows\s+<strong[^>]*>.*?Ésta", html, re.DOTALL)
    assert "Safari en iPhone" in html
    assert "192.0.2.1" in html
    assert "192.0.2.2" in html
    assert len(_claves(html)) == 1, "la de uso no se cierra desde aquí"
    for equipo in (uno, otro):
        assert equipo.cookies[settings.SESSION_COOKIE_NAME].value not in html


def test_cerrar_una_la_mata_y_lo_anota(dos):
    alguien, uno, otro = dos
    clave = _claves(uno.get(LISTA).content.decode())[0]
    assert uno.post(reverse("cuentas:sesion_cerrar", args=[clave])).url == LISTA
    assert otro.get(LISTA).status_code == 302
    assert uno.get(LISTA).status_code == 200
    assert Evento.objects.get(accion="sesion.cerrada").por_id == alguien.pk
    assert uno.post(reverse("cuentas:sesion_cerrar", args=[clave])).status_code == 404


def test_la_de_otra_persona_no_existe(dos, persona):
    alguien, uno, _ = dos
    ajena = Client()
    ajena.force_login(persona(), backend=ENTRADA)
    clave = _claves(uno.get(LISTA).content.decode())[0]
    assert ajena.post(reverse("cuentas:sesion_cerrar", args=[clave])).status_code == 404
    assert SesionAbierta.objects.filter(persona=alguien).count() == 2


def test_cerrar_las_demas_deja_esta(dos):
    _, uno, otro = dos
    uno.post(reverse("cuentas:sesiones_cerrar"))
    assert (uno.get(LISTA).status_code, otro.get(LISTA).status_code) == (200, 302)
    assert SesionAbierta.objects.filter(persona__isnull=False).count() == 1


def test_desactivar_borra_las_sesiones(dos, persona, en):
    alguien, uno, _ = dos
    personas.desactivar(alguien, por=persona("administrador"), en=en)
    assert not SesionAbierta.objects.filter(persona=alguien).exists()
    assert uno.get(LISTA).status_code == 302


def test_cambiar_la_contrasena_borra_las_demas(dos):
    alguien, uno, _ = dos
    datos = {"oldpassword": "contrasena-de-prueba", "password1": "una frase larga y nueva"}
    assert uno.post(reverse("account_change_password"), datos).status_code == 302
    assert SesionAbierta.objects.filter(persona=alguien).count() == 1
    assert uno.get(LISTA).status_code == 200


def test_leer_no_escribe_en_cada_visita(dos, monkeypatch):
    _, uno, _ = dos
    ahora = [time.time()]
    monkeypatch.setattr(time, "time", lambda: ahora[0])
    escrituras = []
    for _ in range(20):
        ahora[0] += 6  # dos minutos en veinte visitas
        with CaptureQueriesContext(connection) as consultas:
            uno.get("/cuenta/")
        escrituras += [c["sql"][:60] for c in consultas if c["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert 1 <= len(escrituras) <= 2, escrituras
    assert all("cuentas_sesionabierta" in escritura for escritura in escrituras)


def test_las_inactivas_no_se_listan_y_las_vencidas_se_barren(dos, monkeypatch):
    alguien, uno, _ = dos
    ahora = [time.time()]
    monkeypatch.setattr(time, "time", lambda: ahora[0])
    ahora[0] += settings.SESION_INACTIVA_SEGUNDOS + 90
    actual = uno.cookies[settings.SESSION_COOKIE_NAME].value
    assert [s.es_esta for s in sesiones.abiertas(alguien, actual)] == [True]
    ahora[0] += settings.SESSION_COOKIE_AGE
    assert sesiones.quitar_vencidas() == 2


def test_al_salir_se_pide_olvidar_lo_guardado_pero_no_las_cookies_de_otros_sistemas(dos):
    _, uno, _ = dos
    assert uno.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("agente", "dicho"),
    [(FIREFOX, "Firefox en Windows"), (SAFARI, "Safari en iPhone"), ("", ""), ("curl/8.5", "curl"),
     ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge en Linux"),
     ("<script>alert(1)</script>", ""), ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/130", "Chrome en Mac")],
)
def test_el_dispositivo_es_legible_y_no_repite_lo_que_mande_quien_sea(agente, dicho):
    assert sesiones.dispositivo(agente) == dicho
