"""Ningún documento bueno se rechaza: los nuestros y los de cualquiera que firme con pyHanko."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from documentos_validos import VALIDAS, respuesta_ocsp
from mundo_firma import AHORA, EXIGIDO, QUIEN_AUTORIZA, Mundo, pdf_base, pem

from verificador.politica import Exigencias, juzgar
from verificador.raices import cargar_raices


@pytest.mark.parametrize("nombre", sorted(VALIDAS))
@pytest.mark.parametrize("con_revocacion", [True, False])
def test_ningun_documento_bueno_se_rechaza(nombre: str, con_revocacion: bool, mundo: Mundo) -> None:
    raices = mundo.raices if con_revocacion else mundo.raices_sin_revocacion
    dictado = juzgar(VALIDAS[nombre](mundo), raices, AHORA)
    assert dictado.es_valida, dictado.motivo
    assert ("No se juzgó la revocación" in dictado.motivo) is not con_revocacion


def test_el_ejemplar_de_las_partes_cumple_campos_y_firmantes(mundo: Mundo) -> None:
    assert mundo.juzgar(mundo.cerrado, EXIGIDO).es_valida


def test_se_puede_exigir_solo_uno_de_los_campos(mundo: Mundo) -> None:
    assert mundo.juzgar(mundo.cerrado, Exigencias(("FIRMA",))).es_valida
    assert mundo.juzgar(mundo.cerrado, Exigencias((), {"FIRMA": QUIEN_AUTORIZA.rfc.lower()})).es_valida


def test_lo_sellado_sin_firma_esta_incompleto_solo_si_se_exige(mundo: Mundo) -> None:
    assert mundo.juzgar(mundo.sellado, EXIGIDO).veredicto == "incompleta"
    suelto = mundo.juzgar(mundo.sellado)
    assert suelto.es_valida
    assert "Campos de firma vacíos: FIRMA" in suelto.motivo


def test_un_pdf_sin_firmas_lo_dice(mundo: Mundo) -> None:
    assert mundo.juzgar(pdf_base()).veredicto == "sin_firma"
    assert mundo.juzgar(pdf_base(), EXIGIDO).veredicto == "sin_firma"


def test_el_motivo_dice_si_no_hay_estampa_y_desde_cuando_consta_si_la_hay(mundo: Mundo) -> None:
    assert "sin estampa de tiempo" in mundo.juzgar(mundo.firmado).motivo
    assert f"consta desde {AHORA:%Y-%m-%dT%H:%M:%SZ}" in mundo.juzgar(mundo.cerrado).motivo


def test_el_formato_anterior_se_acepta_con_aviso(mundo: Mundo) -> None:
    assert "Aviso" in mundo.juzgar(VALIDAS["formato_anterior_a_pades"](mundo)).motivo


def test_sin_evidencia_de_la_emisora_no_se_acepta_a_quien_firma_cuando_se_exige(mundo: Mundo, tmp_path) -> None:
    for archivo in mundo.dir_raices.iterdir():
        if archivo.name != "intermedia.crl":
            (tmp_path / archivo.name).write_bytes(archivo.read_bytes())
    assert not juzgar(mundo.firmado, cargar_raices(tmp_path), AHORA).es_valida


def test_las_raices_pueden_venir_en_pem_y_con_extension_en_mayusculas(mundo: Mundo, tmp_path) -> None:
    (tmp_path / "RAIZ.CER").write_bytes(pem(mundo.raiz.propia))
    (tmp_path / "intermedia.cer").write_bytes(pem(mundo.intermedia.propia))
    assert juzgar(mundo.firmado, cargar_raices(tmp_path), AHORA).es_valida


@pytest.mark.parametrize(
    ("estado", "es_valida"), [(ocsp.OCSPCertStatus.GOOD, True), (ocsp.OCSPCertStatus.REVOKED, False)]
)
def test_una_respuesta_ocsp_decide_aunque_el_certificado_no_la_declare(
    estado: ocsp.OCSPCertStatus, es_valida: bool, mundo: Mundo, tmp_path
) -> None:
    for nombre in ("raiz.cer", "intermedia.cer", "raiz.crl"):
        (tmp_path / nombre).write_bytes((mundo.dir_raices / nombre).read_bytes())
    (tmp_path / "persona.ocsp").write_bytes(respuesta_ocsp(mundo, mundo.persona, estado))
    pdf = mundo.firmar_normal(pdf_base(), mundo.persona)
    assert juzgar(pdf, cargar_raices(tmp_path), AHORA).es_valida is es_valida


def test_rsa_de_2048_es_el_minimo(mundo: Mundo) -> None:
    assert isinstance(mundo.persona.llave, rsa.RSAPrivateKey)
    assert mundo.persona.llave.key_size == 2048
