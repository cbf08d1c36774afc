"""Lo que da poder pide confirmar quién es hace cinco minutos o menos, y lo escrito no se pierde."""

import time

import pytest
from django.conf import settings as ajustes
from django.urls import reverse

from cuentas.models import Nombramiento, SesionAbierta
from tests.cuentas.entrada.test_segundo_factor import ENTRADA, Telefono, dar_de_alta

pytestmark = pytest.mark.django_db
SECRETO = "contrasena-que-no-debe-quedar"


@pytest.fixture
def telefono(monkeypatch):
    suyo = Telefono()
    monkeypatch.setattr(time, "time", lambda: suyo.ahora)
    return suyo


@pytest.fixture
def administra(persona, client, entrar, telefono):
    """Quien administra entró por la puerta hace más de cinco minutos."""
    alguien = persona("administrador")
    entrar(alguien)
    telefono.esperar(ajustes.FACTOR_FRESCO_SEGUNDOS + 1)
    return alguien


@pytest.fixture
def alguien(persona):
    return persona()


def _sesiones():
    return str([sesion.get_decoded() for sesion in SesionAbierta.objects.all()])


def _nombrar(client, alguien):
    datos = {"clase": "titular", "papel": "recepcion", "oficio": "OF-77/2026", "desde": "2026-01-05", "fundamento": "Tomó posesión antes."}
    return client.post(reverse("cuentas:nombrar", args=[alguien.pk]), datos)


def _confirmar(client, destino, **datos):
    return client.post(reverse("account_reauthenticate"), {"password": "contrasena-de-prueba", "next": destino, **datos})


def test_recien_entrado_no_hay_que_repetir(persona, client, entrar, alguien, telefono):
    entrar(persona("administrador"))
    assert _nombrar(client, alguien).url == reverse("cuentas:persona", args=[alguien.pk])


def test_pasados_cinco_minutos_se_pide_y_lo_escrito_espera(administra, client, alguien):
    destino = reverse("cuentas:nombrar", args=[alguien.pk])
    respuesta = _nombrar(client, alguien)
    assert respuesta.url == f"{reverse('account_reauthenticate')}?next={destino}"
    assert not Nombramiento.objects.filter(persona=alguien).exists()
    assert "No se hizo nada todavía" in client.get(respuesta.url).content.decode()
    assert _confirmar(client, destino).url == destino
    html = client.get(destino).content.decode()
    assert "OF-77/2026" in html
    assert 'value="recepcion" selected' in html
    assert "OF-77/2026" not in client.get(destino).content.decode(), "se entrega una sola vez"
    assert _nombrar(client, alguien).url == reverse("cuentas:persona", args=[alguien.pk])


@pytest.mark.parametrize("ruta", ["invitar", "reactivar", "factor_iniciar"])
def test_tambien_los_actos_de_un_boton(administra, client, alguien, ruta, mailoutbox):
    respuesta = client.post(reverse(f"cuentas:{ruta}", args=[alguien.pk]))
    assert respuesta.url.startswith(reverse("account_reauthenticate"))
    assert mailoutbox == []


def test_confirmar_un_nombramiento_tambien(administra, persona, client, alguien, en):
    from cuentas.personas.nombramientos import nombrar

    otra = persona("administrador")
    propuesto = nombrar(alguien, "recepcion", oficio="OF-1", desde=en.date(), por=otra, en=en)
    url = reverse("cuentas:nombramiento_confirmar", args=[propuesto.pk])
    assert client.post(url).url.startswith(reverse("account_reauthenticate"))
    propuesto.refresh_from_db()
    assert propuesto.confirmado_en is None
    _confirmar(client, url)
    client.post(url)
    propuesto.refresh_from_db()
    assert propuesto.confirmado_en is not None


def test_con_segundo_factor_la_contrasena_no_basta_y_el_codigo_sirve_una_vez(administra, client, alguien, telefono):
    _confirmar(client, "/cuenta/")
    dar_de_alta(client, telefono)
    telefono.esperar(ajustes.FACTOR_FRESCO_SEGUNDOS + 1)
    assert _nombrar(client, alguien).url.startswith(reverse("account_reauthenticate"))
    assert _confirmar(client, "/cuenta/").url.startswith(reverse("mfa_reauthenticate")), "la contraseña no es opción"
    assert _nombrar(client, alguien).url.startswith(reverse("account_reauthenticate"))
    codigo = telefono.codigo()
    assert client.post(reverse("mfa_reauthenticate"), {"code": codigo, "next": "/cuenta/"}).url == "/cuenta/"
    repetido = client.post(reverse("mfa_reauthenticate"), {"code": codigo, "next": "/cuenta/"})
    assert "ya se usó" in repetido.content.decode()
    assert _nombrar(client, alguien).url == reverse("cuentas:persona", args=[alguien.pk])


def test_tocar_los_factores_la_pide_y_no_guarda_lo_enviado(administra, client):
    for ruta in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        for verbo in (client.get, client.post):
            assert verbo(reverse(ruta), {"code": SECRETO}).url.startswith(reverse("account_reauthenticate"))
    assert SECRETO not in _sesiones()


class TestFirma:
    """Firmar, con las dos formas."""

    @pytest.fixture(params=["pades", "autografa"])
    def por_firmar(self, request, mundo):
        from dictamenes.models import Solicitud

        solicitud = mundo.proponer(mundo.en_estrategia(), forma_firma=request.param)
        mundo.credenciales()
        mundo.trabajar()
        return Solicitud.objects.get(pk=solicitud.pk)

    def _firmar(self, client, solicitud, **quien_es):
        datos = {"visto": solicitud.dictamen.sellado.sha256, **quien_es}
        return client.post(reverse("flujos:firma", args=[solicitud.pk]), datos)

    def _pide(self, client, solicitud):
        campos = client.get(reverse("flujos:firma", args=[solicitud.pk])).context["form"].fields
        return {"contrasena", "codigo"} & set(campos)

    def test_sin_identidad_fresca_la_pide_ahi_mismo_y_no_se_guarda(self, mundo, client, por_firmar, telefono):
        client.force_login(mundo.firmante, backend=ENTRADA)
        assert self._pide(client, por_firmar) == set()
        telefono.esperar(ajustes.FACTOR_FRESCO_SEGUNDOS + 1)
        assert self._pide(client, por_firmar) == {"contrasena"}
        respuesta = self._firmar(client, por_firmar, contrasena=SECRETO)
        assert respuesta.status_code == 422
        por_firmar.dictamen.refresh_from_db()
        assert por_firmar.dictamen.estado == "por_firmar"
        html = respuesta.content.decode()
        assert SECRETO not in html + _sesiones()
        sin_leer = self._firmar(client, por_firmar, contrasena="contrasena-de-prueba")
        assert sin_leer.status_code == 422
        assert not {"contrasena", "codigo"} & set(sin_leer.context["form"].fields), "ni al corregir lo demás"
        assert self._pide(client, por_firmar) == set(), "confirmada, vale cinco minutos"

    def test_con_segundo_factor_se_pide_el_codigo_y_no_la_contrasena(self, mundo, client, por_firmar, telefono):
        client.force_login(mundo.firmante, backend=ENTRADA)
        dar_de_alta(client, telefono)
        telefono.esperar(ajustes.FACTOR_FRESCO_SEGUNDOS + 1)
        assert self._pide(client, por_firmar) == {"codigo"}
        assert self._firmar(client, por_firmar, contrasena="contrasena-de-prueba", codigo="000000").status_code == 422
        assert self._pide(client, por_firmar) == {"codigo"}
        self._firmar(client, por_firmar, codigo=telefono.codigo(), visto="0" * 64)
        assert self._pide(client, por_firmar) == set()
