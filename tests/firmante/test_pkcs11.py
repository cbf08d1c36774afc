"""La llave del sello en un módulo PKCS#11. En `make probar`, con un módulo fingido; en `make resistencia`, con SoftHSM2 de verdad.

SoftHSM2 se baja del archivo de Debian y se desempaca sin root; el enlace de Python, de PyPI con sus hashes. Si algo de eso no se
puede (sin red, otro sistema), la prueba larga falla y dice qué faltó: no hay rueda de PyPI que traiga el módulo.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from django.conf import settings as ajustes
from django.core.exceptions import ImproperlyConfigured

from dictamenes.documento.firma import firmante, instalada, modulo, sello
from dictamenes.documento.firma.credenciales import CredencialRechazada
from dictamenes.documento.firma.prueba import USOS_SELLO, Autoridad, Emitido
from dictamenes.documento.oficio import redactar_contingencia
from tests.herramientas.dosis import COMPLETA
from tests.herramientas.servidor_de_prueba import entorno_de_proceso
from verificador.politica import juzgar

pytestmark = pytest.mark.django_db(transaction=True)
BIBLIOTECA = "usr/lib/softhsm/libsofthsm2.so"
SELLAR = """
import django; django.setup()
import sys
from datetime import datetime, UTC
from pathlib import Path
from dictamenes.documento.firma import instalada, sello
from dictamenes.documento.firma.credenciales import LlaveDeModulo
suyo = instalada.sello_institucional()
assert isinstance(suyo.llave, LlaveDeModulo)
pdf = Path(sys.argv[1]).read_bytes()
Path(sys.argv[2]).write_bytes(sello.sellar(pdf, credencial=suyo, en=datetime.fromisoformat(sys.argv[3]), permiso=sello.CERRADO))
Path(sys.argv[4]).write_bytes(suyo.llave.firmar(b"lo mismo", "sha256"))
"""


class Fingido:
    """Lo que se usa de python-pkcs11, sobre una llave en memoria."""

    Mechanism = {nombre: nombre for nombre in (*modulo.RSA.values(), "ECDSA")}
    ObjectClass = SimpleNamespace(PRIVATE_KEY="privada")

    def __init__(self, llave, pin="1234"):
        self.llave, self.pin = llave, pin

    def lib(self, ruta):
        return SimpleNamespace(get_token=lambda token_label: SimpleNamespace(open=self._abrir))

    def _abrir(self, user_pin):
        if user_pin != self.pin:
            raise ValueError(f"PIN {user_pin}")
        return SimpleNamespace(get_key=lambda object_class, label: SimpleNamespace(sign=self._firmar))

    def _firmar(self, datos, mechanism):
        if mechanism != "ECDSA":
            return firmante.firmar_bytes(self.llave, datos, {v: k for k, v in modulo.RSA.items()}[mechanism])
        partes = decode_dss_signature(self.llave.sign(datos, ec.ECDSA(Prehashed(hashes.SHA256()))))
        return b"".join(parte.to_bytes(32, "big") for parte in partes)


@pytest.fixture
def en_archivo(mundo):
    """El sello de prueba, con su llave en archivo."""
    mundo.credenciales()
    return instalada.sello_institucional()


def cargar(parche, fingido, pin="1234"):
    parche.setitem(sys.modules, "pkcs11", fingido)
    cer = Path(ajustes.FIRMA_SELLO_CER).read_bytes()
    return modulo.cargar(cer, modulo="/m.so", ficha="sello", llave="sello", pin=pin, cadena=instalada.raices().intermedios)


def formato():
    """Un PDF cualquiera de la casa."""
    return redactar_contingencia({
        "version": 1, "rotulo": "", "formato": {"edicion": "2026-01-01"}, "anexos": [], "ancla": {},
        "encabezado": {"dependencia": "D", "subsecretaria": "S", "leyenda_anual": "", "lugar": "Hermosillo, Sonora"},
    }).contenido


@pytest.mark.parametrize("de", ["curva", "rsa"])
def test_se_sella_con_la_llave_del_modulo_y_vale_igual(en_archivo, mundo, monkeypatch, settings, tmp_path, de):
    llave = en_archivo.llave
    if de == "rsa":  # otro sello de la misma autoridad
        carpeta = Path(settings.CREDENCIALES_PRUEBA)
        llave, cer = rsa.generate_private_key(65537, 2048), x509.load_der_x509_certificate((carpeta / "raices/intermedia.cer").read_bytes())
        autoridad = Autoridad(
            Emitido(cer, serialization.load_der_private_key((carpeta / "ac/intermedia.key").read_bytes(), None)),
            cer.not_valid_before_utc, cer.not_valid_after_utc)
        propio = x509.load_der_x509_certificate(Path(settings.FIRMA_SELLO_CER).read_bytes())
        (tmp_path / "rsa.cer").write_bytes(autoridad.emitir(propio.subject, llave, usos=USOS_SELLO).cer)
        settings.FIRMA_SELLO_CER = str(tmp_path / "rsa.cer")
    suyo = cargar(monkeypatch, Fingido(llave))
    sellado = sello.sellar(formato(), credencial=suyo, en=mundo.en, permiso=sello.CERRADO)
    assert juzgar(sellado, instalada.raices(), mundo.en).es_valida
    assert len(suyo.llave.firmar(b"x", "sha256")) <= suyo.llave.octetos


def test_una_llave_de_otro_certificado_un_pin_malo_o_sin_biblioteca_no_cargan_ni_dicen_el_pin(en_archivo, monkeypatch, settings):
    with pytest.raises(CredencialRechazada, match="no corresponde"):
        cargar(monkeypatch, Fingido(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(CredencialRechazada, match="no dio la llave") as rechazo:
        cargar(monkeypatch, Fingido(en_archivo.llave), pin="secreto-malo")
    assert "secreto" not in str(rechazo.value)
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    settings.FIRMA_SELLO_PKCS11_MODULO = "/no/hay.so"
    with pytest.raises(ImproperlyConfigured, match="FIRMA_SELLO_PKCS11"):
        instalada.sello_institucional()


def _corre(*orden, **opciones):
    """La orden, o la prueba falla diciendo cuál no se pudo."""
    try:
        subprocess.run(orden, check=True, capture_output=True, text=True, timeout=300, **opciones)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.fail(f"No se puede probar PKCS#11 de verdad en esta máquina: «{' '.join(map(str, orden[:3]))}» no corrió "
                    f"({error}; {getattr(error, 'stderr', '')}). Hace falta la red de Debian y la de PyPI, o un SoftHSM2 instalado.")


def _softhsm(carpeta):
    """Dónde está SoftHSM2: el instalado o, sin root, uno bajado de Debian y desempacado."""
    if (propio := Path("/", BIBLIOTECA)).exists() and shutil.which("softhsm2-util"):
        return propio, shutil.which("softhsm2-util")
    _corre("apt-get", "download", "softhsm2", "libsofthsm2", cwd=carpeta)
    for paquete in carpeta.glob("*.deb"):
        _corre("dpkg", "-x", str(paquete), str(carpeta / "raiz"))
    return carpeta / "raiz" / BIBLIOTECA, str(carpeta / "raiz/usr/bin/softhsm2-util")


if COMPLETA:

    def test_con_softhsm2_de_verdad(en_archivo, mundo, tmp_path):
        biblioteca, util = _softhsm(tmp_path)
        _corre(sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(ajustes.RAIZ / "requirements/pkcs11.txt"),
               "--target", str(tmp_path / "py"))
        (tmp_path / "fichas").mkdir()
        (tmp_path / "c.conf").write_text(f"directories.tokendir = {tmp_path / 'fichas'}\nobjectstore.backend = file\n")
        (tmp_path / "k.pem").write_bytes(en_archivo.llave.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        (tmp_path / "f.pdf").write_bytes(formato())
        pin = ajustes.FIRMA_SELLO_CONTRASENA
        ambiente = {**os.environ, **entorno_de_proceso(), "SOFTHSM2_CONF": str(tmp_path / "c.conf"), "PYTHONPATH": str(tmp_path / "py"),
                    "FIRMA_SELLO_PKCS11_MODULO": str(biblioteca), "FIRMA_SELLO_PKCS11_FICHA": "sello", "FIRMA_SELLO_PKCS11_LLAVE": "sello"}
        base = (util, "--module", str(biblioteca))
        _corre(*base, "--init-token", "--free", "--label", "sello", "--so-pin", "12345678", "--pin", pin, env=ambiente)
        _corre(*base, "--import", str(tmp_path / "k.pem"), "--token", "sello", "--label", "sello", "--id", "A1", "--pin", pin, env=ambiente)
        (tmp_path / "k.pem").unlink()
        _corre(sys.executable, "-c", SELLAR, str(tmp_path / "f.pdf"), str(tmp_path / "s.pdf"), mundo.en.isoformat(),
               str(tmp_path / "firma"), env=ambiente, cwd=ajustes.RAIZ)
        assert juzgar((tmp_path / "s.pdf").read_bytes(), instalada.raices(), mundo.en).es_valida
        en_archivo.llave.public_key().verify((tmp_path / "firma").read_bytes(), b"lo mismo", ec.ECDSA(hashes.SHA256()))
