"""Ida y vuelta: sellar, firmar y cerrar dejan un documento que cualquiera verifica."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pikepdf
import pypdfium2
import pytest
from asn1crypto import tsp
from ataques import hueco
from mundo_firma import AHORA, EXIGIDO, QUIEN_AUTORIZA, Mundo, pdf_base
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from reportlab.pdfbase.ttfonts import TTFont

from dictamenes.documento.firma.cierre import CierreInvalido, EstampaNoDisponible, cerrar
from dictamenes.documento.firma.estampado import estampadora_http
from dictamenes.documento.firma.evidencia import evidencia
from dictamenes.documento.firma.firmante import CampoNoDisponible
from dictamenes.documento.firma.persona import firmar
from dictamenes.documento.firma.revocacion import CertificadoRevocado
from dictamenes.documento.firma.sello import sellar
from dictamenes.documento.firma.tipografia import FUENTE_DE_FIRMA, leer_fuente

HACE_DIEZ_MESES = AHORA - timedelta(days=300)


def campos(pdf: bytes) -> dict[str, list[float]]:
    """Nombre y rectángulo de cada campo del formulario."""
    with pikepdf.open(BytesIO(pdf)) as documento:
        return {str(campo.T): [float(lado) for lado in campo.Rect] for campo in documento.Root.AcroForm.Fields}


def test_lo_que_mide_un_texto_es_lo_que_mide_su_letra_para_cualquier_otro():
    texto, ajena = "Firmó Ana López García el día de la Revolución", TTFont("Ajena", FUENTE_DE_FIRMA)
    assert leer_fuente().ancho(texto, 12) == pytest.approx(ajena.stringWidth(texto, 12, "utf8"))


def test_cada_paso_solo_agrega_bytes(mundo: Mundo) -> None:
    assert mundo.firmado.startswith(mundo.sellado)
    assert mundo.cerrado.startswith(mundo.firmado)
    assert mundo.sellado.startswith(pdf_base())


def test_los_campos_se_conservan_y_solo_aparece_la_estampa(mundo: Mundo) -> None:
    antes, firmado, despues = campos(mundo.sellado), campos(mundo.firmado), campos(mundo.cerrado)
    assert set(antes) == {"SELLO", "FIRMA"}
    assert antes == firmado
    assert {nombre: caja for nombre, caja in despues.items() if nombre != "ESTAMPA"} == antes
    assert antes["FIRMA"] == [72, 100, 300, 160]


def test_el_sello_certifica_con_el_permiso_pedido(mundo: Mundo) -> None:
    publico = sellar(pdf_base(), credencial=mundo.credencial(mundo.sello), en=AHORA, permiso=1)
    permisos = [read_certification_data(PdfFileReader(BytesIO(pdf))).permission for pdf in (mundo.sellado, publico)]
    assert permisos == [MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES]
    assert set(campos(publico)) == {"SELLO"}


def test_un_campo_que_el_documento_ya_traia_no_se_duplica(mundo: Mundo) -> None:
    from ataques import agregar
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    base = agregar(pdf_base(), lambda e: append_signature_field(e, SigFieldSpec("FIRMA", box=(10, 10, 90, 40))))
    sellado = sellar(base, credencial=mundo.credencial(mundo.sello), en=AHORA, caja_firma=(0, 72, 100, 300, 160))
    assert campos(sellado)["FIRMA"] == [10, 10, 90, 40]


def test_no_se_sella_dos_veces_ni_se_firma_donde_no_hay_campo(mundo: Mundo) -> None:
    datos = {"credencial": mundo.credencial(mundo.persona), "en": AHORA, "motivo": "m", "lugar": "l"}
    with pytest.raises(CampoNoDisponible):
        sellar(mundo.sellado, credencial=mundo.credencial(mundo.sello), en=AHORA)
    with pytest.raises(CampoNoDisponible):
        firmar(mundo.firmado, **datos)
    with pytest.raises(CampoNoDisponible):
        firmar(mundo.sellado, **datos, campo="NO_EXISTE")


def test_el_texto_visible_dice_quien_y_cuando_sin_rfc(mundo: Mundo) -> None:
    texto = texto_visible(mundo.cerrado)
    assert QUIEN_AUTORIZA.nombre in texto
    assert "Hermosillo" in texto
    assert AHORA.astimezone().strftime("%Y") in texto
    assert QUIEN_AUTORIZA.rfc not in texto
    assert QUIEN_AUTORIZA.curp not in texto


def texto_visible(pdf: bytes) -> str:
    with pikepdf.open(BytesIO(pdf)) as documento:
        (campo,) = [campo for campo in documento.Root.AcroForm.Fields if campo.T == "FIRMA"]
        trazos = campo.AP.N.read_bytes()
        fuente = campo.AP.N.Resources.Font.F
        assert fuente.FontDescriptor.FontFile2.Length1 > 1000
    return " ".join(bytes.fromhex(hexa.decode()).decode("cp1252") for hexa in re.findall(rb"<([0-9a-f]+)> Tj", trazos))


def test_la_firma_visible_se_dibuja(mundo: Mundo) -> None:
    pagina = pypdfium2.PdfDocument(mundo.cerrado)
    pagina.init_forms()
    imagen = pagina[0].render(scale=1, may_draw_forms=True).to_pil().convert("L").crop((72, 632, 300, 692))
    assert imagen.getextrema()[0] < 80


@pytest.mark.parametrize("cuando", [AHORA, HACE_DIEZ_MESES])
def test_todo_ocurre_en_la_hora_que_se_le_dice(cuando, mundo: Mundo) -> None:
    sellado = sellar(pdf_base(), credencial=mundo.credencial(mundo.sello), en=cuando, caja_firma=(0, 9, 9, 99, 40))
    firmado = firmar(sellado, credencial=mundo.credencial(mundo.persona), en=cuando, motivo="m", lugar="l")
    cerrado = cerrar(firmado, estampadora=mundo.estampadora(cuando), raices=mundo.raices, en=cuando)
    fechas = set(re.findall(rb"\(D:(\d{8})", cerrado.split(b"%%EOF", 1)[1].replace(b"\\072", b":")))
    assert fechas - {b"20000101"} == {cuando.strftime("%Y%m%d").encode()}  # la otra es la de creación del PDF base
    assert f"consta desde {cuando:%Y-%m-%d}" in mundo.juzgar(cerrado).motivo


def test_el_cierre_agrega_evidencia_y_una_sola_estampa(mundo: Mundo) -> None:
    with pikepdf.open(BytesIO(mundo.cerrado)) as documento:
        assert len(documento.Root.DSS.CRLs) == 2
        assert len(documento.Root.DSS.Certs) >= 4
    assert mundo.cerrado.count(b"/DocTimeStamp") == 1


def test_la_evidencia_se_saca_en_archivos_aparte(mundo: Mundo) -> None:
    sacada = evidencia(mundo.cerrado)
    assert {"SELLO.p7s", "FIRMA.p7s", "ESTAMPA.tst"} <= set(sacada)
    assert {nombre.partition("-")[0] for nombre in sacada if "-" in nombre} >= {"certificado", "crl"}
    assert sacada["FIRMA.p7s"].hex().encode() in mundo.cerrado.lower()
    assert evidencia(b"%PDF-1.4 no es un PDF") == {}


def test_el_cierre_se_niega_si_el_documento_no_quedaria_valido(mundo: Mundo) -> None:
    datos = {"estampadora": mundo.estampadora(), "raices": mundo.raices, "en": AHORA}
    with pytest.raises(CierreInvalido, match="falta firmar: FIRMA"):
        cerrar(mundo.sellado, **datos, exigencias=EXIGIDO)
    revocado = mundo.firmar_normal(pdf_base(), mundo.revocada)
    with pytest.raises(CertificadoRevocado):
        cerrar(revocado, **datos)
    with pytest.raises(CierreInvalido):
        cerrar(mundo.firmado, **{**datos, "estampadora": mundo.estampadora(tsa=mundo.ajena.tsa("TSA ajena"))})


class _Tsa(BaseHTTPRequestHandler):
    """Autoridad de estampado RFC 3161 por HTTP, para pruebas."""

    respuesta: str = "buena"
    local = None

    def do_POST(self) -> None:
        pedido = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if self.respuesta == "error":
            self.send_error(503)
            return
        cuerpo = self.local.request_tsa_response(pedido).dump() if self.respuesta == "buena" else b"basura"
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(cuerpo)))
        self.end_headers()
        self.wfile.write(cuerpo)

    def log_message(self, *_) -> None:
        """Sin ruido."""


@pytest.fixture
def tsa_http(mundo: Mundo):
    clase = type("TsaDePrueba", (_Tsa,), {"local": mundo.estampadora()})
    servidor = HTTPServer(("127.0.0.1", 0), clase)
    Thread(target=servidor.serve_forever, daemon=True).start()
    yield clase, f"http://127.0.0.1:{servidor.server_port}/"
    servidor.shutdown()
    servidor.server_close()


def test_cierra_con_una_autoridad_por_http(tsa_http, mundo: Mundo) -> None:
    _, url = tsa_http
    cerrado = cerrar(mundo.firmado, estampadora=estampadora_http(url), raices=mundo.raices, en=AHORA)
    assert mundo.juzgar(cerrado, EXIGIDO).es_valida


@pytest.mark.parametrize("respuesta", ["error", "basura"])
def test_una_autoridad_que_falla_se_distingue_y_no_deja_documento(respuesta: str, tsa_http, mundo: Mundo) -> None:
    clase, url = tsa_http
    clase.respuesta = respuesta
    with pytest.raises(EstampaNoDisponible):
        cerrar(mundo.firmado, estampadora=estampadora_http(url), raices=mundo.raices, en=AHORA)


def test_una_autoridad_inalcanzable_se_distingue(mundo: Mundo) -> None:
    with pytest.raises(EstampaNoDisponible):
        cerrar(mundo.firmado, estampadora=estampadora_http("http://127.0.0.1:9/"), raices=mundo.raices, en=AHORA)


@pytest.mark.skipif(not shutil.which("openssl"), reason="no hay openssl para contrastar")
@pytest.mark.parametrize("cual", [0, 1])
def test_openssl_confirma_la_criptografia(cual: int, mundo: Mundo, tmp_path) -> None:
    pdf = mundo.cerrado
    corte, reanuda = hueco(pdf, cual)
    largo = int(re.findall(rb"/ByteRange \[\d+ \d+ \d+ (\d+)\]", pdf)[cual])
    firma = bytes.fromhex(pdf[corte + 1 : reanuda - 1].decode())
    (tmp_path / "firma.der").write_bytes(_sin_relleno(firma))
    (tmp_path / "firmado.bin").write_bytes(pdf[:corte] + pdf[reanuda : reanuda + largo])
    assert _openssl_cms(tmp_path) == 0
    (tmp_path / "firmado.bin").write_bytes(b"X" + pdf[1:corte] + pdf[reanuda : reanuda + largo])
    assert _openssl_cms(tmp_path) != 0


def _sin_relleno(firma: bytes) -> bytes:
    largo = int.from_bytes(firma[2:4], "big") + 4
    assert not firma[largo:].strip(b"\0")
    return firma[:largo]


def _openssl_cms(carpeta) -> int:
    orden = [
        "openssl",
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "firma.der",
        "-content",
        "firmado.bin",
        "-binary",
        "-noverify",
        "-out",
        "nada",
    ]
    return subprocess.run(orden, cwd=carpeta, capture_output=True, check=False).returncode


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="no hay pdfsig para contrastar")
def test_pdfsig_confirma_las_firmas(mundo: Mundo, tmp_path) -> None:
    (tmp_path / "cerrado.pdf").write_bytes(mundo.cerrado)
    salida = subprocess.run(
        ["pdfsig", "-nocert", "cerrado.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert salida.stdout.count("Signature is Valid") == 2
    assert "ETSI.CAdES.detached" in salida.stdout


def test_el_mismo_documento_da_un_resumen_distinto_si_cambia_un_byte(mundo: Mundo) -> None:
    alterado = mundo.cerrado[:-1] + b" "
    assert hashlib.sha256(alterado).digest() != hashlib.sha256(mundo.cerrado).digest()
