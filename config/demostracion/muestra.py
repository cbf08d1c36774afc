"""Un PDF de una hoja, válido y chico, que dice qué documento representa en la demostración."""

from __future__ import annotations

LETRA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf_de_muestra(titulo: str) -> bytes:
    """Una hoja carta con el título y el rótulo de demostración; mismos datos, mismos bytes."""
    renglones = ((22, 700, titulo), (12, 670, "Documento de demostración, sin contenido ni validez."))
    trazos = b"".join(
        b"BT /F1 %d Tf 72 %d Td (%s) Tj ET\n" % (cuerpo, y, _escapado(texto)) for cuerpo, y, texto in renglones
    )
    objetos = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(trazos), trazos),
        LETRA,
    )
    return _armar(objetos)


def _escapado(texto: str) -> bytes:
    crudo = texto.encode("cp1252", "replace")
    return crudo.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _armar(objetos: tuple[bytes, ...]) -> bytes:
    cuerpo, lugares = b"%PDF-1.4\n", []
    for n, objeto in enumerate(objetos, start=1):
        lugares.append(len(cuerpo))
        cuerpo += b"%d 0 obj\n%s\nendobj\n" % (n, objeto)
    tabla = b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    cuantos = len(objetos) + 1
    final = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return cuerpo + final % (cuantos, tabla, cuantos, len(cuerpo))
