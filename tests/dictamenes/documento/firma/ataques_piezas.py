"""Piezas con que se arman los ataques: revisiones agregadas, rangos reescritos y PDF hechos a mano."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from mundo_firma import Mundo
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

Ataque = Callable[[Mundo], bytes]
ATAQUES: dict[str, Ataque] = {}
CON_EXIGENCIAS: dict[str, Ataque] = {}


def ataque(funcion: Ataque) -> Ataque:
    """Registra un ataque que debe caer aun sin decir qué campos se esperan."""
    ATAQUES[funcion.__name__] = funcion
    return funcion


def ataque_con_exigencias(funcion: Ataque) -> Ataque:
    """Registra un ataque que sólo se distingue diciendo qué campos y firmantes se esperan."""
    CON_EXIGENCIAS[funcion.__name__] = funcion
    return funcion


def agregar(pdf: bytes, cambio: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Agrega una revisión con el cambio."""
    escritor = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    cambio(escritor)
    escritor._update_meta = lambda: None  # pyHanko sustituiría los datos generales del atacante por los suyos
    salida = BytesIO()
    escritor.write(salida)
    return salida.getvalue()


def contenido_nuevo(escritor: IncrementalPdfFileWriter, texto: bytes = b"Se autoriza por $9,000,000.00") -> None:
    """Cambia lo que dice la primera página."""
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    flujo = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 720 Td (" + texto + b") Tj ET")
    pagina[pdf_name("/Contents")] = escritor.add_object(flujo)
    escritor.update_container(pagina)


def en_rango(pdf: bytes, transformar: Callable[[list[int]], list[int]]) -> bytes:
    """Reescribe el último /ByteRange en el mismo espacio."""
    hallado = list(re.finditer(rb"/ByteRange \[([^\]]*)\](\s*)", pdf))[-1]
    numeros = transformar([int(numero) for numero in hallado.group(1).split()])
    nuevo = b"/ByteRange [" + b" ".join(str(numero).encode() for numero in numeros) + b"]"
    assert len(nuevo) <= len(hallado.group(0))
    return pdf[: hallado.start()] + nuevo.ljust(len(hallado.group(0))) + pdf[hallado.end() :]


def hueco(pdf: bytes, cual: int = -1) -> tuple[int, int]:
    """(inicio, fin) del valor hexadecimal de una firma, con sus ángulos."""
    numeros = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf)[cual]
    return int(numeros[1]), int(numeros[2])


def armar_pdf(objetos: list[bytes]) -> bytes:
    """PDF con estos cuerpos de objeto numerados desde 1; el primero es el catálogo."""
    salida = bytearray(b"%PDF-1.7\n")
    lugares = []
    for numero, cuerpo in enumerate(objetos, 1):
        lugares.append(len(salida))
        salida += b"%d 0 obj\n%s\nendobj\n" % (numero, cuerpo)
    tabla = len(salida)
    salida += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objetos) + 1)
    salida += b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    salida += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objetos) + 1, tabla)
    return bytes(salida)


def guion() -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )


def forma() -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 612, 792))),
        }
    )


def tapadera(escritor: IncrementalPdfFileWriter) -> None:
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    tapa = escritor.add_object(generic.StreamObject(forma(), stream_data=b"1 g 0 0 612 792 re f"))
    pagina["/Resources"][pdf_name("/XObject")] = generic.DictionaryObject({pdf_name("/Tapa"): tapa})
    escritor.update_container(pagina["/Resources"])
    escritor.update_container(pagina)
    flujo = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 720 Td (oculto) Tj ET /Tapa Do")
    pagina[pdf_name("/Contents")] = escritor.add_object(flujo)


def con_objeto_doble() -> tuple[bytes, int, int]:
    """(PDF, lugar de la versión sombra, número de objeto)."""
    visible = b"<< /Length 3 >>\nstream\nq Q\nendstream"
    base = armar_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            visible,
            b"(relleno)\nendobj\n4 0 obj\n<< /Length 5 >>\nstream\nq Q q\nendstream",
        ]
    )
    return base, base.rindex(b"4 0 obj"), 4


def campo_de_texto(escritor: IncrementalPdfFileWriter, valor: str) -> None:
    pagina = escritor.root["/Pages"]["/Kids"][0]
    campo = escritor.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.pdf_string("MONTO"),
                pdf_name("/V"): generic.pdf_string(valor),
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/P"): pagina,
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 500, 200, 520))),
            }
        )
    )
    pagina.get_object()[pdf_name("/Annots")] = generic.ArrayObject([campo])
    escritor.update_container(pagina.get_object())
    formulario = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject([campo])})
    escritor.root[pdf_name("/AcroForm")] = escritor.add_object(formulario)
    escritor.update_root()


def llenar_texto(escritor: IncrementalPdfFileWriter, valor: str) -> None:
    for referencia in escritor.root["/AcroForm"]["/Fields"]:
        campo = referencia.get_object()
        if campo["/T"] == "MONTO":
            campo[pdf_name("/V")] = generic.pdf_string(valor)
            escritor.update_container(campo)


def anotacion(escritor: IncrementalPdfFileWriter) -> None:
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    nota = escritor.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (60, 700, 400, 740))),
                pdf_name("/Contents"): generic.pdf_string("$9,000,000.00"),
            }
        )
    )
    anteriores = list(pagina.get("/Annots", ()))
    pagina[pdf_name("/Annots")] = generic.ArrayObject([*anteriores, nota])
    escritor.update_container(pagina)
