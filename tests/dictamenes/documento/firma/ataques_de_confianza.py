"""Certificados, estampas y algoritmos que no merecen confianza."""

from __future__ import annotations

from datetime import timedelta

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from ataques_piezas import (
    ataque,
    ataque_con_exigencias,
    hueco,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import ExtendedKeyUsageOID
from mundo_firma import AHORA, QUIEN_AUTORIZA, Mundo, pdf_base
from pyhanko.sign.timestamps import DummyTimeStamper

from dictamenes.documento.firma.prueba import (
    USOS_EFIRMA,
    USOS_SELLO,
    Autoridad,
    Emitido,
    _nombre_institucional,
    sujeto_del_sat,
)

# ── Certificados ─────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def certificado_vencido(mundo: Mundo) -> bytes:
    vencido = mundo.intermedia.efirma(QUIEN_AUTORIZA, hasta=AHORA - timedelta(days=1))
    return mundo.firmar_normal(pdf_base(), vencido)


@ataque
def certificado_vencido_con_estampa_tardia(mundo: Mundo) -> bytes:
    vencido = mundo.intermedia.efirma(QUIEN_AUTORIZA, hasta=AHORA - timedelta(days=1))
    return mundo.firmar_normal(pdf_base(), vencido, estampadora=mundo.estampadora())


@ataque
def certificado_aun_no_vigente(mundo: Mundo) -> bytes:
    futuro = mundo.intermedia.efirma(QUIEN_AUTORIZA, desde=AHORA + timedelta(days=2))
    return mundo.firmar_normal(pdf_base(), futuro)


@ataque
def certificado_revocado(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.revocada)


@ataque
def certificado_revocado_con_estampa(mundo: Mundo) -> bytes:
    firmado = mundo.firmar_normal(pdf_base(), mundo.revocada, estampadora=mundo.estampadora())
    return mundo.estampar_documento(firmado)


@ataque
def certificado_de_otra_raiz(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.ajena.efirma(QUIEN_AUTORIZA), autoridad=mundo.ajena)


@ataque
def certificado_de_raiz_con_el_mismo_nombre(mundo: Mundo) -> bytes:
    impostora = Autoridad.raiz("AC Raíz de Pruebas", AHORA).intermedia("AC Intermedia de Pruebas")
    return mundo.firmar_normal(pdf_base(), impostora.efirma(QUIEN_AUTORIZA), autoridad=impostora)


@ataque
def certificado_de_intermedia_ajena_a_la_carpeta(mundo: Mundo) -> bytes:
    """Otra intermedia de la misma raíz, que la carpeta de confianza no trae."""
    otra = mundo.raiz.intermedia("AC Intermedia para otra cosa")
    return mundo.firmar_normal(pdf_base(), otra.efirma(QUIEN_AUTORIZA), autoridad=otra)


@ataque
def certificado_emitido_por_una_persona(mundo: Mundo) -> bytes:
    falsa = Autoridad(mundo.otra, AHORA - timedelta(days=9), AHORA + timedelta(days=9))
    return mundo.firmar_normal(pdf_base(), falsa.efirma(QUIEN_AUTORIZA), autoridad=falsa)


@ataque
def certificado_autofirmado(mundo: Mundo) -> bytes:
    propia = Autoridad.raiz("Yo mismo", AHORA)
    return mundo.firmar_normal(pdf_base(), propia.propia, autoridad=propia)


@ataque
def certificado_sin_no_repudio(mundo: Mundo) -> bytes:
    mal = mundo.intermedia.efirma(QUIEN_AUTORIZA, usos={"digital_signature", "key_encipherment"})
    return mundo.firmar_normal(pdf_base(), mal)


@ataque
def certificado_sin_usos(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.intermedia.emitir(_nombre_institucional("Sin usos")))


@ataque
def certificado_de_servidor(mundo: Mundo) -> bytes:
    mal = mundo.intermedia.emitir(
        _nombre_institucional("servidor"), usos=USOS_SELLO, propositos=(ExtendedKeyUsageOID.SERVER_AUTH,)
    )
    return mundo.firmar_normal(pdf_base(), mal)


@ataque
def certificado_de_la_estampadora(mundo: Mundo) -> bytes:
    mal = mundo.intermedia.tsa("Estampadora que firma", usos=USOS_SELLO)
    return mundo.firmar_normal(pdf_base(), mal)


@ataque
def certificado_de_autoridad(mundo: Mundo) -> bytes:
    mal = mundo.raiz.emitir(_nombre_institucional("AC firmante"), usos=USOS_SELLO | {"key_cert_sign"}, ca=0)
    return mundo.firmar_normal(pdf_base(), mal, autoridad=mundo.raiz)


@ataque
def certificado_csd(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.intermedia.csd(QUIEN_AUTORIZA))


@ataque_con_exigencias
def certificado_de_otra_persona(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(mundo.sellado, mundo.otra, "FIRMA")


@ataque_con_exigencias
def firma_en_otro_campo(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(mundo.firmar_normal(pdf_base(), mundo.sello, "SELLO"), mundo.persona, "FIRMAS")


# ── Estampas de tiempo ───────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def estampa_de_otra_raiz(mundo: Mundo) -> bytes:
    ajena = mundo.estampadora(tsa=mundo.ajena.tsa("TSA ajena"))
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=ajena)


@ataque
def estampa_sin_proposito(mundo: Mundo) -> bytes:
    mal = mundo.intermedia.emitir(_nombre_institucional("No es TSA"), usos=USOS_SELLO)
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora(tsa=mal))


@ataque
def estampa_de_tsa_vencida(mundo: Mundo) -> bytes:
    vencida = mundo.intermedia.tsa("TSA vencida", hasta=AHORA - timedelta(days=1))
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora(tsa=vencida))


@ataque
def estampa_del_futuro(mundo: Mundo) -> bytes:
    futura = mundo.estampadora(AHORA + timedelta(days=60))
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=futura)


@ataque
def estampa_anterior_al_certificado(mundo: Mundo) -> bytes:
    nuevo = mundo.intermedia.efirma(QUIEN_AUTORIZA, desde=AHORA - timedelta(days=2))
    return mundo.firmar_normal(pdf_base(), nuevo, estampadora=mundo.estampadora(AHORA - timedelta(days=90)))


@ataque
def estampa_de_otra_firma(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=_EstampadoraQueRepite(mundo))


@ataque
def estampa_con_sha1(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=_con_impronta(mundo, "sha1"))


@ataque
def estampa_de_documento_de_otra_raiz(mundo: Mundo) -> bytes:
    return mundo.estampar_documento(mundo.firmado, mundo.estampadora(tsa=mundo.ajena.tsa("TSA ajena")))


@ataque
def estampa_de_documento_del_futuro(mundo: Mundo) -> bytes:
    return mundo.estampar_documento(mundo.firmado, mundo.estampadora(AHORA + timedelta(days=60)))


@ataque
def estampa_de_documento_con_sha1(mundo: Mundo) -> bytes:
    return mundo.estampar_documento(mundo.firmado, resumen="sha1")


@ataque
def estampa_de_documento_anterior_a_la_de_la_firma(mundo: Mundo) -> bytes:
    firmado = mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora())
    return mundo.estampar_documento(firmado, mundo.estampadora(AHORA - timedelta(days=90)))


@ataque
def estampa_de_documento_alterada(mundo: Mundo) -> bytes:
    inicio, _ = hueco(mundo.cerrado)
    lugar = inicio + 700
    otro = b"0" if mundo.cerrado[lugar : lugar + 1] != b"0" else b"1"
    return mundo.cerrado[:lugar] + otro + mundo.cerrado[lugar + 1 :]


# ── Algoritmos ───────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def resumen_sha1(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, md_algorithm="sha1")


@ataque
def certificado_firmado_con_sha1(mundo: Mundo) -> bytes:
    emitido = mundo.intermedia.efirma(QUIEN_AUTORIZA)
    bueno = asn1_x509.Certificate.load(emitido.cer)
    bueno["tbs_certificate"]["signature"] = bueno["signature_algorithm"] = {"algorithm": "sha1_rsa"}
    bueno["signature_value"] = mundo.intermedia.propia.llave.sign(
        bueno["tbs_certificate"].dump(force=True), PKCS1v15(), hashes.SHA1()
    )
    debil = Emitido(x509.load_der_x509_certificate(bueno.dump(force=True)), emitido.llave)
    return mundo.firmar_normal(pdf_base(), debil)


@ataque
def llave_rsa_de_1024(mundo: Mundo) -> bytes:
    llave = rsa.generate_private_key(65537, 1024)
    corto = mundo.intermedia.emitir(sujeto_del_sat(QUIEN_AUTORIZA), llave, usos=USOS_EFIRMA)
    return mundo.firmar_normal(pdf_base(), corto)


class _EstampadoraQueRepite(DummyTimeStamper):
    """Devuelve siempre la estampa de otros bytes."""

    def __init__(self, mundo: Mundo) -> None:
        self._buena = mundo.estampadora()
        super().__init__(self._buena.tsa_cert, None)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return await self._buena.async_timestamp(bytes(32), md_algorithm)


def _con_impronta(mundo: Mundo, resumen: str):
    buena = mundo.estampadora()

    class _Debil(DummyTimeStamper):
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
            return await buena.async_timestamp(bytes(20), resumen)

    return _Debil(buena.tsa_cert, None)
