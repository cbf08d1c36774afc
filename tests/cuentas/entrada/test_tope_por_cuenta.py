"""El tope de la cuenta detiene a quien prueba desde muchas direcciones y a su dueña no la deja fuera."""

import re
from collections import Counter

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client
from django.urls import reverse

from cuentas.entrada.adaptador import POR_CUENTA, POR_CUENTA_Y_DIRECCION, POR_EQUIPO, VENTANA_DE_LA_CUENTA
from cuentas.models import Usuario

pytestmark = pytest.mark.django_db
BUENA, MALA, NUEVA = "contrasena-de-prueba", "mala-contrasena-mala", "otra-frase-que-solo-yo-recuerdo"


def _entrar(cliente, correo, contrasena, direccion):
    datos = {"login": correo, "password": contrasena, "next": "/cuenta/"}
    return cliente.post(reverse("account_login"), datos, REMOTE_ADDR=direccion)


def _atacar(correo):
    """Desde direcciones distintas, hasta que el tope de la cuenta responde."""
    for n in range(POR_CUENTA):
        assert _entrar(Client(), correo, MALA, f"203.0.113.{n}").status_code == 200


@pytest.mark.parametrize("existe", [True, False])
def test_probar_desde_muchas_direcciones_se_detiene_y_no_dice_si_la_cuenta_existe(persona, existe):
    correo = persona().correo if existe else "nadie@ejemplo.invalid"
    _atacar(correo)
    respuesta = _entrar(Client(), correo, BUENA, "198.51.100.1")
    assert (respuesta.status_code, respuesta["Retry-After"]) == (429, str(VENTANA_DE_LA_CUENTA))
    assert "desde otros equipos" in respuesta.content.decode()


def test_en_el_equipo_donde_ya_entro_el_ataque_no_la_deja_fuera(persona):
    alguien, suyo = persona(), Client()
    assert _entrar(suyo, alguien.correo, BUENA, "198.51.100.1").url == "/cuenta/"
    suyo.post(reverse("account_logout"))
    _atacar(alguien.correo)
    assert _entrar(Client(), alguien.correo, BUENA, "198.51.100.1").status_code == 429
    assert _entrar(suyo, alguien.correo, BUENA, "198.51.100.1").url == "/cuenta/"


def test_con_el_vinculo_de_su_correo_entra_en_un_equipo_nuevo_a_mitad_del_ataque(persona):
    alguien, nuevo = persona(), Client()
    _atacar(alguien.correo)
    nuevo.post(reverse("account_reset_password"), {"email": alguien.correo})
    vinculo = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    elegir = nuevo.get(vinculo).url
    assert nuevo.post(elegir, {"password1": NUEVA}).status_code == 302
    assert _entrar(nuevo, alguien.correo, NUEVA, "203.0.113.1").url == "/cuenta/"


def test_el_equipo_conocido_tiene_su_tope_y_no_vale_para_otra_cuenta(persona):
    alguien, otra, suyo = persona(), persona(), Client()
    _entrar(suyo, alguien.correo, BUENA, "198.51.100.1")
    suyo.post(reverse("account_logout"))
    codigos = [_entrar(suyo, alguien.correo, MALA, f"198.51.100.{n}").status_code for n in range(POR_EQUIPO + 1)]
    assert codigos == [200] * POR_EQUIPO + [429]
    ajenos = [_entrar(suyo, otra.correo, MALA, "198.51.100.9").status_code for _ in range(POR_CUENTA_Y_DIRECCION + 1)]
    assert ajenos == [200] * POR_CUENTA_Y_DIRECCION + [429]


def test_una_galleta_inventada_no_es_un_equipo_conocido(persona, settings):
    alguien, ajeno = persona(), Client()
    ajeno.cookies[f"{settings.SESSION_COOKIE_NAME}-equipo"] = "eyJjdWVudGEiOiIxIn0:1a:firma"
    _atacar(alguien.correo)
    assert _entrar(ajeno, alguien.correo, BUENA, "198.51.100.1").status_code == 429


def test_el_intento_malo_cuesta_lo_mismo_exista_o_no_la_cuenta_al_cambiar_de_algoritmo(persona, settings, monkeypatch):
    vieja, nueva = persona(), persona()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
    Usuario.objects.filter(pk=nueva.pk).update(password=hashers.make_password(BUENA))
    calculos = Counter()
    for clase in (hashers.ScryptPasswordHasher, hashers.MD5PasswordHasher):
        def contado(self, *args, _antes=clase.encode, **kwargs):
            calculos[self.algorithm] += 1
            return _antes(self, *args, **kwargs)
        monkeypatch.setattr(clase, "encode", contado)
    costos = []
    for correo in (vieja.correo, nueva.correo, "nadie@ejemplo.invalid"):
        calculos.clear()
        _entrar(Client(), correo, MALA, "198.51.100.1")
        costos.append(dict(calculos))
    assert costos == [{"scrypt": 1, "md5": 1}] * 3
