"""Los correos que regresan: se ligan por su Message-ID, los ven quien administra y su dueña, y nada hostil los truena."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from bitacora.models import Evento
from cuentas.avisos import avisos, rebotes
from cuentas.models import Aviso, Usuario

pytestmark = pytest.mark.django_db
UN_DIA = timedelta(days=1)
MOLDE = """From: MAILER-DAEMON@correo.example
To: no-responder@dictamenes.invalid
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

SECRETO DEL SERVIDOR
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; correo.example

Final-Recipient: rfc822; {final}
Action: {accion}
Status: {codigo}
Diagnostic-Code: smtp; 550 SECRETO DEL SERVIDOR

--B
Content-Type: {devuelto}

Message-ID: <{identidad}@dictamenes.invalid>
To: {para}
Subject: SGD-1

--B--
"""


@pytest.fixture
def enviado(persona, en, mailoutbox):
    """Un aviso que salió bien."""
    aviso = avisos.avisar(persona(), asunto="SGD-1: Hola", texto="", url="/", clave="uno", en=en, tema="emitida")
    assert avisos.enviar_pendientes(en) == 1
    return Aviso.objects.get(pk=aviso.pk)


def informe(aviso, **cambios):
    datos = {"final": aviso.persona.correo, "para": aviso.persona.correo, "accion": "failed", "codigo": "5.1.1",
             "identidad": aviso.identidad, "devuelto": "text/rfc822-headers"}
    return MOLDE.format(**{**datos, **cambios}).encode()


def recibir(crudo, en):
    return [rebotes.registrar(leido, en) for leido in rebotes.leer(crudo)]


@pytest.mark.parametrize("devuelto", ["text/rfc822-headers", "message/rfc822"])
def test_el_rebote_marca_el_aviso_y_a_su_persona_una_vez(enviado, en, devuelto):
    crudo = informe(enviado, devuelto=devuelto)
    assert [recibir(crudo, en), recibir(crudo, en + UN_DIA)] == [[True], [False]]
    enviado.refresh_from_db()
    assert enviado.falla == "El correo regresó: la dirección no lo recibe (5.1.1)."
    assert enviado.persona.correo_rebota_en == en
    assert list(avisos.agotados()) == [enviado]
    evento = Evento.objects.get(accion="correo.rebotado")
    assert "SECRETO" not in str(evento.datos_evento.datos) + enviado.falla


def test_no_se_vuelve_a_mandar_solo_y_reintentado_con_exito_se_limpia(enviado, persona, en, mailoutbox):
    recibir(informe(enviado), en)
    assert avisos.enviar_pendientes(en + UN_DIA) == 0
    avisos.reintentar(enviado, por=persona("administrador"), en=en + UN_DIA)
    avisos.enviar_pendientes(en + UN_DIA)
    primero, *_, otro = [m for m in mailoutbox if m.to == [enviado.persona.correo]]
    assert primero.extra_headers["Message-ID"] == otro.extra_headers["Message-ID"]
    assert Usuario.objects.get(pk=enviado.persona_id).correo_rebota_en is None


def test_la_demora_se_apunta_y_no_marca_a_nadie(enviado, en):
    assert recibir(informe(enviado, accion="delayed", codigo="4.4.1"), en) == [True]
    enviado.refresh_from_db()
    assert (enviado.enviado_en, enviado.persona.correo_rebota_en) == (en, None)
    assert "todavía no lo recibe (4.4.1)" in enviado.falla


def test_la_direccion_que_cambio_en_el_camino_vale_por_la_del_mensaje_devuelto(enviado, en):
    assert recibir(informe(enviado, final="alias@interno.example"), en) == [True]


@pytest.mark.parametrize("cambios", [
    {"final": "otra@ejemplo.invalid", "para": "otra@ejemplo.invalid"}, {"identidad": "f" * 32}, {"identidad": "x"},
    {"accion": "delivered"}, {"accion": "relayed"}, {"codigo": "no"},
    {"devuelto": "text/plain"},
])
def test_lo_ajeno_o_lo_raro_no_marca_a_nadie_que_no_toque(enviado, en, cambios):
    recibir(informe(enviado, **cambios), en)
    assert Usuario.objects.get(pk=enviado.persona_id).correo_rebota_en is None


def test_un_aviso_que_no_ha_salido_no_puede_rebotar(enviado, en):
    Aviso.objects.update(enviado_en=None)
    assert recibir(informe(enviado), en) == [False]


HOSTILES = [
    b"", b"\x00" * 5000, b"\xff\xfe" * 900, b"Content-Type: multipart/report; boundary=\n\n--\n",
    b"Content-Type: multipart/report; boundary=B\n\n" + b"--B\nContent-Type: multipart/mixed; boundary=B\n\n" * 3000,
    b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500)),
    b"Content-Type: message/rfc822\n\n" * 3000, b"A: " + b"x" * (3 << 20),
    b"Content-Type: message/delivery-status\n\nStatus: 5.1.1\n\nAction: failed\n\n" * 400,
    b"Content-Type: text/rfc822-headers; charset=\xff\nContent-Transfer-Encoding: base64\n\n====\n",
]


@pytest.mark.parametrize("crudo", HOSTILES, ids=range(len(HOSTILES)))
def test_lo_hostil_ni_truena_ni_dice_nada(crudo):
    assert rebotes.leer(crudo) == []


def test_la_orden_lee_la_tuberia_y_la_carpeta_y_no_filtra(enviado, en, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(informe(enviado))))
    call_command("rebotes")
    assert capsys.readouterr().out.strip() == "Mensajes leídos: 1. Rebotes registrados: 1."
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(informe(enviado))
    (tmp_path / "basura.eml").write_bytes(b"\x00\xff")
    call_command("rebotes", str(tmp_path))
    assert capsys.readouterr().out.strip() == "Mensajes leídos: 2. Rebotes registrados: 0."
    with pytest.raises(CommandError):
        call_command("rebotes", str(tmp_path / "no-hay"))


def test_lo_ven_su_duena_y_quien_administra(enviado, persona, en, client):
    recibir(informe(enviado), en)
    client.force_login(Usuario.objects.get(pk=enviado.persona_id))
    assert "Su correo rebota desde el <time" in client.get(reverse("cuentas:mi_cuenta")).content.decode()
    client.force_login(persona("administrador"))
    ficha = client.get(reverse("cuentas:persona", args=[enviado.persona_id])).content.decode()
    assert "Rebota" in ficha
    assert "Su correo rebota" not in ficha, "no es el suyo"
    assert "El correo regresó" in client.get(reverse("flujos:detenidos")).content.decode()
