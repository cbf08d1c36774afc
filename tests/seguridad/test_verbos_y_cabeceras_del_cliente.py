"""Los verbos que ninguna página usa son 405 en toda la URLconf, y lo que el cliente diga de sí mismo no cambia nada."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.urls import reverse

from bitacora.models import DatosEvento, Evento
from cuentas.entrada.tasa import direccion_de
from tests.herramientas.dosis import muestra
from tests.seguridad.recorrido_urls import navegador
from tests.seguridad.tabla_de_rutas import TABLA, TABLA_DE_CATALOGOS
from tests.seguridad.test_matriz_de_rutas import _direcciones

pytestmark = pytest.mark.django_db
VERBOS = ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND")
MENTIRAS = {
    "X-Forwarded-For": "10.0.0.1", "X-Forwarded-Host": "malo.example", "X-Forwarded-Proto": "https",
    "X-Real-IP": "10.0.0.1", "X-Original-URL": "/auditoria/", "X-Rewrite-URL": "/auditoria/",
    "X-HTTP-Method-Override": "DELETE", "X-Method-Override": "PUT", "Forwarded": "for=10.0.0.1;host=malo.example",
    "Remote-User": "administrador7@ejemplo.invalid", "X-Remote-User": "administrador7@ejemplo.invalid",
    "HX-Current-URL": "https://malo.example/", "HX-Target": "malo", "X-Forwarded-Port": "1", "X-Script-Name": "/malo",
}


@pytest.fixture(autouse=True)
def _callado():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_los_verbos_que_nadie_usa_son_405_en_toda_direccion(mundo):
    expediente = [mundo.presentada()]
    direcciones = {_direcciones(ruta, mundo, expediente)[0] for ruta in [*TABLA, *TABLA_DE_CATALOGOS]}
    for cliente in (navegador(), navegador(mundo.administrador), navegador(mundo.recepcion)):
        codigos = {(verbo, url): cliente.generic(verbo, url) for url in direcciones for verbo in VERBOS}
        assert {caso: r.status_code for caso, r in codigos.items() if r.status_code != 405} == {}
        assert {r["Allow"] for r in codigos.values()} == {"GET, HEAD, POST, OPTIONS"}


def test_abrir_lo_que_sólo_recibe_formularios_lo_explica_en_español(mundo):
    respuesta = navegador(mundo.auditor).get(reverse("auditoria:verificar"))
    assert respuesta.status_code == 405
    assert "Esta dirección no se abre así" in respuesta.content.decode()
    assert respuesta["Allow"] == "POST"
    assert int(respuesta["Content-Length"]) == len(respuesta.content)


def test_lo_que_diga_el_cliente_de_si_mismo_no_cambia_la_respuesta(mundo):
    """Mismo código, mismo destino y ninguna huella del sitio ajeno, con cada mentira y con todas juntas."""
    solicitud = mundo.presentada()
    pedidos = [(None, "/"), (None, "/bandeja/"), (None, "/auditoria/"), (mundo.recepcion, "/bandeja/"),
               (mundo.recepcion, "/auditoria/"), (mundo.recepcion, "/trabajo/"),
               (mundo.recepcion, reverse("flujos:expediente", args=[solicitud.pk])), (None, "/cuenta/entrar/")]
    for persona, url in pedidos:
        honrada = navegador(persona).get(url)
        for mentira in [MENTIRAS, *muestra([{n: v} for n, v in MENTIRAS.items()], 2)]:
            dicha = navegador(persona).get(url, headers=mentira)
            assert dicha.status_code == honrada.status_code, (url, mentira)
            assert dicha.get("Location") == honrada.get("Location"), (url, mentira)
            assert b"malo.example" not in dicha.content
            assert b"malo.example" not in b"".join(f"{n}{v}".encode() for n, v in dicha.items())


def test_el_metodo_disfrazado_no_hace_un_acto(mundo):
    solicitud = mundo.presentada()
    url = reverse("flujos:cancelar", args=[solicitud.pk])
    navegador(mundo.coordinacion).get(url, {"_method": "POST", "motivo": "x"}, headers={"X-HTTP-Method-Override": "POST"})
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_requisitos"


@pytest.mark.parametrize("nombre", ["malo.example", "testserver.malo.example", "a b", "@malo", ""])
def test_un_nombre_de_sitio_que_no_es_el_nuestro_es_400(nombre):
    respuesta = navegador().get("/", headers={"host": nombre})
    assert respuesta.status_code == 400
    assert nombre in ("", "a b") or nombre.encode() not in respuesta.content


def test_el_vinculo_del_correo_lleva_el_nombre_del_sitio_y_no_el_que_dijo_el_cliente(mundo, settings):
    navegador().post(
        "/cuenta/contrasena/olvidada/", {"email": mundo.recepcion.correo},
        headers={"x-forwarded-host": "malo.example", "forwarded": "host=malo.example"},
    )
    dicho = "".join(f"{m.subject}{m.body}" for m in mail.outbox)
    assert settings.SITIO_URL in dicho
    assert "malo.example" not in dicho


@pytest.mark.parametrize(
    ("saltos", "esperada"), [(0, "127.0.0.1"), (1, "198.51.100.9"), (2, "203.0.113.5"), (5, "127.0.0.1")]
)
def test_la_direccion_de_quien_pide_sólo_la_dice_el_proxy_de_confianza(rf, settings, saltos, esperada):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = saltos
    cadena = "10.9.9.9, 203.0.113.5, 198.51.100.9"
    assert direccion_de(rf.get("/", headers={"x-forwarded-for": cadena})) == esperada


def test_lo_que_diga_el_cliente_no_queda_en_la_bitacora(mundo):
    navegador(mundo.recepcion).get("/auditoria/", headers=MENTIRAS)
    assert Evento.objects.exists()
    dicho = [str(d.datos) for d in DatosEvento.objects.all()]
    assert not [d for d in dicho if "10.0.0.1" in d or "malo.example" in d]
