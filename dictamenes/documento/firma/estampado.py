"""Quien estampa la hora: una autoridad por HTTP (RFC 3161) o, sólo en la demostración, una local en este proceso."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)

# isort: split
from asn1crypto import algos, cms, core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import DummyTimeStamper, HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from dictamenes.documento.firma.credenciales import Credencial
from dictamenes.documento.firma.firmante import firmar_bytes

ESPERA_DE_TSA = 10


class EstampadoraLocal(DummyTimeStamper):  # type: ignore[misc]  # los tipos de pyHanko no se siguen
    """Autoridad de estampado de prueba, con la llave sostenida (RSA o curva elíptica) y la hora que se le da."""

    def __init__(self, credencial: Credencial, en: datetime | None = None) -> None:
        super().__init__(credencial.certificado, None, certs_to_embed=credencial.cadena, fixed_dt=en)
        self._llave = credencial.llave

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, cms.CMSAttributes]:
        resumen = hashes.Hash(get_pyca_cryptography_hash(md_algorithm))
        resumen.update(tst_info_data)
        atributos = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),
                simple_cms_attribute("message_digest", resumen.finalize()),
            ]
        )
        return firmar_bytes(self._llave, atributos.dump(), md_algorithm), atributos

    def _build_signed_data(
        self, tst_info_data: bytes, md_algorithm: str, signature: bytes, signed_attrs: cms.CMSAttributes
    ) -> dict[str, Any]:
        datos: dict[str, Any] = super()._build_signed_data(tst_info_data, md_algorithm, signature, signed_attrs)
        mecanismo = "rsassa_pkcs1v15" if isinstance(self._llave, RSAPrivateKey) else f"{md_algorithm}_ecdsa"
        datos["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": mecanismo})
        return datos


def estampadora_http(url: str) -> TimeStamper:
    """Cliente RFC 3161 de la autoridad en `url`, con tiempo de espera acotado."""
    return HTTPTimeStamper(url, timeout=ESPERA_DE_TSA)
