"""La bandeja de salida, contra un servidor SMTP de verdad en el propio equipo."""

import email
import re
import socket
import socketserver
import threading
from datetime import timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.avisos.avisos import AvisoAjeno, avisar, enviar_pendientes, leer, sin_leer
from cuentas.models import Aviso
from cuentas.parametros import parametro

pytestmark = pytest.mark.django_db
MINUTO = timedelta(minutes=1)


class SesionSMTP(socketserver.StreamRequestHandler):
    """El mínimo de RFC 5321 para recibir un mensaje; `rechazar` contesta 451 a los primeros que lleguen."""

    def handle(self):
        self._decir("220 prueba")
        for linea in iter(self.rfile.readline, b""):
            orden = linea[:4].upper().strip()
            if orden == b"QUIT":
                self._decir("221 adiós".encode("ascii", "ignore").decode())
                return
            if orden == b"DATA":
                self._recibir()
            else:
                self._decir("250 prueba")

    def _recibir(self):
        self._decir("354 siga")
        lineas = list(iter(self.rfile.readline, b".\r\n"))
        self.server.vistos.append(email.message_from_bytes(b"".join(lineas)))
        if len(self.server.vistos) <= self.server.rechazar:
            self._decir("451 intente luego")
        else:
            self._decir("250 recibido")

    def _decir(self, texto):
        self.wfile.write(texto.encode() + b"\r\n")


@pytest.fixture
def servidor(settings):
    """Un SMTP en un puerto libre de loopback."""
    with socketserver.TCPServer(("127.0.0.1", 0), SesionSMTP) as smtp:
        smtp.vistos, smtp.rechazar = [], 0
        hilo = threading.Thread(target=smtp.serve_forever, kwargs={"poll_interval": 0.02})
        hilo.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = smtp.server_address
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield smtp
        smtp.shutdown()
        hilo.join()


@pytest.fixture
def aviso(persona, en):
    return avisar(persona(), asunto="SGD-1 Le toca revisar", texto="Tiene una tarea.", url="/cuenta/avisos/", clave="uno", en=en)


def test_la_misma_clave_es_un_solo_aviso(aviso, persona, en):
    otro = avisar(persona(), asunto="Otro", texto="", url="/", clave="uno", en=en)
    assert (otro.pk, otro.asunto, Aviso.objects.count()) == (aviso.pk, "SGD-1 Le toca revisar", 1)


def test_el_correo_llega_con_el_vinculo_y_una_sola_vez(aviso, servidor, en):
    assert enviar_pendientes(en) == 1
    assert enviar_pendientes(en + timedelta(days=1)) == 0
    (mensaje,) = servidor.vistos
    assert mensaje["Subject"] == "SGD-1 Le toca revisar"
    assert mensaje["To"] == aviso.persona.correo
    assert "http://localhost" in mensaje.get_payload(0).get_payload(decode=True).decode()
    aviso.refresh_from_db()
    assert aviso.enviado_en == en


def test_con_el_servidor_caido_reintenta_con_el_mismo_message_id(aviso, servidor, en):
    servidor.rechazar = 2
    momento = en
    for espera in (1, 2):
        assert enviar_pendientes(momento) == 0
        assert enviar_pendientes(momento + espera * MINUTO - timedelta(seconds=1)) == 0, "todavía no toca"
        momento += espera * MINUTO
    assert enviar_pendientes(momento) == 1
    assert len(servidor.vistos) == 3
    assert len({mensaje["Message-ID"] for mensaje in servidor.vistos}) == 1


def test_sin_nadie_escuchando_no_se_pierde(aviso, settings, en):
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", puerto
    assert enviar_pendientes(en) == 0
    aviso.refresh_from_db()
    assert (aviso.intentos, aviso.enviado_en, aviso.intentar_en) == (1, None, en + MINUTO)


def test_deja_de_intentar_al_llegar_al_tope(aviso, servidor, en):
    servidor.rechazar = 99
    for dia in range(parametro("aviso.intentos") + 3):
        enviar_pendientes(en + timedelta(days=dia))
    assert len(servidor.vistos) == parametro("aviso.intentos")


def test_una_direccion_imposible_no_detiene_a_las_demas(aviso, persona, servidor, en):
    type(aviso.persona).objects.filter(pk=aviso.persona_id).update(correo="mala\n@ejemplo.invalid")
    avisar(persona(), asunto="Otro", texto="", url="/", clave="dos", en=en)
    assert enviar_pendientes(en) == 1


def test_un_asunto_con_salto_de_linea_no_inyecta_cabeceras(persona, servidor, en):
    avisar(persona(), asunto="Hola\r\nBcc: malo@ejemplo.invalid", texto="", url="/", clave="tres", en=en)
    assert enviar_pendientes(en) == 1
    assert servidor.vistos[0]["Bcc"] is None


def test_a_una_cuenta_desactivada_no_se_le_escribe(aviso, servidor, en):
    type(aviso.persona).objects.update(is_active=False)
    assert enviar_pendientes(en) == 0
    assert servidor.vistos == []


def test_dos_trabajadores_no_mandan_el_mismo(aviso, servidor, en):
    from cuentas.avisos import avisos

    leido = Aviso.objects.get(pk=aviso.pk)
    assert enviar_pendientes(en) == 1
    assert not avisos._enviar(leido, en), "el segundo llegó con la fila vieja"
    assert len(servidor.vistos) == 1


def test_acusar_recibo_deja_un_evento_y_solo_uno(aviso, en):
    for _ in range(2):
        leer(aviso, por=aviso.persona, en=en)
    evento = Evento.objects.get(accion="aviso.leido")
    assert (evento.por, evento.objeto) == (aviso.persona, f"aviso:{aviso.pk}")


def test_otra_persona_no_acusa_recibo(aviso, persona, en):
    with pytest.raises(AvisoAjeno):
        leer(aviso, por=persona(), en=en)


def test_por_http_se_listan_y_se_leen_solo_los_propios(aviso, persona, client, entrar, sin_inline):
    ajena = persona()
    entrar(ajena)
    direccion = reverse("cuentas:aviso_leer", args=[aviso.pk])
    assert client.post(direccion).status_code == 404
    assert "Le toca revisar" not in client.get(reverse("cuentas:avisos")).content.decode()
    client.post(reverse("account_logout"))
    entrar(aviso.persona)
    assert "Le toca revisar" in sin_inline(client.get(reverse("cuentas:avisos"))).content.decode()
    assert sin_leer(aviso.persona) == 1
    assert client.get(direccion).status_code == 405
    assert client.post(direccion).url == reverse("cuentas:avisos")
    assert sin_leer(aviso.persona) == 0


def test_se_dan_por_leidos_juntos_los_que_ya_vio_y_no_son_una_notificacion(aviso, persona, client, entrar, en):
    lee = aviso.persona
    for clave, tema in (("otro", "aviso"), ("legal", "prevenida")):
        avisar(lee, asunto=clave, texto="T", url="/", clave=clave, en=en, tema=tema)
    avisar(persona(), asunto="Ajeno", texto="T", url="/", clave="ajeno", en=en)
    entrar(lee)
    pagina = client.get(reverse("cuentas:avisos")).content.decode()
    assert "Marcar 2 avisos como leídos" in pagina
    hasta = re.search(r'name="hasta" value="(\d+)"', pagina)[1]
    avisar(lee, asunto="Nuevo", texto="T", url="/", clave="después", en=en)
    for visto in ("", "x", "9" * 30, hasta, hasta):
        client.post(reverse("cuentas:avisos_leer"), {"hasta": visto})
    assert {a.clave for a in Aviso.objects.filter(leido_en=None)} == {"legal", "ajeno", "después"}
    assert Evento.objects.get(accion="avisos.leidos").por == lee
    assert "avisos como leídos" not in client.get(reverse("cuentas:avisos")).content.decode()
