"""Firmar con la llave que está en el navegador: lo que el sitio prepara, lo que acepta y lo que rechaza.

El navegador se imita aquí con la llave de prueba; con un Chromium de verdad, en `tests/navegador/test_llave_en_el_navegador.py`.
"""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings as ajustes
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from bitacora.models import DatosEvento, Evento
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.documento.firma import instalada, juicio
from dictamenes.documento.firma.credenciales import cargar
from dictamenes.documento.firma.prueba import Autoridad, Persona
from dictamenes.excepciones import SinFundamento
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.models import Dictamen, Solicitud
from flujos.recorrido import actos
from tests.seguridad.recorrido_urls import navegador
from verificador.politica import juzgar

pytestmark = pytest.mark.django_db
LISTA, PREPARAR, TERMINAR = "/firma/llave/", "/firma/llave/preparar/", "/firma/llave/terminar/"
CONTRASENA = "contrasena-de-prueba"


@pytest.fixture
def en_su_hora(en):
    with detenido_en(en):
        yield en
    cache.clear()


@pytest.fixture
def leida(mundo, en_su_hora):
    """Un dictamen por firmar que quien autoriza ya dio por leído."""
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud)
    return solicitud


def _huella(solicitud):
    return Dictamen.objects.select_related("sellado").get(solicitud=solicitud).sellado.sha256


def _carpeta():
    return Path(ajustes.CREDENCIALES_PRUEBA)


def _cer(mundo):
    return (_carpeta() / "personas" / f"{mundo.firmante.rfc}.cer").read_bytes()


def _llave(mundo):
    contrasena = (_carpeta() / "personas" / "contrasena").read_text().strip()
    return cargar(_cer(mundo), (_carpeta() / "personas" / f"{mundo.firmante.rfc}.key").read_bytes(), contrasena).llave


def _preparar(cliente, leida, certificado, **cambios):
    datos = {"cual": leida.pk, "visto": _huella(leida), "cer": b64encode(certificado).decode()} | cambios
    return cliente.post(PREPARAR, datos)


def _firma(llave, preparado):
    return b64encode(llave.sign(b64decode(preparado["atributos"]), padding.PKCS1v15(), hashes.SHA256())).decode()


def _terminar(cliente, preparado, firma):
    return cliente.post(TERMINAR, {"ficha": preparado["ficha"], "firma": firma})


def _estado(solicitud):
    return Dictamen.objects.get(solicitud=solicitud).estado


# El camino -------------------------------------------------------------------------------------------------------------


def test_se_firma_con_la_llave_lejos_se_emite_y_se_verifica(mundo, leida):
    cliente = navegador(mundo.firmante)
    (documento,) = cliente.get(LISTA, {"a": leida.pk}).json()["documentos"]
    assert (documento["folio"], documento["huella"]) == (leida.dictamen.folio, _huella(leida))
    sellado = cliente.get(documento["bytes"]).getvalue()
    preparado = _preparar(cliente, leida, _cer(mundo)).json()
    otra_vez = _preparar(cliente, leida, _cer(mundo)).json()
    assert otra_vez["agregado"] == preparado["agregado"], "mismos bytes, certificado y hora: lo mismo"
    assert _terminar(cliente, preparado, _firma(_llave(mundo), preparado)).json() == {"firmado": True, "antes": False}
    firmado = Dictamen.objects.get(solicitud=leida).documento_firmado.leer()
    agregado = b64decode(preparado["agregado"])
    assert firmado[: len(sellado)] == sellado
    assert len(firmado) == len(sellado) + len(agregado)
    otra = _terminar(cliente, otra_vez, _firma(_llave(mundo), otra_vez))
    assert otra.json() == {"firmado": True, "antes": True}, "la otra pestaña no firma dos veces"
    assert Evento.objects.filter(accion="dictamen.firmado").count() == 1
    with detenido_en(timezone.now()):
        mundo.credenciales()  # las listas de revocación, de hoy
        mundo.trabajar()
    assert Solicitud.objects.get(pk=leida.pk).estado == "emitida"
    partes = Dictamen.objects.get(solicitud=leida).de_las_partes.leer()
    dictado = juzgar(partes, instalada.raices(), mundo.en + timedelta(days=600))
    assert dictado.es_valida, dictado.motivo


def test_sin_credenciales_custodiadas_todo_lleva_a_la_pagina_de_firma(mundo, leida, settings):
    settings.FIRMA_DIR_CREDENCIALES = ""
    cliente, destino = navegador(mundo.firmante), f"/estaticos/firma/index.html?a={leida.pk}"
    cola = cliente.get("/firma/").content.decode()
    assert 'formaction="/estaticos/firma/index.html"' in cola
    assert "e.firma ficticia" not in cola
    assert cliente.get("/firma/varios/", {"a": leida.pk}).url == destino
    pagina = cliente.get(f"/expedientes/{leida.pk}/firma/").content.decode()
    assert "Firmar el dictamen" not in pagina
    assert "Devolver con motivo" in pagina
    datos = {"visto": _huella(leida), "con_llave": "1"}
    assert cliente.post(f"/expedientes/{leida.pk}/firma/leido/", datos).url == destino


def test_un_navegador_cerrado_a_la_mitad_no_deja_nada(mundo, leida):
    antes = Evento.objects.count()
    _preparar(navegador(mundo.firmante), leida, _cer(mundo))
    assert (_estado(leida), Evento.objects.count()) == ("por_firmar", antes)
    preparado = _preparar(navegador(mundo.firmante), leida, _cer(mundo)).json()
    assert _terminar(navegador(mundo.firmante), preparado, _firma(_llave(mundo), preparado)).status_code == 200


def test_lo_que_no_leyo_o_no_es_suyo_ni_se_ofrece_ni_se_prepara(mundo, en_su_hora):
    solicitud, otra = mundo.por_firmar(), mundo.persona("firmante")
    for persona in (mundo.firmante, otra):
        cliente = navegador(persona)
        assert cliente.get(LISTA, {"a": solicitud.pk}).json()["documentos"] == []
        assert _preparar(cliente, solicitud, _cer(mundo)).status_code == 422
    for ruta in (PREPARAR, TERMINAR):
        assert navegador(mundo.estrategico).post(ruta).status_code == 403


# Lo que se rechaza -----------------------------------------------------------------------------------------------------


def test_la_firma_de_otros_bytes_se_rechaza_y_se_anota(mundo, leida):
    cliente = navegador(mundo.firmante)
    preparado = _preparar(cliente, leida, _cer(mundo)).json()
    ajena = b64encode(_llave(mundo).sign(b"otra cosa", padding.PKCS1v15(), hashes.SHA256())).decode()
    for mala in (ajena, b64encode(b"\0" * 256).decode(), b64encode(b"x").decode()):
        respuesta = _terminar(cliente, preparado, mala)
        assert respuesta.status_code == 422
        assert "no es de este documento" in respuesta.json()["motivo"]
    assert _estado(leida) == "por_firmar"
    rechazos = DatosEvento.objects.filter(evento__accion="acceso.rechazado")
    assert {r.datos["clase"] for r in rechazos} == {"FirmaDeOtrosBytes"}
    assert len(rechazos) == 3


def test_la_ficha_vence_es_de_una_persona_y_nadie_la_compone(mundo, leida, en_su_hora, monkeypatch):
    cliente = navegador(mundo.firmante)
    preparado = _preparar(cliente, leida, _cer(mundo)).json()
    firma = _firma(_llave(mundo), preparado)
    otra = navegador(mundo.persona("firmante"))
    assert "venció" in _terminar(otra, preparado, firma).json()["motivo"]
    compuesta = preparado | {"ficha": preparado["ficha"][:-2] + "xx"}
    assert "venció" in _terminar(cliente, compuesta, firma).json()["motivo"]
    monkeypatch.setattr("dictamenes.documento.distancia.VIGENCIA", timedelta(seconds=-1))
    assert "venció" in _terminar(cliente, preparado, firma).json()["motivo"]
    assert _estado(leida) == "por_firmar"


def test_si_se_devolvio_mientras_firmaba_no_se_firma(mundo, leida):
    cliente = navegador(mundo.firmante)
    preparado = _preparar(cliente, leida, _cer(mundo)).json()
    actos.ejecutar(tramite.devolver_proyecto, leida, por=mundo.firmante, en=mundo.en, motivo="Corrija.")
    assert _terminar(cliente, preparado, _firma(_llave(mundo), preparado)).status_code == 422
    assert _estado(leida) != "firmado"


@pytest.mark.parametrize("mal", [{"cer": "%%%"}, {"cer": ""}, {"visto": "x"}, {"cual": "-1"}, {"cer": "A" * 50_000}])
def test_lo_que_no_se_entiende_es_una_frase(mundo, leida, mal):
    respuesta = _preparar(navegador(mundo.firmante), leida, _cer(mundo), **mal)
    assert respuesta.status_code == 422
    assert respuesta.json()["motivo"]


def test_la_identidad_se_pide_ahi_mismo_y_una_vez(mundo, leida, settings):
    cliente = navegador(mundo.firmante)
    settings.FACTOR_FRESCO_SEGUNDOS = -1
    assert cliente.get(LISTA, {"a": leida.pk}).json()["identidad"] == "contrasena"
    assert _preparar(cliente, leida, _cer(mundo)).json()["identidad"] == "contrasena"
    assert "No se firmó nada" in _preparar(cliente, leida, _cer(mundo), contrasena="otra").json()["motivo"]
    assert _preparar(cliente, leida, _cer(mundo), contrasena=CONTRASENA).status_code == 200
    settings.FACTOR_FRESCO_SEGUNDOS = 300
    assert _preparar(cliente, leida, _cer(mundo)).status_code == 200
    settings.FACTOR_FRESCO_SEGUNDOS = -1
    codigos = [_preparar(cliente, leida, _cer(mundo), contrasena="otra").status_code for _ in range(5)]
    assert codigos == [422] * 4 + [429], "el mismo tope que al firmar de a uno"


# El juicio del certificado -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def autoridad():
    from cuentas.reloj import ahora

    return Autoridad.raiz("AC de prueba", ahora())


@pytest.fixture(scope="module")
def raices(autoridad, tmp_path_factory):
    from verificador.raices import cargar_raices

    carpeta = tmp_path_factory.mktemp("raices")
    (carpeta / "raiz.cer").write_bytes(autoridad.propia.cer)
    (carpeta / "raiz.crl").write_bytes(autoridad.crl(en=autoridad.desde + timedelta(days=1099)))
    return lambda: cargar_raices(carpeta), carpeta


YO = Persona("LOGA800101AB1", "ANA LOPEZ GARCIA", "LOGA800101MSRPRNA1")
OTRA = Persona("PEGJ700202CD2", "JUAN PEREZ GOMEZ", "PEGJ700202HSRRMN02")


def _certificado(llave, serie=7):
    """Autofirmado y con lo que `cryptography` no dejaría pasar en la serie: se cambia a mano."""
    nombre = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nadie")])
    from datetime import UTC, datetime
    hecho = (x509.CertificateBuilder().subject_name(nombre).issuer_name(nombre).public_key(llave.public_key())
             .serial_number(serie).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
             .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC)).sign(llave, hashes.SHA256()))
    return hecho.public_bytes(serialization.Encoding.DER)


def _hostiles(autoridad):
    buena = autoridad.efirma(YO).cer
    corta = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "vacio": (b"", "danado"), "trunco": (buena[:-40], "danado"), "de_mas": (buena + b"\0", "danado"),
        "texto": (b"hola", "danado"), "anidado": (b"\x30\x80" * 4000, "danado"), "largo_falso": (b"\x30\x84\xff\xff\xff\xff", "danado"),
        "megas": (buena[:4] + b"\0" * 2_000_000, "danado"),
        "serie_negativa": (_certificado(corta).replace(b"\x02\x01\x07", b"\x02\x01\x87", 1), "danado"),
        "curva": (_certificado(ec.generate_private_key(ec.SECP256R1())), "no_es_rsa"),
        "corta": (_certificado(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "tamano"),
        "csd": (autoridad.csd(YO).cer, "csd"), "autoridad": (autoridad.propia.cer, "mal_uso"),
        "de_otra": (autoridad.efirma(OTRA).cer, "de_otra"), "sello": (autoridad.sello("Sello").cer, "no_es_rsa"),
        "de_nadie": (Autoridad.raiz("AC ajena", autoridad.desde + timedelta(days=2000)).efirma(YO).cer, "sin_cadena"),
    }


def test_cada_certificado_que_no_sirve_tiene_su_motivo_y_su_frase(autoridad, raices, en):
    carpeta, momento = raices[0](), autoridad.desde + timedelta(days=1100)
    dichos = {n: juicio.juzgar(cer, rfc=YO.rfc, raices=carpeta, en=momento) for n, (cer, _) in _hostiles(autoridad).items()}
    assert {n: d.motivo for n, d in dichos.items()} == {n: motivo for n, (_, motivo) in _hostiles(autoridad).items()}
    assert all(d.frase and d.certificado is None for d in dichos.values())
    assert juicio.juzgar(autoridad.efirma(YO).cer, rfc=YO.rfc, raices=carpeta, en=momento).motivo is None


def test_una_rsa_de_dieciseis_mil_bits_no_llega_a_calcularse(autoridad, raices):
    """El módulo se cambia a mano: nadie espera a que se genere una."""
    buena = autoridad.efirma(YO)
    enorme = rsa.RSAPublicNumbers(65537, (1 << 16383) | 1)
    spki = enorme.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    from asn1crypto import keys
    from asn1crypto import x509 as leido
    cert = leido.Certificate.load(buena.cer)
    cert["tbs_certificate"]["subject_public_key_info"] = keys.PublicKeyInfo.load(spki)
    dicho = juicio.juzgar(cert.dump(force=True), rfc=YO.rfc, raices=raices[0](), en=autoridad.desde + timedelta(days=1100))
    assert (dicho.motivo, "16384" in dicho.frase) == ("tamano", True)


def test_la_fecha_y_la_revocacion_se_dicen_por_su_nombre(autoridad, raices):
    leer, carpeta = raices
    suya, momento = autoridad.efirma(YO), autoridad.desde + timedelta(days=1100)

    def motivo(en=momento, con=None):
        return juicio.juzgar(suya.cer, rfc=YO.rfc, raices=con or leer(), en=en).motivo

    assert motivo(autoridad.desde - timedelta(days=1)) == "aun_no"
    assert motivo(autoridad.hasta + timedelta(days=1)) == "vencido"
    lista = carpeta / "raiz.crl"
    lista.write_bytes(autoridad.crl([(suya.certificado.serial_number, momento - timedelta(days=90))], en=momento))
    assert motivo() == "revocado"
    lista.write_bytes(autoridad.crl(en=momento - timedelta(days=500)))
    assert motivo() == "desconocido", "una lista vieja no dice nada"
    lista.unlink()
    assert motivo() == "desconocido", "sin con qué saberlo, no se firma"


# Encender la firma electrónica -------------------------------------------------------------------------------------------


def _cotejo():
    dicho = io.StringIO()
    call_command("fundamentos", stdout=dicho)
    return dicho.getvalue()


def test_apagada_hasta_que_consta_una_prueba_y_con_ella_se_ofrece(mundo, en_su_hora, settings):
    mundo.credenciales()
    cer, llave = _cer(mundo), _llave(mundo)
    settings.FIRMA_DIR_CREDENCIALES = ""  # como en producción: nadie custodia nada
    solicitud = mundo.en_estrategia()
    pagina = navegador(mundo.estrategico).get(f"/expedientes/{solicitud.pk}/estrategia/")
    assert dict(pagina.context["form"]["forma_firma"].field.choices) == {"autografa": "Firma autógrafa"}
    assert "todavía no consta una firma de prueba" in pagina.content.decode()
    with pytest.raises(SinFundamento, match="firma de prueba"):
        mundo.proponer(solicitud)
    assert "Probar mi e.firma" in _cotejo()
    cliente = navegador(mundo.firmante)
    (hoja,) = cliente.get(LISTA, {"prueba": ""}).json()["documentos"]
    datos = {"cual": 0, "visto": hoja["huella"], "cer": b64encode(cer).decode()}
    preparado = cliente.post(PREPARAR, datos).json()
    assert _terminar(cliente, preparado, b64encode(b"\0" * 256).decode()).status_code == 422
    assert electronica.por_que_no(DelDia(mundo.en.date()), "dictamen"), "una prueba mala no la enciende"
    assert _terminar(cliente, preparado, _firma(llave, preparado)).json() == {"firmado": True}
    assert Evento.objects.get(accion="firma.probada").por == mundo.firmante
    assert "Probar mi e.firma" not in _cotejo()
    pagina = navegador(mundo.estrategico).get(f"/expedientes/{solicitud.pk}/estrategia/")
    assert pagina.context["form"]["forma_firma"].initial == "pades"
    mundo.proponer(solicitud)


def test_la_credencial_de_prueba_se_descarga_solo_donde_se_custodia(mundo, en_su_hora, settings):
    mundo.credenciales()
    cliente = navegador(mundo.firmante)
    paquete = ZipFile(io.BytesIO(cliente.get("/firma/llave/de-prueba.zip").content))
    rfc = mundo.firmante.rfc
    assert sorted(paquete.namelist()) == sorted([f"{rfc}.cer", f"{rfc}.key", "contrasena.txt"])
    cargar(paquete.read(f"{rfc}.cer"), paquete.read(f"{rfc}.key"), paquete.read("contrasena.txt").decode())
    settings.FIRMA_DIR_CREDENCIALES = ""
    assert cliente.get("/firma/llave/de-prueba.zip").status_code == 404
    assert navegador(mundo.estrategico).get("/firma/llave/de-prueba.zip").status_code == 403
