"""Sólo «bueno», dicho a su hora por quien puede decirlo, deja terminar una firma; y quien verifica después llega a lo mismo."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import crl
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from mundo_firma import AHORA, EXIGIDO, QUIEN_AUTORIZA, Mundo, pdf_base

from dictamenes.documento.firma import revocacion
from dictamenes.documento.firma.cierre import cerrar
from dictamenes.documento.firma.persona import firmar
from dictamenes.documento.firma.prueba import Emitido
from dictamenes.documento.firma.revocacion import CertificadoRevocado, SinEvidencia, exigir_bueno
from dictamenes.documento.firma.sello import sellar
from verificador.confianza.revocacion import Estado, RespuestaInservible, juzgar_respuesta
from verificador.politica import juzgar
from verificador.raices import Raices, cargar_raices, leer_certificado

HORA = timedelta(hours=1)
BUENO, REVOCADO, DESCONOCIDO = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN


@pytest.fixture(scope="module")
def responde(mundo: Mundo) -> Emitido:
    """A quien la intermedia autorizó para contestar."""
    return mundo.intermedia.ocsp("OCSP de pruebas")


def contestar(
    mundo: Mundo, quien: Emitido, *, sobre: Emitido | None = None, estado: ocsp.OCSPCertStatus = BUENO,
    sabido: datetime = AHORA, hasta: datetime | None = None, resumen: hashes.HashAlgorithm | None = None,
) -> bytes:
    """Una respuesta bien hecha sobre la persona, salvo lo que se pida distinto."""
    constructor = ocsp.OCSPResponseBuilder().add_response(
        cert=(sobre or mundo.persona).certificado, issuer=mundo.intermedia.propia.certificado, algorithm=hashes.SHA1(),
        cert_status=estado, this_update=sabido, next_update=hasta,
        revocation_time=AHORA - HORA if estado is REVOCADO else None, revocation_reason=None,
    ).responder_id(ocsp.OCSPResponderEncoding.NAME, quien.certificado).certificates([quien.certificado])
    respuesta = constructor.sign(quien.llave, resumen or hashes.SHA256())
    return respuesta.public_bytes(serialization.Encoding.DER)


def juzgada(mundo: Mundo, der: bytes) -> Estado:
    emisor = leer_certificado(mundo.intermedia.propia.cer)
    return juzgar_respuesta(der, leer_certificado(mundo.persona.cer), emisor, desde=AHORA, hasta=AHORA + HORA).estado


def test_contesta_la_autoridad_o_a_quien_ella_autorizo(mundo: Mundo, responde: Emitido) -> None:
    for quien in (mundo.intermedia.propia, responde):
        assert juzgada(mundo, contestar(mundo, quien)) is Estado.BUENO
        assert juzgada(mundo, contestar(mundo, quien, estado=REVOCADO)) is Estado.REVOCADO
        assert juzgada(mundo, contestar(mundo, quien, estado=DESCONOCIDO)) is Estado.DESCONOCIDO


def _alterada(mundo: Mundo, responde: Emitido) -> bytes:
    der = bytearray(contestar(mundo, responde, estado=REVOCADO))
    der[-40] ^= 1
    return bytes(der)


INSERVIBLES = {
    "de otro certificado": lambda m, r: contestar(m, r, sobre=m.otra),
    "la firma quien no puede": lambda m, r: contestar(m, m.tsa),
    "la firma la misma persona": lambda m, r: contestar(m, m.persona),
    "de otra autoridad": lambda m, r: contestar(m, m.ajena.ocsp("Ajena")),
    "quien contesta ya no está vigente": lambda m, r: contestar(m, m.intermedia.emitir(
        r.certificado.subject, r.llave, propositos=(ExtendedKeyUsageOID.OCSP_SIGNING,), desde=AHORA - 48 * HORA, hasta=AHORA - 24 * HORA)),
    "anterior a la firma": lambda m, r: contestar(m, r, sabido=AHORA - HORA),
    "posterior a ahora": lambda m, r: contestar(m, r, sabido=AHORA + 3 * HORA),
    "ya caducó": lambda m, r: contestar(m, r, sabido=AHORA - timedelta(minutes=5), hasta=AHORA - timedelta(minutes=1)),
    "con un resumen corto": lambda m, r: contestar(m, r, resumen=hashes.SHA224()),
    "alterada": _alterada,
    "vacía": lambda m, r: b"",
    "no contesta": lambda m, r: ocsp.OCSPResponseBuilder.build_unsuccessful(
        ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(serialization.Encoding.DER),
}


@pytest.mark.parametrize("cual", INSERVIBLES)
def test_lo_que_no_sirve_no_dice_nada(mundo: Mundo, responde: Emitido, cual: str) -> None:
    with pytest.raises(RespuestaInservible):
        juzgada(mundo, INSERVIBLES[cual](mundo, responde))
    with pytest.raises(SinEvidencia):
        exigir_bueno(leer_certificado(mundo.persona.cer), mundo.raices, lambda _: INSERVIBLES[cual](mundo, responde),
                     desde=AHORA, en=AHORA + HORA)


@pytest.fixture(scope="module")
def sin_listas(mundo: Mundo, responde: Emitido, tmp_path_factory) -> Raices:
    """Como las del SAT: su autoridad no publica listas; las que hay en la carpeta son de la otra, la del sello."""
    carpeta = tmp_path_factory.mktemp("raices")
    otra = mundo.ajena.intermedia("AC de los sellos")
    for nombre, autoridad in (("raiz", mundo.raiz), ("intermedia", mundo.intermedia), ("ajena", mundo.ajena)):
        (carpeta / f"{nombre}.cer").write_bytes(autoridad.propia.cer)
    (carpeta / "otra.cer").write_bytes(otra.propia.cer)
    (carpeta / "ajena.crl").write_bytes(mundo.ajena.crl(en=AHORA))
    return cargar_raices(carpeta)


def _del_sello_ajeno(mundo: Mundo, sin_listas: Raices) -> bytes:
    """Firmado por la persona sobre un documento que selló una autoridad con listas."""
    sello = mundo.ajena.sello("Sello con listas")
    sellado = sellar(pdf_base(), credencial=mundo.credencial(sello), en=AHORA, caja_firma=(0, 72, 100, 300, 160))
    return firmar(sellado, credencial=mundo.credencial(mundo.persona), en=AHORA, motivo="Autoriza", lugar="Hermosillo")


def _cerrado(mundo: Mundo, raices: Raices, respondedor, en: datetime = AHORA) -> bytes:
    """Cerrado en `en`, con la firma de AHORA."""
    tsa = mundo.ajena.tsa("TSA con listas")
    return cerrar(_del_sello_ajeno(mundo, raices), estampadora=mundo.estampadora(en, tsa), raices=raices, en=en,
                  exigencias=EXIGIDO, respondedor=respondedor, firmado_en=AHORA)


def test_lo_que_trae_el_documento_basta_si_la_carpeta_no_habla_de_ese_certificado(
    mundo: Mundo, responde: Emitido, sin_listas: Raices
) -> None:
    cerrado = _cerrado(mundo, sin_listas, lambda _: contestar(mundo, responde))
    assert juzgar(cerrado, sin_listas, AHORA + 1000 * HORA, EXIGIDO).es_valida
    tarde = _cerrado(mundo, Raices(sin_listas.raices, sin_listas.intermedios), lambda _: contestar(mundo, responde))
    assert juzgar(tarde, sin_listas, AHORA, EXIGIDO).es_valida
    with pytest.raises(SinEvidencia):
        _cerrado(mundo, sin_listas, None)


def test_la_respuesta_vieja_no_ampara_una_estampa_nueva(mundo: Mundo, responde: Emitido, sin_listas: Raices) -> None:
    """Quien robó una llave ya revocada no puede valerse de lo que se contestaba antes."""
    libres, pasado = Raices(sin_listas.raices, sin_listas.intermedios), AHORA + 48 * HORA
    vieja = _cerrado(mundo, libres, lambda _: contestar(mundo, responde), pasado)
    nueva = _cerrado(mundo, libres, lambda _: contestar(mundo, responde, sabido=pasado), pasado)
    assert not juzgar(vieja, sin_listas, pasado, EXIGIDO).es_valida
    assert juzgar(nueva, sin_listas, pasado, EXIGIDO).es_valida


def test_si_la_carpeta_dice_que_se_revoco_no_vale_lo_que_traiga_el_documento(
    mundo: Mundo, responde: Emitido, sin_listas: Raices
) -> None:
    cerrado = _cerrado(mundo, sin_listas, lambda _: contestar(mundo, responde))
    serie = mundo.persona.certificado.serial_number
    lista = crl.CertificateList.load(mundo.intermedia.crl([(serie, AHORA - 24 * HORA)], en=AHORA))
    raiz = crl.CertificateList.load(mundo.raiz.crl(en=AHORA))
    saben = Raices(sin_listas.raices, sin_listas.intermedios, (*sin_listas.crls, lista, raiz))
    assert "revocado" in juzgar(cerrado, saben, AHORA, EXIGIDO).motivo


def test_quien_esta_en_la_lista_de_revocados_no_cierra_aunque_nadie_conteste_ocsp(mundo: Mundo) -> None:
    firmado = firmar(mundo.sellado, credencial=mundo.credencial(mundo.revocada), en=AHORA, motivo="Autoriza", lugar="X")
    with pytest.raises(CertificadoRevocado):
        cerrar(firmado, estampadora=mundo.estampadora(), raices=mundo.raices, en=AHORA, exigencias=EXIGIDO)


def test_una_lista_vieja_detiene_y_se_dice_de_quien_es(mundo: Mundo) -> None:
    def con(intermedia: datetime, raiz: datetime) -> Raices:
        listas = (mundo.intermedia.crl(en=intermedia), mundo.raiz.crl(en=raiz))
        return Raices(mundo.raices.raices, mundo.raices.intermedios, tuple(map(crl.CertificateList.load, listas)))

    dias, suyos = timedelta(days=1), [leer_certificado(mundo.persona.cer), *mundo.raices.intermedios]
    revocacion.exigir_frescas(con(AHORA - 34 * dias, AHORA - 399 * dias), AHORA, suyos)
    revocacion.exigir_frescas(con(AHORA, AHORA - 401 * dias), AHORA, suyos[:1])
    viejas = con(AHORA - 36 * dias, AHORA)
    de_hoy = Raices(viejas.raices, viejas.intermedios, (*viejas.crls, *con(AHORA, AHORA).crls))
    revocacion.exigir_frescas(de_hoy, AHORA, suyos)
    with pytest.raises(SinEvidencia, match="AC Intermedia de Pruebas"):
        revocacion.exigir_frescas(viejas, AHORA, suyos)
    with pytest.raises(SinEvidencia, match="AC Raíz de Pruebas"):
        revocacion.exigir_frescas(con(AHORA, AHORA - 401 * dias), AHORA, suyos)


@contextmanager
def _openssl(mundo: Mundo, responde: Emitido, carpeta: Path) -> Iterator[str]:
    """`openssl ocsp` de verdad: conoce a la persona (buena) y a la revocada; de las demás no sabe."""
    programa = shutil.which("openssl")
    assert programa, "hace falta openssl"
    (carpeta / "ca.pem").write_bytes(mundo.intermedia.propia.certificado.public_bytes(serialization.Encoding.PEM))
    (carpeta / "r.pem").write_bytes(responde.certificado.public_bytes(serialization.Encoding.PEM))
    (carpeta / "r.key").write_bytes(responde.llave.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    filas = [("V", "", mundo.persona), ("R", f"{AHORA - HORA:%y%m%d%H%M%SZ}", mundo.revocada)]
    (carpeta / "index.txt").write_text("".join(
        f"{estado}\t{c.certificado.not_valid_after_utc:%y%m%d%H%M%SZ}\t{cuando}\t"
        f"{c.certificado.serial_number:040X}\tunknown\t/CN=x\n" for estado, cuando, c in filas))
    proceso = subprocess.Popen(
        [programa, "ocsp", "-index", "index.txt", "-port", "0", "-rsigner", "r.pem", "-rkey", "r.key",
         "-CA", "ca.pem", "-nmin", "60"], cwd=carpeta, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert proceso.stdout
    try:
        puerto = next(renglon.split(":")[-1].split()[0] for renglon in proceso.stdout if "ACCEPT" in renglon)
        yield f"http://127.0.0.1:{puerto}/"
    finally:
        proceso.kill()
        proceso.communicate()


@contextmanager
def _de_otra_autoridad() -> Iterator[str]:
    """Contesta que ese certificado no es suyo («unauthorized»)."""

    class Ajena(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
                             .public_bytes(serialization.Encoding.DER))

        def log_message(self, *dicho: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Ajena) as servidor:
        Thread(target=servidor.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{servidor.server_port}/"
        servidor.shutdown()


def test_con_un_respondedor_de_openssl(mundo: Mundo, responde: Emitido, tmp_path: Path) -> None:
    def preguntar(emitido: Emitido, *urls: str) -> tuple[bytes, ...]:
        ahora = datetime.now(AHORA.tzinfo)
        return exigir_bueno(leer_certificado(emitido.cer), mundo.raices, revocacion.por_http(*urls), desde=ahora, en=ahora)

    with _openssl(mundo, responde, tmp_path) as url:
        assert len(preguntar(mundo.persona, url)) == 1
        with pytest.raises(CertificadoRevocado, match=f"{AHORA - HORA:%d/%m/%Y %H:%M}"):
            preguntar(mundo.revocada, url)
        with pytest.raises(SinEvidencia, match="no conoce"):
            preguntar(mundo.intermedia.efirma(QUIEN_AUTORIZA), url)
        with _de_otra_autoridad() as ajena:
            assert len(preguntar(mundo.persona, "http://127.0.0.1:9/", ajena, url)) == 1, "vale la que lo conoce"
            with pytest.raises(SinEvidencia):
                preguntar(mundo.persona, ajena)
    with pytest.raises(SinEvidencia, match="no contesta"):
        preguntar(mundo.persona, url)
