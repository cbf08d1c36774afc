"""El documento con que se prueba una e.firma: una hoja con su campo de firma. Siempre los mismos bytes."""

from __future__ import annotations

import hashlib

from dictamenes.documento.firma.sello import CAMPO_FIRMA

RENGLONES = (
    "Documento de prueba de firma electrónica",
    "Sirve para comprobar que su e.firma abre, firma y se verifica en este sitio.",
    "No es un dictamen, no tiene folio y no produce ningún efecto.",
)


def hoja_de_prueba() -> bytes:
    """El PDF, de una página, con el campo de firma vacío."""
    objetos = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (es-MX) /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots [5 0 R] "
        b"/Resources << /Font << /F 6 0 R >> >> >>",
        _flujo(),
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (" + CAMPO_FIRMA.encode() + b") /TU (Firma de prueba) "
        b"/Rect [72 540 400 600] /P 3 0 R /F 132 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    pdf, lugares = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for numero, objeto in enumerate(objetos, start=1):
        lugares.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    tabla, clave = len(pdf), hashlib.sha256(pdf).hexdigest()[:32].encode()
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objetos) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    pdf += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] >>\n" % (len(objetos) + 1, clave, clave)
    return pdf + b"startxref\n%d\n%%%%EOF\n" % tabla


def _flujo() -> bytes:
    escrito = b" Tj T* ".join(b"(" + renglon.encode("cp1252") + b")" for renglon in RENGLONES)
    trazos = b"BT /F 12 Tf 20 TL 72 700 Td " + escrito + b" Tj ET"
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(trazos), trazos)
