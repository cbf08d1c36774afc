"""Los ajustes de firma y la orden que crea las credenciales de la demostración."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from mundo_firma import AHORA, pdf_base
from pyhanko.sign.timestamps import HTTPTimeStamper

from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.cierre import cerrar
from dictamenes.documento.firma.credenciales import CredencialRechazada, cargar_sat, rfc_de
from dictamenes.documento.firma.persona import firmar
from dictamenes.documento.firma.sello import sellar
from verificador.politica import Exigencias, juzgar

PERSONA = "PEGJ800101AB1:José Pérez García:PEGJ800101HSRRRS09"


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    carpeta = tmp_path_factory.mktemp("demo") / "credenciales"
    call_command("crear_credenciales_demo", str(carpeta), "--persona", PERSONA, stdout=io.StringIO())
    return carpeta


@pytest.fixture
def instalacion(demo: Path, settings) -> Path:
    settings.FIRMA_SELLO_CER, settings.FIRMA_SELLO_KEY = str(demo / "sello.cer"), str(demo / "sello.key")
    settings.FIRMA_TSA_CER, settings.FIRMA_TSA_KEY = str(demo / "tsa.cer"), str(demo / "tsa.key")
    settings.FIRMA_TSA_URL = ""
    settings.FIRMA_DIR_RAICES, settings.FIRMA_DIR_CREDENCIALES = str(demo / "raices"), str(demo / "personas")
    return demo


@pytest.mark.parametrize("cuando", [AHORA, AHORA - timedelta(days=365)])
def test_la_instalacion_de_demostracion_emite_un_dictamen_completo(cuando, instalacion: Path) -> None:
    sellado = sellar(
        pdf_base(), credencial=instalada.sello_institucional(), en=cuando, caja_firma=(0, 72, 100, 300, 160)
    )
    persona = instalada.credencial_de("PEGJ800101AB1", en=cuando)
    firmado = firmar(sellado, credencial=persona, en=cuando, motivo="Autoriza", lugar="Hermosillo")
    exigencias = Exigencias(("SELLO",), {"FIRMA": rfc_de(persona.certificado)})
    cerrado = cerrar(
        firmado, estampadora=instalada.estampadora(cuando), raices=instalada.raices(), en=cuando, exigencias=exigencias
    )
    assert juzgar(cerrado, instalada.raices(), AHORA, exigencias).es_valida


def test_la_llave_del_sello_se_carga_una_sola_vez(instalacion: Path) -> None:
    assert instalada.sello_institucional() is instalada.sello_institucional()


def test_las_raices_se_releen_si_la_carpeta_cambia(instalacion: Path, tmp_path, settings) -> None:
    for archivo in (instalacion / "raices").iterdir():
        (tmp_path / archivo.name).write_bytes(archivo.read_bytes())
    settings.FIRMA_DIR_RAICES = str(tmp_path)
    assert len(instalada.raices().crls) == 2
    (tmp_path / "raiz.crl").unlink()
    assert len(instalada.raices().crls) == 1


def test_con_url_se_usa_la_autoridad_de_estampado_real(instalacion: Path, settings) -> None:
    settings.FIRMA_TSA_URL = "https://tsa.ejemplo.gob.mx/"
    assert isinstance(instalada.estampadora(AHORA), HTTPTimeStamper)


def test_sin_carpeta_de_credenciales_solo_queda_la_via_autografa(instalacion: Path, settings) -> None:
    assert instalada.custodia_credenciales()
    settings.FIRMA_DIR_CREDENCIALES = ""
    assert not instalada.custodia_credenciales()
    with pytest.raises(instalada.CredencialNoCustodiada):
        instalada.credencial_de("PEGJ800101AB1", en=AHORA)


@pytest.mark.parametrize("rfc", ["NADI800101AB1", "../sello", "", "../../etc/passwd"])
def test_no_se_entrega_la_credencial_de_quien_no_esta(rfc: str, instalacion: Path) -> None:
    with pytest.raises(instalada.CredencialNoCustodiada):
        instalada.credencial_de(rfc, en=AHORA)


def test_una_credencial_de_prueba_vence(instalacion: Path) -> None:
    with pytest.raises(CredencialRechazada, match="venció"):
        instalada.credencial_de("PEGJ800101AB1", en=AHORA + timedelta(days=365 * 7))


def test_un_ajuste_faltante_o_malo_se_dice_sin_secretos(instalacion: Path, settings) -> None:
    settings.FIRMA_SELLO_CONTRASENA = "mala-pero-secreta"
    with pytest.raises(ImproperlyConfigured, match="FIRMA_SELLO") as fin:
        instalada.sello_institucional()
    assert "mala-pero-secreta" not in str(fin.value)
    settings.FIRMA_SELLO_CER = ""
    with pytest.raises(ImproperlyConfigured, match="Faltan FIRMA_SELLO_CER"):
        instalada.sello_institucional()
    settings.FIRMA_DIR_RAICES = ""
    with pytest.raises(ImproperlyConfigured, match="FIRMA_DIR_RAICES"):
        instalada.raices()


def test_la_orden_es_idempotente_y_agrega_lo_que_falta(demo: Path) -> None:
    antes = {ruta: ruta.read_bytes() for ruta in demo.rglob("*") if ruta.is_file()}
    otra = "LOMA850202CD2:Ana López Muñoz:LOMA850202MSRPXN08"
    call_command("crear_credenciales_demo", str(demo), "--persona", PERSONA, "--persona", otra, stdout=io.StringIO())
    assert all(ruta.read_bytes() == contenido for ruta, contenido in antes.items())
    assert (demo / "personas" / "LOMA850202CD2.key").exists()


def test_las_llaves_de_prueba_solo_las_lee_su_duenio(demo: Path) -> None:
    assert {ruta.stat().st_mode & 0o077 for ruta in demo.rglob("*.key")} == {0}


def test_el_csd_de_prueba_se_rechaza_para_personas(instalacion: Path, settings) -> None:
    cer, key = (instalacion / "csd.cer").read_bytes(), (instalacion / "csd.key").read_bytes()
    with pytest.raises(CredencialRechazada, match="Sello Digital"):
        cargar_sat(cer, key, settings.FIRMA_SELLO_CONTRASENA, en=AHORA)


def test_fuera_de_la_demostracion_no_se_crean_credenciales(settings, tmp_path) -> None:
    settings.ROTULO_SIN_VALIDEZ = ""
    with pytest.raises(CommandError, match="demostración"):
        call_command("crear_credenciales_demo", str(tmp_path / "x"))
    assert not (tmp_path / "x").exists()


def test_una_persona_mal_escrita_se_rechaza(tmp_path) -> None:
    with pytest.raises(CommandError, match="RFC:NOMBRE:CURP"):
        call_command("crear_credenciales_demo", str(tmp_path / "x"), "--persona", "PEGJ800101AB1:Nombre")
