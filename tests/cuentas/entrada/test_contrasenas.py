"""Restablecer y cambiar la contraseña, de punta a punta."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.entrada import invitaciones
from cuentas.entrada.views.entrar import RestablecerView
from cuentas.models import Aviso, Invitacion

pytestmark = pytest.mark.django_db
NUEVA = "una frase larga y nueva"


def _pedir(client, correo):
    return client.post(reverse("account_reset_password"), {"email": correo})


def _vinculo(mailoutbox):
    return re.search(r"http://localhost:\d+(/cuenta/contrasena/nueva/\S+)", mailoutbox[-1].body).group(1)


def test_restablecer_de_punta_a_punta(persona, client, entrar, mailoutbox, sin_inline):
    alguien = persona()
    assert _pedir(client, alguien.correo).url == reverse("account_reset_password_done")
    assert mailoutbox[0].subject == "Restablecer su contraseña del sistema de Dictamen de TIC"
    assert mailoutbox[0].alternatives == []
    limpia = client.get(_vinculo(mailoutbox)).url
    assert limpia.endswith("-elegir/")
    assert "Elegir contraseña" in sin_inline(client.get(limpia)).content.decode()
    assert client.post(limpia, {"password1": NUEVA}).url == reverse("account_reset_password_from_key_done")
    assert entrar(alguien).status_code == 200, "la anterior ya no entra"
    assert entrar(alguien, NUEVA).status_code == 302
    assert Evento.objects.filter(accion="contrasena.cambiada", por=alguien).count() == 1
    assert Aviso.objects.get(persona=alguien).asunto == "Su contraseña cambió"


def test_el_vinculo_sirve_una_sola_vez(persona, client, mailoutbox):
    _pedir(client, persona().correo)
    vinculo = _vinculo(mailoutbox)
    client.post(client.get(vinculo).url, {"password1": NUEVA})
    assert "El vínculo ya no sirve" in client.get(vinculo).content.decode()


def test_un_vinculo_alterado_no_sirve(persona, client, mailoutbox):
    _pedir(client, persona().correo)
    vinculo = _vinculo(mailoutbox)
    assert "El vínculo ya no sirve" in client.get(vinculo[:-3] + "xx/").content.decode()


def test_no_revela_si_el_correo_existe(persona, client, mailoutbox):
    respuestas = [_pedir(client, correo) for correo in (persona().correo, "nadie@ejemplo.invalid")]
    assert {(r.status_code, r.url, r.content) for r in respuestas} == {
        (302, reverse("account_reset_password_done"), b"")
    }
    assert len(mailoutbox) == 1


def test_el_correo_sale_despues_de_entregar_la_respuesta(persona, rf, mailoutbox):
    request = rf.post(reverse("account_reset_password"), {"email": persona().correo})
    request.user, request.session = AnonymousUser(), {}
    with context.request_context(request):
        respuesta = RestablecerView.as_view()(request)
    assert (respuesta.status_code, len(mailoutbox)) == (302, 0)
    signals.request_finished.disconnect(close_old_connections)
    respuesta.close()
    signals.request_finished.connect(close_old_connections)
    assert len(mailoutbox) == 1


def test_sin_servicio_de_correo_la_respuesta_es_la_misma(persona, client, monkeypatch, caplog):
    def caido(*args, **kwargs):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", caido)
    alguien = persona()
    assert _pedir(client, alguien.correo).status_code == 302
    assert "SMTPServerDisconnected" in caplog.text
    assert alguien.correo not in caplog.text


def test_el_vinculo_no_sale_con_el_host_de_quien_lo_pide(persona, client, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": persona().correo}, headers={"host": "127.0.0.1"})
    assert "http://localhost:" in mailoutbox[0].body


def test_una_cuenta_desactivada_no_recibe_vinculo(persona, client, mailoutbox):
    _pedir(client, persona(is_active=False).correo)
    assert mailoutbox == []


def test_cambiar_conserva_esta_sesion_y_cierra_las_demas(persona, client, entrar, sin_inline):
    alguien, otra = persona(), Client()
    otra.force_login(alguien, backend="allauth.account.auth_backends.AuthenticationBackend")
    entrar(alguien)
    sin_inline(client.get(reverse("account_change_password")))
    datos = {"oldpassword": "contrasena-de-prueba", "password1": NUEVA}
    assert client.post(reverse("account_change_password"), datos).url == reverse("cuentas:mi_cuenta")
    assert client.get(reverse("cuentas:mi_cuenta")).status_code == 200
    assert otra.get(reverse("cuentas:mi_cuenta")).status_code == 302


def test_cambiar_pide_la_actual(persona, client, entrar):
    alguien = persona()
    entrar(alguien)
    datos = {"oldpassword": "no-es-la-actual", "password1": NUEVA}
    assert "La contraseña actual no coincide" in client.post(reverse("account_change_password"), datos).content.decode()
    alguien.refresh_from_db()
    assert alguien.check_password("contrasena-de-prueba")


@pytest.mark.parametrize("mala", ["catorce letras", "persona.ficticia", "Persona Ficticia 1"])
def test_la_politica_rechaza_las_cortas_y_las_parecidas_al_nombre(persona, client, entrar, mala):
    alguien = persona(nombre="Persona Ficticia 1", correo="persona.ficticia@ejemplo.invalid")
    entrar(alguien)
    respuesta = client.post(
        reverse("account_change_password"), {"oldpassword": "contrasena-de-prueba", "password1": mala}
    )
    assert respuesta.status_code == 200


@pytest.mark.parametrize("buena", ["quince letras ya", "ñandú ☂ 日本語 espacios y más", "x9" * 40])
def test_la_politica_acepta_cualquier_caracter_y_frases_largas(persona, client, entrar, buena):
    alguien = persona()
    entrar(alguien)
    datos = {"oldpassword": "contrasena-de-prueba", "password1": buena}
    assert client.post(reverse("account_change_password"), datos).status_code == 302
    alguien.refresh_from_db()
    assert alguien.check_password(buena)


def test_cambiar_la_contrasena_anula_las_invitaciones_pendientes(persona, client, entrar, en):
    alguien = persona()
    secreto = invitaciones.invitar(alguien, por=None, en=reloj.ahora())
    entrar(alguien)
    client.post(reverse("account_change_password"), {"oldpassword": "contrasena-de-prueba", "password1": NUEVA})
    with pytest.raises(invitaciones.InvitacionNoVale, match="vigente"):
        invitaciones.vigente(secreto, reloj.ahora())
    assert Invitacion.objects.get().usada_en is None
