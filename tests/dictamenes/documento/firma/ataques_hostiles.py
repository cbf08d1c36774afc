"""Archivos dañados u hostiles: buscan tirar al verificador o ejecutar algo."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

from ataques_piezas import (
    agregar,
    armar_pdf,
    ataque,
    guion,
)
from mundo_firma import Mundo, pdf_base
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

# ── Contenido dañado ─────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def un_byte_cambiado_en_el_texto(mundo: Mundo) -> bytes:
    lugar = mundo.cerrado.index(b"endstream") - 5
    return mundo.cerrado[:lugar] + bytes([mundo.cerrado[lugar] ^ 1]) + mundo.cerrado[lugar + 1 :]


@ataque
def truncado_a_la_mitad(mundo: Mundo) -> bytes:
    return mundo.cerrado[: len(mundo.cerrado) // 2]


@ataque
def truncado_sin_final(mundo: Mundo) -> bytes:
    return mundo.cerrado[:-8]


@ataque
def con_basura_antes(mundo: Mundo) -> bytes:
    return b"basura\n" + mundo.cerrado


@ataque
def vacio(mundo: Mundo) -> bytes:
    return b""


@ataque
def no_es_pdf(mundo: Mundo) -> bytes:
    return b"PK\x03\x04 esto es otra cosa"


@ataque
def solo_encabezado(mundo: Mundo) -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


# ── Hostiles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def cifrado(mundo: Mundo) -> bytes:
    escritor = PdfFileWriter()
    flujo = escritor.add_object(generic.StreamObject(stream_data=b"q Q"))
    escritor.insert_page(PageObject(contents=flujo, media_box=(0, 0, 612, 792)))
    escritor.encrypt("secreto", "secreto")
    salida = BytesIO()
    escritor.write(salida)
    return salida.getvalue()


@ataque
def guion_al_abrir_firmado(mundo: Mundo) -> bytes:
    """Firmado en regla, pero ejecuta JavaScript al abrirse."""

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        escritor.root[pdf_name("/OpenAction")] = guion()
        escritor.update_root()

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@ataque
def guion_escondido_tras_referencias(mundo: Mundo) -> bytes:
    """Igual, pero el catálogo sólo trae una referencia, y ésta otra."""

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        accion = guion()
        accion[pdf_name("/S")] = escritor.add_object(pdf_name("/JavaScript"))
        escritor.root[pdf_name("/OpenAction")] = escritor.add_object(accion)
        escritor.update_root()

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@ataque
def guiones_con_nombre(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        guiones = generic.DictionaryObject({pdf_name("/JavaScript"): generic.DictionaryObject()})
        escritor.root[pdf_name("/Names")] = escritor.add_object(guiones)
        escritor.update_root()

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@ataque
def acciones_automaticas_en_una_pagina(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
        pagina[pdf_name("/AA")] = generic.DictionaryObject({pdf_name("/O"): guion()})
        escritor.update_container(pagina)

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@ataque
def paginas_circulares(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        paginas = escritor.root["/Pages"]
        paginas["/Kids"].append(escritor.root.raw_get("/Pages"))
        escritor.update_container(paginas["/Kids"])

    return agregar(mundo.firmar_normal(pdf_base(), mundo.persona), cambiar)


@ataque
def formulario_circular(mundo: Mundo) -> bytes:
    return armar_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            b"<< /T (a) /Kids [4 0 R] >>",
        ]
    )


@ataque
def tabla_anterior_circular(mundo: Mundo) -> bytes:
    base = armar_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])
    lugar = int(re.findall(rb"startxref\s+(\d+)", base)[0])
    return base.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % lugar)


@ataque
def miles_de_arreglos_anidados(mundo: Mundo) -> bytes:
    hondo = b"[" * 20_000 + b"]" * 20_000
    return armar_pdf([b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields " + hondo + b" >> >>", b"<< >>"])


@ataque
def tamano_descomunal(mundo: Mundo) -> bytes:
    return mundo.aprobado.replace(b"/Size ", b"/Size 99999999", 1)


@ataque
def muchas_firmas(mundo: Mundo) -> bytes:
    pdf = pdf_base()
    for numero in range(11):
        pdf = mundo.firmar_normal(pdf, mundo.comun, f"F{numero}", bytes_reservados=8_192)
    return pdf


@ataque
def muchas_estampas(mundo: Mundo) -> bytes:
    pdf = mundo.firmado
    for numero in range(21):
        pdf = mundo.estampar_documento(pdf, campo=f"E{numero}")
    return pdf


def bomba_de_flujos(mundo: Mundo) -> bytes:
    """Una tabla comprimida dos veces que se expande a gigabytes."""
    bomba = zlib.compress(zlib.compress(b"\0" * (300 * 1024 * 1024), 9), 9)
    cabeza = b"%PDF-1.7\n"
    objeto = (
        b"1 0 obj\n<< /Type /XRef /Size 10 /W [1 4 2] /Root 2 0 R /Filter [/FlateDecode /FlateDecode] /Length %d >>\n"
        b"stream\n%s\nendstream\nendobj\n" % (len(bomba), bomba)
    )
    return cabeza + objeto + b"startxref\n%d\n%%%%EOF\n" % len(cabeza)


def miles_de_paginas(mundo: Mundo) -> bytes:
    """Diez mil páginas firmadas en regla."""
    cuantas = 10_000
    hijos = b" ".join(b"%d 0 R" % (numero + 3) for numero in range(cuantas))
    paginas = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * cuantas
    base = armar_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [" + hijos + b"] /Count %d >>" % cuantas,
            *paginas,
        ]
    )
    return mundo.firmar_normal(base, mundo.persona)
