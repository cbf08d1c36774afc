"""El segundo factor: darlo de alta, entrar con él, que se exija, que no se repita y empezar de nuevo si se pierde."""

import io
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from bitacora.models import DatosEvento, Evento
from cuentas.acceso import acceso
from cuentas.entrada import factores
from cuentas.models import Aviso, SesionAbierta
from cuentas.papeles import CON_SEGUNDO_FACTOR, PAPELES
from tests.cuentas.conftest import CONTRASENA

pytestmark = pytest.mark.django_db
CUENTA, FACTORES = "/cuenta/", "/cuenta/factores/"
ENTRADA = "allauth.account.auth_backends.AuthenticationBackend"


class Telefono:
    """La aplicación de códigos de una persona: calcula el código de cada momento con su secreto."""

    def __init__(self):
        self.ahora = time.time()
        self.secreto = ""

    def codigo(self, pasos=0):
        return format_hotp_value(hotp_value(self.secreto, int(self.ahora // 30) + pasos))

    def esperar(self, segundos=30):
        self.ahora += segundos
        return self


@pytest.fixture
def telefono(monkeypatch):
    """El reloj del equipo, detenido: avanza cuando la prueba lo dice."""
    suyo = Telefono()
    monkeypatch.setattr(time, "time", lambda: suyo.ahora)
    return suyo


def dar_de_alta(client, telefono):
    pagina = client.get(reverse("mfa_activate_totp")).content.decode()
    telefono.secreto = re.search(r'sn-huella">([A-Z2-7 ]+)<', pagina).group(1).replace(" ", "")
    return client.post(reverse("mfa_activate_totp"), {"code": telefono.codigo()})


@pytest.fixture
def con_factor(persona, client, entrar, telefono):
    """Una persona firmante con su aplicación dada de alta y la sesión cerrada."""
    alguien = persona("firmante")
    entrar(alguien)
    dar_de_alta(client, telefono)
    client.post(reverse("account_logout"))
    telefono.esperar()
    return alguien


def _codigos_de_recuperacion(persona):
    return Authenticator.objects.get(user=persona, type="recovery_codes").wrap().get_unused_codes()


def _acciones():
    return list(Evento.objects.order_by("n").values_list("accion", flat=True))


class TestAlta:
    """Dar de alta y quitar."""

    def test_dar_de_alta_avisa_anota_y_ensena_los_codigos_una_vez(self, persona, client, entrar, telefono, sin_inline):
        alguien = persona()
        entrar(alguien)
        sin_inline(client.get(reverse("mfa_activate_totp")))
        respuesta = dar_de_alta(client, telefono)
        assert respuesta.url == reverse("mfa_view_recovery_codes")
        html = sin_inline(client.get(respuesta.url)).content.decode()
        assert all(codigo in html for codigo in _codigos_de_recuperacion(alguien))
        otra_vez = client.get(respuesta.url).content.decode()
        assert not any(codigo in otra_vez for codigo in _codigos_de_recuperacion(alguien))
        assert "factor.aplicacion_agregada" in _acciones()
        assert Aviso.objects.get(persona=alguien).asunto == "Se agregó una aplicación de códigos a su cuenta"
        sin_inline(client.get(FACTORES))

    def test_el_secreto_queda_cifrado_tambien_mientras_se_da_de_alta(self, persona, client, entrar, telefono):
        alguien = persona()
        entrar(alguien)
        client.get(reverse("mfa_activate_totp"))
        pagina = client.get(reverse("mfa_activate_totp")).content.decode()
        secreto = re.search(r'sn-huella">([A-Z2-7 ]+)<', pagina).group(1).replace(" ", "")
        assert secreto not in str(client.session.items())
        dar_de_alta(client, telefono)
        suyo = Authenticator.objects.get(user=alguien, type="totp")
        assert telefono.secreto not in str(suyo.data)
        assert factores.descifrar(suyo.data["secret"]) == telefono.secreto

    def test_un_codigo_malo_no_da_de_alta(self, persona, client, entrar):
        entrar(persona())
        client.get(reverse("mfa_activate_totp"))
        html = client.post(reverse("mfa_activate_totp"), {"code": "000000x"}).content.decode()
        assert "El código no es correcto" in html
        assert not Authenticator.objects.exists()

    def test_cambiar_un_factor_cierra_las_demas_sesiones(self, persona, client, entrar, telefono):
        alguien, otra = persona(), Client()
        otra.force_login(alguien, backend=ENTRADA)
        entrar(alguien)
        dar_de_alta(client, telefono)
        assert otra.get(CUENTA).status_code == 302
        assert client.get(CUENTA).status_code == 200

    def test_el_ultimo_no_se_quita_si_el_papel_lo_exige(self, con_factor, client, entrar, telefono, settings):
        settings.SEGUNDO_FACTOR_OBLIGATORIO = True
        entrar(con_factor)
        client.post(reverse("mfa_authenticate"), {"code": telefono.codigo()})
        html = client.post(reverse("mfa_deactivate_totp")).content.decode()
        assert "Su papel exige un segundo factor" in html
        settings.SEGUNDO_FACTOR_OBLIGATORIO = False
        assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
        assert not Authenticator.objects.exists()
        assert _acciones()[-1] == "factor.aplicacion_quitada"


class TestEntrada:
    """Entrar con el segundo factor."""

    def test_la_contrasena_sola_no_entra(self, con_factor, client, entrar, sin_inline):
        assert entrar(con_factor).url == reverse("mfa_authenticate")
        sin_inline(client.get(reverse("mfa_authenticate")))
        assert client.get(CUENTA).status_code == 302

    def test_con_el_codigo_entra_y_el_mismo_no_sirve_dos_veces(self, con_factor, client, entrar, telefono):
        entrar(con_factor)
        assert client.post(reverse("mfa_authenticate"), {"code": telefono.codigo()}).status_code == 302
        assert client.get(CUENTA).status_code == 200
        client.post(reverse("account_logout"))
        entrar(con_factor)
        assert "ya se usó" in client.post(
            reverse("mfa_authenticate"), {"code": telefono.codigo()}).content.decode()
        assert "factor.rechazado" in _acciones()

    @pytest.mark.parametrize("atras", [0, -1])
    def test_usado_uno_no_sirven_ni_el_ni_el_anterior(self, con_factor, client, entrar, telefono, atras):
        usado, rechazado = telefono.codigo(), telefono.codigo(atras)
        entrar(con_factor)
        assert client.post(reverse("mfa_authenticate"), {"code": usado}).status_code == 302
        client.post(reverse("account_logout"))
        entrar(con_factor)
        assert client.post(reverse("mfa_authenticate"), {"code": rechazado}).status_code == 200
        assert client.get(CUENTA).status_code == 302

    def test_la_repeticion_se_rechaza_aunque_la_cache_se_vacie(self, con_factor, client, entrar, telefono):
        from django.core.cache import cache

        for esperado in (302, 200):
            entrar(con_factor)
            assert client.post(reverse("mfa_authenticate"), {"code": telefono.codigo()}).status_code == esperado
            client.post(reverse("account_logout"))
            cache.clear()

    def test_el_codigo_con_que_se_dio_de_alta_no_sirve_para_entrar(self, persona, client, entrar, telefono):
        alguien = persona("firmante")
        entrar(alguien)
        dar_de_alta(client, telefono)
        client.post(reverse("account_logout"))
        entrar(alguien)
        assert client.post(reverse("mfa_authenticate"), {"code": telefono.codigo()}).status_code == 200

    def test_un_codigo_de_recuperacion_sirve_una_vez_y_se_avisa(self, con_factor, client, entrar):
        codigo = _codigos_de_recuperacion(con_factor)[0]
        for esperado in (302, 200):
            entrar(con_factor)
            assert client.post(reverse("mfa_authenticate"), {"code": codigo}).status_code == esperado
            client.post(reverse("account_logout"))
        assert Aviso.objects.filter(asunto="Se usó un código de recuperación de su cuenta").count() == 1

    def test_los_codigos_no_se_adivinan(self, con_factor, client, entrar, telefono, settings):
        settings.ACCOUNT_RATE_LIMITS = {}
        entrar(con_factor)
        for n in range(5):
            client.post(reverse("mfa_authenticate"), {"code": f"00000{n}x"})
        html = client.post(reverse("mfa_authenticate"), {"code": telefono.codigo()}).content.decode()
        assert "demasiados intentos" in html
        assert client.get(CUENTA).status_code == 302

    @pytest.mark.parametrize("basura", ["[]", "{}", '""', "1", "null", '{"id": 1}', '{"response": {"userHandle": "ñ"}}',
                                        '{"id": "a", "response": []}', "no es json", ""])
    def test_una_llave_ilegible_es_un_rechazo_y_no_una_falla(self, con_factor, client, entrar, basura):
        assert client.post(reverse("mfa_login_webauthn"), {"credential": basura}).status_code == 302
        entrar(con_factor)
        assert client.post(reverse("mfa_authenticate"), {"credential": basura}).status_code == 200
        client.force_login(con_factor, backend=ENTRADA)
        assert client.post(reverse("mfa_add_webauthn"), {"credential": basura, "name": "x"}).status_code == 200


class TestSeExige:
    """A quién se le exige, y qué alcanza mientras no lo tiene."""

    @pytest.fixture(autouse=True)
    def _obligatorio(self, settings):
        settings.SEGUNDO_FACTOR_OBLIGATORIO = True

    def test_todo_papel_central_y_quien_dictamina_lo_llevan(self):
        assert {clave for clave, papel in PAPELES.items() if papel.de != "ente"} == CON_SEGUNDO_FACTOR

    @pytest.mark.parametrize("papel", sorted(CON_SEGUNDO_FACTOR))
    def test_sin_el_solo_llega_a_darlo_de_alta(self, persona, client, entrar, telefono, area, papel):
        entrar(persona(papel, area=area if papel == "tecnico" else None))
        for ruta in ("/trabajo/", "/solicitudes/", "/cuenta/personas/", "/auditoria/", "/cuenta/avisos/", "/catalogos/"):
            respuesta = client.get(ruta)
            assert respuesta.url == FACTORES if respuesta.status_code == 302 else respuesta.status_code == 404
        assert client.get(CUENTA).status_code == 200
        assert "Su papel lo exige" in client.get(FACTORES).content.decode()
        dar_de_alta(client, telefono)
        assert not factores.falta(client.get(CUENTA).wsgi_request)

    def test_a_htmx_le_contesta_403(self, persona, client, entrar):
        entrar(persona("auditor"))
        assert client.get("/cuenta/avisos/", headers={"HX-Request": "true"}).status_code == 403

    def test_a_quien_elabora_no_se_le_exige(self, persona, client, entrar, ente):
        entrar(persona("elabora", ente=ente))
        assert client.get("/cuenta/avisos/").status_code == 200

    def test_nombrar_con_la_sesion_abierta_lo_exige_en_la_siguiente_peticion(self, persona, client, entrar, en):
        from cuentas.personas.nombramientos import nombrar

        alguien = persona()
        entrar(alguien)
        assert client.get("/cuenta/avisos/").status_code == 200
        nombrar(alguien, "firmante", oficio="OF-1", desde=en.date(), por=None, en=en)
        assert acceso.papeles(type(alguien).objects.get(pk=alguien.pk)) == {"firmante"}
        assert client.get("/cuenta/avisos/").url == FACTORES


class TestRestablecer:
    """Quien perdió su factor empieza de nuevo con un vínculo y su contraseña; quien administra sólo lo inicia."""

    @pytest.fixture
    def vinculo(self, con_factor, persona, mailoutbox):
        self.auditora = persona("auditor")
        administradora = Client()
        self.administradora = persona("administrador")
        administradora.force_login(self.administradora, backend=ENTRADA)
        respuesta = administradora.post(reverse("cuentas:factor_iniciar", args=[con_factor.pk]))
        assert respuesta.url == reverse("cuentas:persona", args=[con_factor.pk])
        return re.search(r"http://localhost:\d+(/cuenta/factores/restablecer/\S+)", mailoutbox[-1].body).group(1)

    def test_de_punta_a_punta(self, con_factor, client, entrar, vinculo, sin_inline, mailoutbox):
        assert mailoutbox[-1].to == [con_factor.correo]
        assert Authenticator.objects.filter(user=con_factor).count() == 2, "iniciar no quita nada"
        sin_inline(client.get(vinculo))
        assert "no coincide" in client.post(vinculo, {"password": "otra cosa muy distinta"}).content.decode()
        assert client.post(vinculo, {"password": CONTRASENA}).url == reverse("account_login")
        assert not Authenticator.objects.filter(user=con_factor).exists()
        assert client.get(vinculo).status_code == 410
        assert entrar(con_factor).url == CUENTA
        assert [a for a in _acciones() if a.startswith("factor.rest")] == [
            "factor.restablecimiento_iniciado", "factor.restablecido"]
        assert Aviso.objects.filter(persona=self.auditora, asunto__startswith="Restablecimiento").count() == 2

    def test_cierra_las_sesiones(self, con_factor, client, vinculo):
        otra = Client()
        otra.force_login(con_factor, backend=ENTRADA)
        client.post(vinculo, {"password": CONTRASENA})
        assert otra.get(CUENTA).status_code == 302

    def test_vence_a_las_24_horas(self, client, vinculo, telefono):
        telefono.esperar(factores.VIGENCIA_SEGUNDOS + 1)
        assert client.get(vinculo).status_code == 410

    def test_alterado_no_vale(self, client, vinculo):
        assert client.get(vinculo[:-3] + "xx/").status_code == 410

    def test_la_contrasena_no_se_adivina_con_el_vinculo(self, client, vinculo):
        codigos = [client.post(vinculo, {"password": "mala-contrasena"}).status_code for _ in range(6)]
        assert codigos == [200] * 5 + [429]

    def test_nadie_inicia_el_suyo(self, vinculo, telefono):
        suya = Client()
        suya.force_login(self.administradora, backend=ENTRADA)
        dar_de_alta(suya, telefono)
        url = reverse("cuentas:factor_iniciar", args=[self.administradora.pk])
        assert suya.post(url).status_code == 403

    def test_por_orden_el_vinculo_llega_solo_al_correo(self, con_factor, mailoutbox):
        salida = io.StringIO()
        call_command("restablecer_factor", correo=con_factor.correo, stdout=salida)
        assert "/factores/restablecer/" in mailoutbox[-1].body
        assert "/factores/" not in salida.getvalue()
        with pytest.raises(CommandError):
            call_command("restablecer_factor", correo="nadie@ejemplo.invalid")

    def test_restablecer_la_contrasena_no_quita_el_factor(self, con_factor, client, entrar, mailoutbox):
        client.post(reverse("account_reset_password"), {"email": con_factor.correo})
        vinculo = re.search(r"http://localhost:\d+(/cuenta/contrasena/nueva/\S+)", mailoutbox[-1].body).group(1)
        client.post(client.get(vinculo).url, {"password1": "una frase larga y nueva"})
        assert entrar(con_factor, "una frase larga y nueva").url == reverse("mfa_authenticate")


class TestCifrado:
    """Los secretos, con la llave que sale de SECRET_KEY."""

    def test_la_clave_anterior_se_retira_despues_de_recifrar(self, con_factor, settings):
        anterior, settings.SECRET_KEY = settings.SECRET_KEY, "otra clave, ya rotada " * 4
        suyo = Authenticator.objects.get(user=con_factor, type="totp")
        with pytest.raises(InvalidToken):
            factores.descifrar(suyo.data["secret"])
        settings.SECRET_KEY_FALLBACKS = [anterior]
        claro = factores.descifrar(suyo.data["secret"])
        call_command("recifrar_factores", stdout=io.StringIO())
        settings.SECRET_KEY_FALLBACKS = []
        suyo.refresh_from_db()
        assert factores.descifrar(suyo.data["secret"]) == claro
        assert len(_codigos_de_recuperacion(con_factor)) == 10

    def test_la_bitacora_no_guarda_codigos(self, con_factor, client, entrar, telefono):
        entrar(con_factor)
        client.post(reverse("mfa_authenticate"), {"code": "987654"})
        guardado = str(list(DatosEvento.objects.values())) + str(list(SesionAbierta.objects.values()))
        assert "987654" not in guardado
        assert telefono.secreto not in guardado
