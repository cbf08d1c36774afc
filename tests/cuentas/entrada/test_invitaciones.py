"""La invitación: un solo uso, con término, y sin que el secreto quede en la base."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import AccesoDenegado, puede
from cuentas.entrada import invitaciones
from cuentas.models import Invitacion, Usuario
from cuentas.parametros import parametro

pytestmark = pytest.mark.django_db
FRASE = "una frase larga y nueva"


@pytest.fixture
def invitada(persona):
    alta = persona()
    alta.set_unusable_password()
    alta.save()
    return alta


def _volcado():
    """Todo el texto de todas las tablas."""
    with connection.cursor() as cursor:
        renglones = []
        for tabla in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{tabla}"')
            renglones += cursor.fetchall()
    return str(renglones)


def test_la_acepta_y_entra(invitada, client, sin_inline):
    direccion = reverse("cuentas:invitacion", args=[invitaciones.invitar(invitada, por=None, en=reloj.ahora())])
    assert invitada.correo in sin_inline(client.get(direccion)).content.decode()
    assert client.post(direccion, {"contrasena": FRASE}).url == reverse("cuentas:mi_cuenta")
    assert client.get(reverse("cuentas:mi_cuenta")).status_code == 200
    acciones = list(Evento.objects.order_by("n").values_list("accion", flat=True))
    assert acciones == ["invitacion.creada", "invitacion.aceptada", "sesion.abierta"]


def test_no_sirve_dos_veces(invitada, client):
    direccion = reverse("cuentas:invitacion", args=[invitaciones.invitar(invitada, por=None, en=reloj.ahora())])
    client.post(direccion, {"contrasena": FRASE})
    client.post(reverse("account_logout"))
    for respuesta in (client.get(direccion), client.post(direccion, {"contrasena": "otra frase larga más"})):
        assert respuesta.status_code == 410
        assert "ya se usó" in respuesta.content.decode()
    invitada.refresh_from_db()
    assert invitada.check_password(FRASE)


def test_dos_aceptaciones_a_la_vez_gana_una(invitada, en, monkeypatch):
    secreto = invitaciones.invitar(invitada, por=None, en=en)
    leida = invitaciones.vigente(secreto, en)
    invitaciones.aceptar(secreto, FRASE, en=en)
    monkeypatch.setattr(invitaciones, "vigente", lambda *_: leida)
    with pytest.raises(invitaciones.InvitacionNoVale, match="ya se usó"):
        invitaciones.aceptar(secreto, "otra frase larga más", en=en)
    invitada.refresh_from_db()
    assert invitada.check_password(FRASE)


def test_vence(invitada, en, client):
    secreto = invitaciones.invitar(invitada, por=None, en=en)
    ultimo = en + timedelta(days=parametro("invitacion.dias"))
    assert invitaciones.vigente(secreto, ultimo - timedelta(seconds=1))
    with reloj.detenido_en(ultimo):
        respuesta = client.post(reverse("cuentas:invitacion", args=[secreto]), {"contrasena": FRASE})
    assert (respuesta.status_code, "ya no está vigente" in respuesta.content.decode()) == (410, True)
    invitada.refresh_from_db()
    assert not invitada.has_usable_password()


@pytest.mark.parametrize("alterar", [lambda s: s[:-1], lambda s: s + "x", lambda s: s.swapcase(), lambda s: "nada"])
def test_alterada_no_se_reconoce(invitada, client, alterar):
    secreto = invitaciones.invitar(invitada, por=None, en=reloj.ahora())
    respuesta = client.get(reverse("cuentas:invitacion", args=[alterar(secreto)]))
    assert (respuesta.status_code, "No reconocemos" in respuesta.content.decode()) == (410, True)


def test_reinvitar_anula_la_anterior(invitada, en):
    primera = invitaciones.invitar(invitada, por=None, en=en)
    segunda = invitaciones.invitar(invitada, por=None, en=en)
    assert invitaciones.vigente(segunda, en)
    with pytest.raises(invitaciones.InvitacionNoVale):
        invitaciones.vigente(primera, en)


def test_una_cuenta_desactivada_no_acepta_ni_se_invita(invitada, en):
    secreto = invitaciones.invitar(invitada, por=None, en=en)
    Usuario.objects.filter(pk=invitada.pk).update(is_active=False)
    with pytest.raises(invitaciones.InvitacionNoVale):
        invitaciones.aceptar(secreto, FRASE, en=en)
    invitada.refresh_from_db()
    with pytest.raises(invitaciones.InvitacionNoVale):
        invitaciones.invitar(invitada, por=None, en=en)


def test_quien_no_administra_no_invita(invitada, persona, en):
    with pytest.raises(AccesoDenegado):
        invitaciones.invitar(invitada, por=persona("coordinacion"), en=en)


def test_solo_queda_la_huella_del_secreto(invitada, en):
    secreto = invitaciones.invitar(invitada, por=None, en=en)
    volcado = _volcado()
    assert secreto not in volcado
    assert hashlib.sha256(secreto.encode()).hexdigest() in volcado
    assert len(secreto) >= 43, "256 bits"


def test_el_correo_lleva_el_vinculo_y_es_texto_plano(invitada, en, mailoutbox):
    assert invitaciones.invitar_por_correo(invitada, por=None, en=en)
    assert mailoutbox[0].to == [invitada.correo]
    assert mailoutbox[0].subject == "Invitación al sistema de Dictamen de TIC"
    assert "/cuenta/invitacion/" in mailoutbox[0].body
    assert "vence en 7 días" in mailoutbox[0].body


def test_si_el_correo_no_sale_la_invitacion_queda_y_se_puede_reinvitar(invitada, en, monkeypatch, caplog):
    def caido(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", caido)
    assert not invitaciones.invitar_por_correo(invitada, por=None, en=en)
    assert Invitacion.objects.filter(persona=invitada, usada_en=None).count() == 1
    assert invitada.correo not in caplog.text


def test_la_contrasena_de_la_invitacion_sigue_la_politica(invitada, client):
    direccion = reverse("cuentas:invitacion", args=[invitaciones.invitar(invitada, por=None, en=reloj.ahora())])
    respuesta = client.post(direccion, {"contrasena": "corta"})
    assert (respuesta.status_code, "15 caracteres" in respuesta.content.decode()) == (200, True)
    assert Invitacion.objects.get().usada_en is None


class TestCrearAdministrador:
    """La primera puerta de una instalación nueva."""

    def _correr(self, capsys, *correos):
        argumentos = [f"--{c}={v}" for correo in correos for c, v in (("correo", correo), ("nombre", "Ada Ficticia"))]
        call_command("crear_administrador", *argumentos)
        return capsys.readouterr()

    def test_imprime_una_invitacion_que_sirve(self, capsys, client):
        salida = self._correr(capsys, "ada@ejemplo.invalid").out
        ruta = salida[salida.index("/cuenta/"):].strip()
        client.post(ruta, {"contrasena": FRASE})
        ada = Usuario.objects.get(correo="ada@ejemplo.invalid")
        assert ada.check_password(FRASE)
        assert puede(ada, "personas.administrar")

    def test_es_de_una_sola_vez(self, capsys):
        self._correr(capsys, "ada@ejemplo.invalid")
        with pytest.raises(CommandError, match="Ya hay"):
            self._correr(capsys, "eva@ejemplo.invalid")
        assert Usuario.objects.count() == 1

    def test_crea_dos_para_los_cuatro_ojos_y_avisa_si_falta(self, capsys):
        assert "segunda persona" not in self._correr(capsys, "ada@ejemplo.invalid", "eva@ejemplo.invalid").err
        assert Usuario.objects.filter(nombramientos__papel="administrador").count() == 2

    def test_una_instalacion_nueva_no_trae_cuentas(self):
        assert not Usuario.objects.exists()
