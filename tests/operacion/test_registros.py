"""Los registros cuentan lo que pasa con su id y sin datos de nadie; nadie les mete renglones ni ids de fuera."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client, override_settings
from django.urls import reverse

from config import registros, vistas
from config.management.commands.trabajador import Command as Trabajador
from cuentas.rastreo import en_trabajo

CANARIOS = {
    "correo": "canario.zq7@ejemplo.invalid", "rfc": "CAZQ800101QZ7", "nombre": "Canaria Zqsiete Melódica",
    "contrasena": "contrasena-canaria-zq7-larga", "clave": "ZQ7canariaZQ7canariaZQ7c",
}
HEXADECIMAL = re.compile(r"[0-9A-F]{16}")


@pytest.fixture
def dichos(monkeypatch):
    """Los renglones que dejaría producción, como objetos; en `.crudo`, tal como salieron."""
    ajuste, salida = registros.configuracion(), io.StringIO()
    manejador = logging.StreamHandler(salida)
    manejador.setFormatter(registros.JsonSinDatos())
    manejador.addFilter(registros.SinDatosFiltro())
    logging.getLogger().addHandler(manejador)
    assert set(ajuste["root"]["handlers"]) == {"consola"}

    class Dichos:
        crudo = property(lambda self: salida.getvalue())

        def __iter__(self):
            return (json.loads(renglon) for renglon in salida.getvalue().splitlines())

        def de(self, registro):
            return [r for r in self if r["registro"] == registro]

    yield Dichos()
    logging.getLogger().removeHandler(manejador)


@pytest.fixture
def sin_lanzar():
    return Client(raise_request_exception=False)


def test_ningun_canario_aparece_en_los_registros(mundo, dichos, sin_lanzar, monkeypatch):
    persona = mundo.persona("elabora", ente=mundo.ente, nombre=CANARIOS["nombre"], rfc=CANARIOS["rfc"])
    type(persona).objects.filter(pk=persona.pk).update(correo=CANARIOS["correo"])
    consulta = "&".join(f"{k}={v}" for k, v in CANARIOS.items())
    sin_lanzar.cookies["rastro"] = CANARIOS["correo"]
    cabeceras = {"HTTP_REFERER": f"http://testserver/?{consulta}", "HTTP_USER_AGENT": CANARIOS["nombre"],
                 "HTTP_X_REQUEST_ID": CANARIOS["rfc"]}
    entrar = {"login": CANARIOS["correo"], "password": CANARIOS["contrasena"]}
    sin_lanzar.post(reverse("account_login"), entrar, **cabeceras)
    sin_lanzar.post(reverse("account_reset_password"), {"email": CANARIOS["correo"]}, **cabeceras)
    sin_lanzar.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    for url in ("/", "/cuenta/", "/bandeja/", "/solicitudes/", "/verificar/", "/no-existe/",
                f"/v/{CANARIOS['clave']}/", f"/{CANARIOS['correo']}/", f"/cuenta/invitacion/{CANARIOS['clave']}/",
                f"/cuenta/restablecer/1-{CANARIOS['clave']}/"):
        sin_lanzar.get(f"{url}?{consulta}", **cabeceras)
        sin_lanzar.post(f"{url}?{consulta}", CANARIOS, **cabeceras)
    sin_lanzar.get("/", HTTP_HOST=f"{CANARIOS['clave']}.invalid")
    Client(enforce_csrf_checks=True).post(f"/verificar/?{consulta}", CANARIOS, **cabeceras)
    _con_falla(monkeypatch, IntegrityError(f"Key (correo)=({CANARIOS['correo']}) already exists."))
    sin_lanzar.post(f"/?{consulta}", CANARIOS, **cabeceras)
    monkeypatch.setattr("dictamenes.documento.verificacion.por_clave", vistas.portada.textos)
    assert sin_lanzar.get(f"/v/{CANARIOS['clave']}/?{consulta}", **cabeceras).status_code == 500
    assert len(dichos.de("config.acceso")) > 20
    assert [c for c, valor in CANARIOS.items() if valor in dichos.crudo] == []


def _con_falla(monkeypatch, error):
    def fallar(*args):
        raise ValueError(CANARIOS["nombre"]) from error

    monkeypatch.setattr(vistas.portada, "textos", fallar)


def test_el_renglon_de_acceso_lleva_la_plantilla_y_el_numero_de_la_persona(mundo, dichos, client):
    client.force_login(mundo.recepcion, backend="allauth.account.auth_backends.AuthenticationBackend")
    solicitud = mundo.presentada()
    respuesta = client.get(reverse("flujos:expediente", args=[solicitud.pk]) + "?q=algo")
    acceso = dichos.de("config.acceso")[-1]
    assert set(acceso) == {"momento", "nivel", "registro", "mensaje", "peticion", "metodo", "ruta", "codigo", "ms",
                           "persona"}
    assert acceso["ruta"].endswith("/<int:pk>/")
    assert str(solicitud.pk) not in acceso["ruta"]
    assert (acceso["metodo"], acceso["codigo"], acceso["persona"]) == ("GET", 200, mundo.recepcion.pk)
    assert acceso["peticion"] == respuesta["X-Request-ID"]


def test_la_referencia_del_500_es_el_id_de_la_peticion_y_la_falla_dice_donde(dichos, sin_lanzar, monkeypatch):
    _con_falla(monkeypatch, OperationalError("connection refused"))
    respuesta = sin_lanzar.get("/")
    referencia = respuesta["X-Request-ID"]
    assert respuesta.status_code == 500
    assert f">{referencia}<" in respuesta.content.decode()
    suyos = [r for r in dichos if r.get("peticion") == referencia]
    assert {r["registro"] for r in suyos} == {"config.errores", "django.request", "config.acceso"}
    falla = next(r["falla"] for r in suyos if r["registro"] == "django.request")
    assert falla.startswith("ValueError < ")
    assert "config/vistas.py" in falla
    assert "| por | OperationalError: connection refused" in falla
    assert CANARIOS["nombre"] not in falla


@pytest.mark.parametrize(
    ("dicho", "proxies", "recorrido", "se_acepta"),
    [
        ("5f0c7a1e9b3d4c2a8e6f1b0d", 1, "203.0.113.9", True),
        ("5f0c7a1e-9b3d-4c2a-8e6f-1b0d5f0c7a1e", 1, "203.0.113.9", True),
        ("5f0c7a1e9b3d4c2a8e6f1b0d", 0, "203.0.113.9", False),
        ("5f0c7a1e9b3d4c2a8e6f1b0d", 2, "203.0.113.9", False),
        ("CAZQ800101QZ7CAZQ8", 1, "203.0.113.9", False),
        ("5f0c7a1e9b3d4c2a\n{}", 1, "203.0.113.9", False),
        ("abc", 1, "203.0.113.9", False),
        ("a" * 65, 1, "203.0.113.9", False),
    ],
)
def test_el_id_de_fuera_solo_vale_si_lo_pone_un_proxy_de_confianza(client, dicho, proxies, recorrido, se_acepta):
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        respuesta = client.get("/salud/vivo", HTTP_X_REQUEST_ID=dicho, HTTP_X_FORWARDED_FOR=recorrido)
    assert (respuesta["X-Request-ID"] == dicho) is se_acepta
    if not se_acepta:
        assert HEXADECIMAL.fullmatch(respuesta["X-Request-ID"])


def test_dos_peticiones_no_comparten_id_y_afuera_no_queda_ninguno(client, dichos):
    ids = {client.get("/salud/vivo")["X-Request-ID"] for _ in range(5)}
    logging.getLogger("fuera").warning("después")
    assert len(ids) == 5
    assert "peticion" not in dichos.de("fuera")[0]


def test_un_salto_de_linea_no_hace_otro_renglon(dichos):
    logging.getLogger("prueba").warning("uno\r\n%s", '{"nivel": "CRITICAL"}\u2028\x1b[31m')
    assert len(dichos.crudo.splitlines()) == 1
    legible = registros.Legible().format(logging.LogRecord("p", 30, "", 1, "uno\r\n%s", ("\x1b[31mdos á",), None))
    assert legible.endswith("uno\\r\\n\\x1b[31mdos á")


@pytest.mark.django_db(transaction=True)
def test_lo_que_pasa_en_el_trabajador_dice_en_que_turno(dichos):
    orden = Trabajador()
    orden._dar("avisos", lambda en: logging.getLogger("prueba").warning("algo"))
    with en_trabajo("documentos:7"):
        logging.getLogger("prueba").warning("otro")
    assert [r["trabajo"] for r in dichos.de("prueba")] == ["avisos", "documentos:7"]


def test_lo_que_gunicorn_no_entiende_no_se_copia(dichos):
    logging.getLogger("gunicorn.error").propagate = True
    try:
        try:
            raise ValueError(CANARIOS["rfc"])
        except ValueError:
            logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/v/{CANARIOS['clave']}/")
        logging.getLogger("gunicorn.error").warning("Invalid request from ip=%s: %s", "203.0.113.9", CANARIOS["clave"])
    finally:
        logging.getLogger("gunicorn.error").propagate = False
    assert len(dichos.de("gunicorn.error")) == 2
    assert not any(valor in dichos.crudo for valor in CANARIOS.values())


def test_los_ajustes_escriben_json_en_produccion_y_legible_en_la_demostracion(settings):
    assert registros.configuracion()["handlers"]["consola"]["formatter"] == "json"
    assert settings.LOGGING["handlers"]["consola"]["formatter"] == "legible"
    assert settings.MIDDLEWARE[0] == "config.peticiones.PeticionIntermedio"


def test_en_produccion_consta_cuando_arranca_el_servidor_y_la_demostracion_lo_calla():
    for legible, nivel in ((False, "INFO"), (True, "WARNING")):
        assert registros.configuracion(legible=legible)["loggers"]["gunicorn.error"]["level"] == nivel
