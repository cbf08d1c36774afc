"""Quien quiere firmar lo que no le toca: contraseña adivinada, documento cambiado, otra persona, otro estado."""

import base64
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from bitacora.models import DatosEvento
from cuentas.models import SesionAbierta
from cuentas.reloj import detenido_en
from dictamenes.models import Dictamen
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
TECLEADA = "una-contrasena-que-no-es-la-mia"
BUENA = "contrasena-de-prueba"
CODIGO = "918273"


@pytest.fixture(autouse=True)
def _cuenta_limpia(en):
    cache.clear()
    with detenido_en(en):
        yield
    cache.clear()


@pytest.fixture
def por_firmar(mundo):
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud)
    return solicitud


def _firmar(persona, solicitud, contrasena=BUENA, **cambios):
    datos = {"visto": solicitud.dictamen.sellado.sha256, "contrasena": contrasena} | cambios
    return navegador(persona).post(reverse("flujos:firma", args=[solicitud.pk]), datos)


def _sigue_sin_firmar(solicitud):
    return Dictamen.objects.get(solicitud=solicitud).estado == "por_firmar"


@pytest.fixture
def vieja(settings):
    """La identidad se confirmó hace rato: hay que volver a decir quién es."""
    settings.FACTOR_FRESCO_SEGUNDOS = -1


def test_la_contrasena_de_la_firma_no_se_adivina(mundo, por_firmar, vieja):
    codigos = [_firmar(mundo.firmante, por_firmar, TECLEADA).status_code for _ in range(6)]
    assert codigos == [422] * 5 + [429]
    respuesta = _firmar(mundo.firmante, por_firmar)
    assert respuesta.status_code == 429
    assert respuesta["Retry-After"]
    assert _sigue_sin_firmar(por_firmar)


def test_equivocarse_una_vez_no_impide_firmar(mundo, por_firmar, vieja):
    assert _firmar(mundo.firmante, por_firmar, TECLEADA).status_code == 422
    assert _firmar(mundo.firmante, por_firmar).status_code == 302


def _rastros(secretos, textos):
    """Qué secretos asoman en alguna tabla (las sesiones, abiertas) o en alguno de los textos."""
    filas = [str(list(modelo.objects.values())) for modelo in apps.get_models()]
    sesiones = [str(sesion.get_decoded()) for sesion in SesionAbierta.objects.all()]
    return {secreto for secreto in secretos if any(secreto in texto for texto in (*filas, *sesiones, *textos))}


def test_lo_tecleado_al_fallar_no_queda_en_ninguna_parte(mundo, por_firmar, caplog):
    """Firma, entrada, códigos y confirmación, todos fallidos: ni una tabla, ni el registro, ni una página los repite."""
    firma = reverse("flujos:firma", args=[por_firmar.pk])
    cliente, nadie = navegador(mundo.firmante), navegador()
    paginas = [cliente.post(firma, {"visto": por_firmar.dictamen.sellado.sha256, "contrasena": TECLEADA})]
    alta = cliente.get(reverse("mfa_activate_totp"))
    secreto = alta.context["form"].secret
    paginas += [
        cliente.post(reverse("mfa_activate_totp"), {"code": CODIGO}),
        cliente.post(reverse("account_change_password"), {"oldpassword": TECLEADA, "password1": TECLEADA}),
        nadie.post(reverse("account_login"), {"login": mundo.firmante.correo, "password": TECLEADA}),
        nadie.post(reverse("account_login"), {"login": "nadie@ejemplo.invalid", "password": TECLEADA}),
    ]
    codigo = hotp_value(secreto, int(time.time() // 30))
    cliente.post(reverse("mfa_activate_totp"), {"code": format_hotp_value(codigo)})
    assert Authenticator.objects.filter(user=mundo.firmante, type="totp").exists()
    nadie.post(reverse("account_login"), {"login": mundo.firmante.correo, "password": BUENA})
    paginas += [
        nadie.post(reverse("mfa_authenticate"), {"code": CODIGO}),
        cliente.post(reverse("mfa_reauthenticate"), {"code": CODIGO}),
        cliente.get("/cuenta/factores/"),
    ]
    vieja = cliente.session
    vieja["account_authentication_methods"] = []
    vieja.save()
    paginas.append(cliente.post(firma, {"visto": "0" * 64, "contrasena": TECLEADA}))
    textos = [caplog.text, *(pagina.content.decode() for pagina in paginas)]
    assert _rastros({TECLEADA, CODIGO, secreto}, textos) == set()
    assert _rastros({mundo.firmante.correo}, []), "la búsqueda sí encuentra lo que sí se guarda"


def test_una_firma_que_truena_no_deja_la_llave_en_ninguna_parte(mundo, por_firmar, caplog, monkeypatch):
    """La .key y su contraseña se leen, y la firma falla después: no quedan en la base, en el registro ni en la página."""
    llaves = [archivo for archivo in Path(settings.FIRMA_DIR_CREDENCIALES).rglob("*") if archivo.is_file()]

    def truena(*args, **kwargs):
        raise RuntimeError(f"se rompió con {kwargs['credencial']!r}")

    monkeypatch.setattr("dictamenes.documento.documentos.persona.firmar", truena)
    respuesta = _firmar(mundo.firmante, por_firmar)
    assert respuesta.status_code == 500
    secretos = set()
    for archivo in llaves:
        crudo = archivo.read_bytes()
        if archivo.suffix == ".key":
            secretos |= {base64.b64encode(crudo).decode()[:60], crudo.hex()[:60], repr(crudo)[2:40]}
        elif archivo.name == "contrasena":
            secretos.add(crudo.decode().strip())
    assert len(secretos) >= 4
    assert _rastros(secretos, [caplog.text, respuesta.content.decode()]) == set()
    assert _sigue_sin_firmar(por_firmar)


@pytest.mark.parametrize(
    ("cambios", "codigo"),
    [
        ({"visto": "0" * 64}, 409), ({"visto": ""}, 422), ({"ficha": "9.9.9"}, 409), ({"contrasena": ""}, 422),
        ({"visto": ["a", "b"]}, 409), ({"visto": "\0" * 64}, 422),
    ],
)
def test_no_se_firma_sin_haber_visto_ni_sin_contrasena(mundo, por_firmar, vieja, cambios, codigo):
    assert _firmar(mundo.firmante, por_firmar, **cambios).status_code == codigo
    assert _sigue_sin_firmar(por_firmar)


def test_otra_firmante_y_los_demas_papeles_no_firman(mundo, por_firmar):
    codigos = {papel: _firmar(getattr(mundo, papel), por_firmar).status_code
               for papel in ("presenta", "recepcion", "coordinacion", "estrategico", "auditor", "administrador")}
    assert set(codigos.values()) == {403}, codigos
    assert _firmar(mundo.persona("firmante"), por_firmar).status_code == 422
    assert _sigue_sin_firmar(por_firmar)


def test_firmar_dos_veces_no_repite_el_acto(mundo, por_firmar):
    assert _firmar(mundo.firmante, por_firmar).status_code == 302
    segunda = _firmar(mundo.firmante, por_firmar)
    assert segunda.status_code == 302
    assert segunda["Location"] == reverse("flujos:expediente", args=[por_firmar.pk])
    assert DatosEvento.objects.filter(evento__accion="dictamen.firmado").count() == 1


@pytest.mark.parametrize("momento", ["en_revision", "en_estrategia", "presentada"])
def test_no_se_firma_antes_de_tiempo(mundo, momento):
    solicitud = getattr(mundo, momento)()
    url = reverse("flujos:firma", args=[solicitud.pk])
    assert navegador(mundo.firmante).post(url, {"visto": "0" * 64, "contrasena": BUENA}).status_code == 404
