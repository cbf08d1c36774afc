"""Entrar, salir y fallar, por HTTP: todo queda anotado y nada se revela."""

import re
import time

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bitacora.models import DatosEvento, Evento
from cuentas.entrada import intermedios
from cuentas.models import SesionAbierta

pytestmark = pytest.mark.django_db
RAIZ_DE_LA_CUENTA = "/cuenta/"


def _acciones():
    return list(Evento.objects.order_by("n").values_list("accion", flat=True))


def test_entrar_y_salir_quedan_en_la_bitacora(persona, client, entrar):
    alguien = persona()
    assert entrar(alguien).url == RAIZ_DE_LA_CUENTA
    assert client.get(RAIZ_DE_LA_CUENTA).status_code == 200
    assert client.post(reverse("account_logout")).url == "/"
    assert client.get(RAIZ_DE_LA_CUENTA).status_code == 302
    assert _acciones() == ["sesion.abierta", "sesion.cerrada"]
    assert set(Evento.objects.values_list("por", flat=True)) == {alguien.pk}


def test_salir_por_get_no_sale(persona, client, entrar):
    entrar(persona())
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(RAIZ_DE_LA_CUENTA).status_code == 200


@pytest.mark.parametrize("existe", [True, False])
def test_el_fallo_se_anota_y_no_dice_si_la_cuenta_existe(persona, client, existe):
    alguien = persona()
    correo = alguien.correo if existe else "nadie@ejemplo.invalid"
    respuesta = client.post(reverse("account_login"), {"login": correo, "password": "otra-cosa-distinta"})
    assert respuesta.status_code == 200
    assert "El correo o la contraseña no coinciden" in respuesta.content.decode()
    assert Evento.objects.get(accion="sesion.rechazada").objeto == (
        f"usuario:{alguien.pk}" if existe else "usuario:desconocido"
    )
    assert "otra-cosa-distinta" not in str(list(DatosEvento.objects.values()))


def test_el_cuerpo_del_fallo_es_identico_exista_o_no_la_cuenta(persona, client):
    alguien = persona()
    cuerpos = set()
    for correo in (alguien.correo, "nadie@ejemplo.invalid"):
        cuerpo = client.post(reverse("account_login"), {"login": correo, "password": "mal"}).content.decode()
        cuerpos.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", cuerpo.replace(correo, "CORREO")))
    assert len(cuerpos) == 1


def test_el_correo_no_distingue_mayusculas(persona, client):
    alguien = persona(correo="Ana.Ficticia@Ejemplo.invalid")
    datos = {"login": "ANA.FICTICIA@ejemplo.INVALID", "password": "contrasena-de-prueba", "next": RAIZ_DE_LA_CUENTA}
    assert client.post(reverse("account_login"), datos).status_code == 302
    assert Evento.objects.filter(accion="sesion.abierta", por=alguien).exists()


def test_la_cuenta_desactivada_no_entra_y_se_anota(persona, client, entrar):
    alguien = persona(is_active=False)
    assert entrar(alguien).url == reverse("account_inactive")
    assert "desactivada" in client.get(reverse("account_inactive")).content.decode()
    assert _acciones() == ["sesion.rechazada"]
    assert Evento.objects.get(accion="sesion.rechazada").datos_evento.datos == {"motivo": "cuenta desactivada"}


def test_desactivar_corta_la_sesion_abierta(persona, client, entrar):
    alguien = persona()
    entrar(alguien)
    type(alguien).objects.update(is_active=False)
    assert client.get(RAIZ_DE_LA_CUENTA).status_code == 302


def test_al_entrar_cambia_el_identificador_de_sesion_y_al_salir_muere(persona, client, entrar):
    client.get(reverse("account_login"))
    session = client.session
    session["antes"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    entrar(persona())
    abierta = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert abierta != session.session_key
    client.post(reverse("account_logout"))
    assert not SesionAbierta.objects.filter(session_key__in=[abierta, session.session_key]).exists()


def test_no_se_redirige_a_otro_sitio(persona, client, entrar, settings):
    settings.LOGIN_REDIRECT_URL = "/cuenta/"
    assert entrar(persona(), destino="https://malo.invalid/").url == "/cuenta/"


def test_el_registro_dice_que_es_por_invitacion(client, sin_inline):
    respuesta = sin_inline(client.get(reverse("account_signup")))
    assert "El acceso es por invitación" in respuesta.content.decode()
    datos = {"email": "intruso@ejemplo.invalid", "password1": "una-contrasena-larga-1"}
    assert "por invitación" in client.post(reverse("account_signup"), datos).content.decode()


@pytest.mark.parametrize("nombre", ["account_email", "account_set_password", "account_request_login_code"])
def test_lo_que_no_se_usa_de_allauth_no_tiene_direccion(nombre):
    with pytest.raises(NoReverseMatch):
        reverse(nombre)


@pytest.mark.parametrize(
    "nombre", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
               "account_reset_password_from_key_done"],
)
def test_las_paginas_de_acceso_cumplen_la_csp_y_hablan_espanol(client, sin_inline, nombre):
    html = sin_inline(client.get(reverse(nombre))).content.decode()
    assert not re.search(r"\b(password|Sign|Forgot|Email)\b", re.sub(r"<[^>]+>", " ", html))
    assert "placeholder" not in html


def test_los_campos_vacios_dicen_que_falta(client):
    html = client.post(reverse("account_login"), {}).content.decode()
    assert "Escriba su correo institucional" in html
    assert "Escriba su contraseña" in html
    assert "obligatorio" not in html


def test_los_intentos_se_acotan(persona, client, entrar):
    alguien = persona()
    assert [entrar(alguien, "mala-contrasena-mala").status_code for _ in range(5)] == [200] * 5
    respuesta = entrar(alguien)
    assert (respuesta.status_code, respuesta["Retry-After"]) == (429, "300")
    assert "demasiados intentos" in respuesta.content.decode()


def test_confirmar_identidad_pide_la_contrasena(persona, client, entrar):
    entrar(persona())
    direccion = reverse("account_reauthenticate")
    assert "La contraseña no coincide" in client.post(direccion, {"password": "no-es-esta-contrasena"}).content.decode()
    datos = {"password": "contrasena-de-prueba", "next": RAIZ_DE_LA_CUENTA}
    assert client.post(direccion, datos).url == RAIZ_DE_LA_CUENTA


class TestSesion:
    """Vence por inactividad y por edad, en el servidor."""

    @pytest.fixture
    def reloj_del_equipo(self, monkeypatch):
        marca = [time.time()]
        monkeypatch.setattr(intermedios.time, "time", lambda: marca[0])
        return marca

    def test_vence_por_inactividad(self, persona, client, entrar, reloj_del_equipo):
        entrar(persona())
        assert client.get(RAIZ_DE_LA_CUENTA).status_code == 200
        reloj_del_equipo[0] += settings.SESION_INACTIVA_SEGUNDOS + 1
        assert client.get(RAIZ_DE_LA_CUENTA).status_code == 302
        assert "sesion.vencida" in _acciones()
        assert "Su sesión venció" in client.get(reverse("account_login")).content.decode()

    def test_con_actividad_sigue_hasta_su_edad_maxima(self, persona, client, entrar, reloj_del_equipo):
        entrar(persona())
        inicio = reloj_del_equipo[0]
        while reloj_del_equipo[0] - inicio <= settings.SESSION_COOKIE_AGE - 1200:
            assert client.get(RAIZ_DE_LA_CUENTA).status_code == 200
            reloj_del_equipo[0] += 1200
        reloj_del_equipo[0] += 60  # lleva 21 minutos sin actividad: lo que se acabó es la edad
        assert client.get(RAIZ_DE_LA_CUENTA).status_code == 302

    def test_a_htmx_le_responde_401_sin_redirigir(self, persona, client, entrar, reloj_del_equipo):
        entrar(persona())
        client.get(RAIZ_DE_LA_CUENTA)
        reloj_del_equipo[0] += settings.SESION_INACTIVA_SEGUNDOS + 1
        primera, otra = [client.get(RAIZ_DE_LA_CUENTA, headers={"HX-Request": "true"}) for _ in range(2)]
        assert (primera.status_code, otra.status_code) == (401, 401)  # ya sin sesión, tampoco se le da la página de entrar
