"""Los dos remiendos muerden: sin ellos el resultado es otro."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from asn1crypto import x509
from cryptography.x509 import ocsp
from documentos_validos import respuesta_ocsp
from mundo_firma import AHORA, QUIEN_AUTORIZA, Mundo, pdf_base
from pyhanko_certvalidator import CertificateValidator, ValidationContext, validate
from pyhanko_certvalidator.errors import RevokedError

from verificador import compatibilidad
from verificador.raices import leer_certificado


def validar(mundo: Mundo, modo: str) -> None:
    """Valida el certificado de la persona con una respuesta OCSP que lo dice revocado."""
    contexto = ValidationContext(
        trust_roots=[leer_certificado(mundo.raiz.propia.cer)],
        other_certs=[leer_certificado(mundo.intermedia.propia.cer)],
        ocsps=[respuesta_ocsp(mundo, mundo.persona, ocsp.OCSPCertStatus.REVOKED)],
        moment=AHORA,
        revocation_mode=modo,
    )
    validador = CertificateValidator(leer_certificado(mundo.persona.cer), validation_context=contexto)
    asyncio.run(validador.async_validate_usage({"digital_signature"}))


@pytest.mark.parametrize("modo", ["soft-fail", "hard-fail"])
def test_sin_el_remiendo_un_revocado_pasa_por_bueno(modo: str, mundo: Mundo, monkeypatch) -> None:
    monkeypatch.setattr(validate, "get_declared_revinfo", compatibilidad.revocacion_declarada_original)
    validar(mundo, modo)


def test_con_el_remiendo_el_revocado_se_descubre(mundo: Mundo) -> None:
    with pytest.raises(RevokedError):
        validar(mundo, "soft-fail")


def test_sin_el_remiendo_ni_siquiera_se_lee_una_efirma(mundo: Mundo, tmp_path) -> None:
    (tmp_path / "persona.cer").write_bytes(mundo.persona.cer)
    codigo = (
        "import sys; from asn1crypto import x509; x509.Certificate.load(open(sys.argv[1],'rb').read()).subject.native"
    )
    raiz = Path(__file__).resolve().parents[4]
    for antes, esperado in (("", 1), ("import verificador.compatibilidad; ", 0)):
        orden = [sys.executable, "-c", antes + codigo, str(tmp_path / "persona.cer")]
        assert subprocess.run(orden, cwd=raiz, capture_output=True, check=False).returncode == esperado


def test_el_identificador_se_lee_en_las_formas_vistas(mundo: Mundo) -> None:
    certificado = x509.Certificate.load(mundo.persona.cer)
    assert certificado.subject.native["unique_identifier"] == QUIEN_AUTORIZA.rfc
    for octetos, texto in ((b"\x01\x02", "0102"), (b"PEGJ800101AB1", "PEGJ800101AB1")):
        assert compatibilidad.IdentificadorUnico(name="bit_string", value=octetos).native == texto


def test_las_bitacoras_ajenas_no_escriben_datos_personales(mundo: Mundo, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        mundo.juzgar(mundo.firmar_normal(pdf_base(), mundo.revocada))
    assert QUIEN_AUTORIZA.rfc not in caplog.text
    assert QUIEN_AUTORIZA.curp not in caplog.text
