"""Cargar una e.firma: se rechaza con claridad lo que no sirve y nunca se filtra la contraseña ni la llave."""

from __future__ import annotations

import pickle
import subprocess
import traceback
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from mundo_firma import AHORA, OTRA_PERSONA, QUIEN_AUTORIZA, Mundo, pem

from dictamenes.documento.firma.credenciales import CredencialRechazada, cargar, cargar_sat, nombre_de, rfc_de
from dictamenes.documento.firma.prueba import Persona

CONTRASENA = "la-contraseña-que-no-debe-verse"


def test_carga_una_efirma_y_dice_de_quien_es(mundo: Mundo) -> None:
    credencial = cargar_sat(mundo.persona.cer, mundo.persona.key(CONTRASENA), CONTRASENA, en=AHORA)
    assert rfc_de(credencial.certificado) == QUIEN_AUTORIZA.rfc
    assert nombre_de(credencial.certificado) == QUIEN_AUTORIZA.nombre


def test_acepta_tambien_pem(mundo: Mundo) -> None:
    llave = mundo.persona.llave.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(CONTRASENA.encode()),
    )
    assert cargar_sat(pem(mundo.persona), llave, CONTRASENA, en=AHORA)


@pytest.mark.parametrize(
    ("caso", "motivo"),
    [
        ("contraseña", "contraseña no abre"),
        ("csd", "Sello Digital"),
        ("vencido", "venció el"),
        ("futuro", "aún no está vigente"),
        ("otra llave", "no corresponde al certificado"),
        ("basura", "no es un certificado legible"),
        ("llave basura", "contraseña no abre"),
        ("sello", "no trae el RFC"),
        ("sin usos", "no está autorizado"),
    ],
)
def test_rechaza_con_un_motivo_claro(caso: str, motivo: str, mundo: Mundo) -> None:
    cer, key, contrasena = _caso(caso, mundo)
    with pytest.raises(CredencialRechazada, match=motivo):
        cargar_sat(cer, key, contrasena, en=AHORA)


def _caso(caso: str, mundo: Mundo) -> tuple[bytes, bytes, str]:
    emitido = {
        "csd": lambda: mundo.intermedia.csd(QUIEN_AUTORIZA),
        "vencido": lambda: mundo.intermedia.efirma(QUIEN_AUTORIZA, hasta=AHORA - timedelta(days=1)),
        "futuro": lambda: mundo.intermedia.efirma(QUIEN_AUTORIZA, desde=AHORA + timedelta(days=1)),
        "sello": lambda: mundo.sello,
        "sin usos": lambda: mundo.intermedia.efirma(QUIEN_AUTORIZA, usos={"digital_signature", "key_agreement"}),
    }.get(caso, lambda: mundo.persona)()
    cer, key = emitido.cer, emitido.key(CONTRASENA)
    key = mundo.otra.key(CONTRASENA) if caso == "otra llave" else key
    key = b"\x30\x82basura" if caso == "llave basura" else key
    cer = b"\x30\x82basura" if caso == "basura" else cer
    return cer, key, "equivocada" if caso == "contraseña" else CONTRASENA


@pytest.mark.parametrize("caso", ["contraseña", "otra llave", "llave basura", "vencido"])
def test_ningun_secreto_queda_en_la_excepcion_ni_en_su_rastro(caso: str, mundo: Mundo) -> None:
    cer, key, _ = _caso(caso, mundo)
    secreta = "equivocada-pero-secreta" if caso == "contraseña" else CONTRASENA
    try:
        cargar_sat(cer, key, secreta, en=AHORA)
    except CredencialRechazada as error:
        # El primer cuadro es esta prueba, que sí la conoce; los demás son del sistema.
        rastro = error.__traceback__.tb_next
        texto = "".join(traceback.TracebackException(type(error), error, rastro, capture_locals=True).format())
    assert secreta not in texto
    assert repr(key)[2:40] not in texto
    assert error_sin_causa(caso, mundo)


def error_sin_causa(caso: str, mundo: Mundo) -> bool:
    cer, key, contrasena = _caso(caso, mundo)
    with pytest.raises(CredencialRechazada) as fin:
        cargar_sat(cer, key, contrasena, en=AHORA)
    return fin.value.__cause__ is None and (fin.value.__context__ is None or fin.value.__suppress_context__)


def test_una_credencial_no_se_imprime_ni_se_serializa(mundo: Mundo) -> None:
    credencial = mundo.credencial(mundo.persona)
    assert "llave" not in repr(credencial)
    assert QUIEN_AUTORIZA.rfc not in repr(credencial)
    with pytest.raises(TypeError):
        pickle.dumps(credencial)


def test_el_certificado_de_prueba_tiene_el_perfil_del_sat(mundo: Mundo) -> None:
    certificado = mundo.persona.certificado
    assert len(bytes.fromhex(f"{certificado.serial_number:x}")) == 20
    assert bytes.fromhex(f"{certificado.serial_number:x}").isdigit()
    assert len(certificado.extensions) == 4
    assert len(mundo.intermedia.csd(OTRA_PERSONA).certificado.extensions) == 2
    assert mundo.persona.llave.key_size == 2048


def test_openssl_abre_la_llave_con_formato_del_sat(mundo: Mundo, tmp_path) -> None:
    (tmp_path / "persona.key").write_bytes(mundo.persona.key(CONTRASENA))
    orden = ["openssl", "pkcs8", "-inform", "DER", "-in", "persona.key", "-passin", f"pass:{CONTRASENA}"]
    assert subprocess.run(orden, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_el_rfc_de_una_persona_moral_es_el_primero(mundo: Mundo) -> None:
    moral = mundo.intermedia.efirma(Persona("EDE010101AB1 / PEGJ800101AB1", "EMPRESA", "PEGJ800101HSRRRS09"))
    assert rfc_de(mundo.credencial(moral).certificado) == "EDE010101AB1"


def test_cargar_sin_contrasena_sirve_para_llaves_en_claro(mundo: Mundo) -> None:
    assert cargar(mundo.tsa.cer, mundo.tsa.key(None), None)
    with pytest.raises(CredencialRechazada):
        cargar(mundo.tsa.cer, mundo.tsa.key("x"), None)
