"""Qué PDF se admite y cuál no, mirado por dentro; cada causa dice qué hacer."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from archivos.revision import NoAdmitido
from archivos.revision.pdf import revisar
from config.demostracion.muestra import pdf_de_muestra
from dictamenes.documento import oficio
from tests.archivos.hostiles import comprimir, con_accion, con_adjunto, con_anotacion, imagen, pdf
from tests.dictamenes.documento.oficio.datos_ejemplo import datos_dictamen

BUENO = pdf_de_muestra("Anexo")
JS = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
EN_FLUJOS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
CODIGO = "código JavaScript: imprímalo a PDF"


def _en_catalogo(clave, valor):
    copia = valor.unparse()
    return pdf(lambda d: d.Root.__setitem__(clave, pikepdf.Object.parse(copia)))


def _formulario_xfa():
    return _en_catalogo("/AcroForm", Dictionary(Fields=Array([]), XFA=Array([String("a")])))


def _sin_abrirse():
    destino = io.BytesIO()
    with pikepdf.open(io.BytesIO(BUENO)) as documento:
        documento.save(destino, encryption=pikepdf.Encryption(owner="duena", user=""))
    return destino.getvalue()


def _version_anterior():
    """El código está en la primera versión; la segunda, agregada al final, lo tapa."""
    con_codigo = con_accion(JS, compress_streams=False)
    lugar = con_codigo.index(b"/JavaScript")
    numero = con_codigo.rfind(b" 0 obj", 0, lugar)
    numero = con_codigo[con_codigo.rfind(b"\n", 0, numero) + 1 : numero]
    inicio = int(con_codigo.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    nuevo = len(con_codigo)
    tapa = numero + b" 0 obj\n<< /S /GoTo /D [ 0 /Fit ] >>\nendobj\n"
    raiz = con_codigo[con_codigo.index(b"trailer") :].split(b"/Root ")[1].split(b" ")[0]
    return con_codigo + tapa + b"xref\n%s 1\n%010d 00000 n \ntrailer\n<< /Size 20 /Root %s 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        numero, nuevo, raiz, inicio, nuevo + len(tapa))


def test_los_de_muestra_y_los_que_produce_la_casa_se_admiten():
    for contenido in (BUENO, BUENO + b"\r\n\x00\n", oficio.redactar_dictamen(datos_dictamen(3)).contenido):
        revisar(contenido)


@pytest.mark.parametrize(
    ("accion", "causa"),
    [
        (JS, CODIGO),
        (Dictionary(S=Name.Launch, F=String("calc.exe")), "abre otro archivo o programa"),
        (Dictionary(S=Name.GoToE), "abre otro archivo o programa"),
        (Dictionary(S=Name.GoToR, F=String("//10.0.0.1/x.pdf")), "abre otro archivo o programa"),
        (Dictionary(S=Name.URI, URI=String("javascript:alert(1)")), "abre otro archivo o programa"),
        (Dictionary(S=Name.URI, URI=String("file:///c:/x.exe")), "abre otro archivo o programa"),
        (Dictionary(S=Name.URI, URI=String("https://malo.example/x")), "sin que se lo pidan"),
        (Dictionary(S=Name.GoTo, Next=Dictionary(S=Name.URI, URI=String("http://malo.example"))), "sin que se lo pidan"),
        (Dictionary(S=Name.SubmitForm, F=String("http://ejemplo.invalid")), "envía o importa datos"),
        (Dictionary(S=Name.ImportData, F=String("x")), "envía o importa datos"),
        (Dictionary(S=Name.Rendition), "video, sonido o 3D"),
        (Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.Hide), JS])), CODIGO),
    ],
)
def test_una_accion_hacia_afuera_no_se_admite(accion, causa):
    for guardar in ({"compress_streams": False}, EN_FLUJOS):
        with pytest.raises(NoAdmitido, match=causa):
            revisar(con_accion(accion, **guardar))


def test_el_javascript_se_halla_de_las_tres_maneras():
    """A la vista, con el nombre escapado y dentro de un flujo de objetos comprimido."""
    a_la_vista = con_accion(JS, compress_streams=False)
    escapado = a_la_vista.replace(b"/JavaScript", b"/#4aav#61Script").replace(b"/JS", b"/#4aS")
    en_flujo = con_accion(JS, **EN_FLUJOS)
    assert b"JavaScript" in a_la_vista
    assert b"/JS" not in escapado
    assert b"JavaScript" not in en_flujo
    for contenido in (a_la_vista, escapado, en_flujo):
        with pytest.raises(NoAdmitido, match=CODIGO):
            revisar(contenido)


def test_el_javascript_de_una_version_anterior_tambien_se_halla():
    contenido = _version_anterior()
    with pikepdf.open(io.BytesIO(contenido)) as documento:
        assert documento.Root.OpenAction.S == "/GoTo"
    with pytest.raises(NoAdmitido, match=CODIGO):
        revisar(contenido)


@pytest.mark.parametrize(
    ("contenido", "causa"),
    [
        (_en_catalogo("/Names", Dictionary(JavaScript=Dictionary(Names=Array([String("a"), JS])))), CODIGO),
        (_en_catalogo("/AA", Dictionary(WC=JS)), CODIGO),
        (_en_catalogo("/AA", Dictionary(WC=Dictionary(S=Name.URI, URI=String("http://malo.example")))), "sin que se lo pidan"),
        (_formulario_xfa(), "formulario XFA"),
        (_en_catalogo("/Collection", Dictionary()), "otros archivos adentro"),
        (con_anotacion(Subtype=Name.RichMedia), "video, sonido"),
        (con_anotacion(Subtype=Name.FileAttachment), "otros archivos adentro"),
        (con_adjunto(b"MZ\x90", "application/octet-stream"), "otros archivos adentro"),
        (con_adjunto(b"{}", "application/json", asociado=False), "otros archivos adentro"),
        (con_adjunto(b"MZ no es json", "application/json"), "otros archivos adentro"),
        (con_adjunto(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"), "entidades o un DTD"),
        (_sin_abrirse(), "cifrado o protegido"),
        (b"GIF89a" + BUENO, "dañado"),
        (b"\n" * 10 + BUENO, "dañado"),
        (BUENO + comprimir({"a.txt": "hola"}), "datos pegados"),
        (BUENO[:-6], "datos pegados"),
        (b"%PDF-1.4\nnada\n%%EOF\n", "dañado"),
        (pdf(lambda d: d.pages.__delitem__(0)), "no tiene páginas"),
    ],
    ids=lambda valor: valor if isinstance(valor, str) else "",
)  # fmt: skip
def test_lo_demas_que_no_se_admite_dice_por_que(contenido, causa):
    with pytest.raises(NoAdmitido, match=causa):
        revisar(contenido)


def test_un_zip_escondido_en_un_comentario_no_se_admite():
    """Polyglot: %PDF al principio, directorio de ZIP al final y el EOF del PDF después."""
    inicio, cola = BUENO[:9], BUENO[9:]
    contenido = inicio + b"%" + comprimir({"a.txt": "hola"}) + b"\n" + cola
    with pytest.raises(NoAdmitido, match="ZIP|dañado"):
        revisar(contenido)


@pytest.mark.parametrize("datos", [b'{"clave": 1}', b"<cfdi:Comprobante xmlns:cfdi='http://www.sat.gob.mx/cfd/4'/>"])
def test_los_datos_asociados_de_una_factura_o_de_esta_casa_se_admiten(datos):
    revisar(con_adjunto(datos, "application/json" if datos.startswith(b"{") else "text/xml"))


def test_una_liga_a_un_sitio_se_admite():
    revisar(con_anotacion(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://ejemplo.invalid/Launch"))))


def test_una_imagen_no_pasa_por_pdf():
    with pytest.raises(NoAdmitido):
        revisar(imagen())
