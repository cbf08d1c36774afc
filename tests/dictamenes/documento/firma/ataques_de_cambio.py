"""Guardado incremental, sombra, EAA y SSA: agregan o cambian algo después de firmar."""

from __future__ import annotations

from io import BytesIO

from ataques_piezas import (
    agregar,
    anotacion,
    ataque,
    ataque_con_exigencias,
    campo_de_texto,
    con_objeto_doble,
    contenido_nuevo,
    forma,
    guion,
    llenar_texto,
    tapadera,
)
from mundo_firma import OTRA_PERSONA, Mundo, pdf_base
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.fields import MDPPerm

# ── Guardado incremental ─────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def isa_otro_contenido(mundo: Mundo) -> bytes:
    return agregar(mundo.cerrado, contenido_nuevo)


@ataque
def isa_otro_contenido_en_aprobado(mundo: Mundo) -> bytes:
    return agregar(mundo.aprobado, contenido_nuevo)


@ataque
def isa_otro_contenido_y_nueva_estampa(mundo: Mundo) -> bytes:
    return mundo.estampar_documento(agregar(mundo.firmado, contenido_nuevo))


@ataque
def isa_pagina_nueva(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        flujo = escritor.add_object(generic.StreamObject(stream_data=b"q Q"))
        escritor.insert_page(PageObject(contents=flujo, media_box=(0, 0, 612, 792)))

    return agregar(mundo.cerrado, cambiar)


@ataque
def isa_titulo_nuevo(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        info = escritor.trailer["/Info"]
        info[pdf_name("/Title")] = generic.TextStringObject("Dictamen favorable")
        escritor.update_container(info)

    return agregar(mundo.cerrado, cambiar)


@ataque
def isa_xmp_nuevo(mundo: Mundo) -> bytes:
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        b'<rdf:li xml:lang="x-default">Otro</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>'
    )

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        flujo = generic.StreamObject(stream_data=xmp)
        escritor.root[pdf_name("/Metadata")] = escritor.add_object(flujo)
        escritor.update_root()

    return agregar(mundo.cerrado, cambiar)


@ataque
def isa_bytes_despues_del_final(mundo: Mundo) -> bytes:
    return mundo.cerrado + b"\n5 0 obj\n<< >>\nendobj\n"


@ataque
def isa_revision_sin_tabla(mundo: Mundo) -> bytes:
    return mundo.cerrado + b"\n4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\ntrailer\n<< >>\n%%EOF\n"


@ataque
def isa_accion_al_abrir(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        escritor.root[pdf_name("/OpenAction")] = guion()
        escritor.update_root()

    return agregar(mundo.cerrado, cambiar)


@ataque
def isa_campo_de_texto_llenado_al_final(mundo: Mundo) -> bytes:
    base = agregar(pdf_base(), lambda escritor: campo_de_texto(escritor, "original"))
    firmado = mundo.firmar_normal(base, mundo.persona)
    return agregar(firmado, lambda escritor: llenar_texto(escritor, "alterado"))


# ── Sombra ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def sombra_ocultar(mundo: Mundo) -> bytes:
    """Se firmó con una imagen que tapa; después se vacía la imagen."""
    preparado = agregar(pdf_base(), tapadera)
    firmado = mundo.firmar_normal(preparado, mundo.persona)

    def destapar(escritor: IncrementalPdfFileWriter) -> None:
        recursos = escritor.root["/Pages"]["/Kids"][0].get_object()["/Resources"]
        tapa = recursos["/XObject"].raw_get("/Tapa").reference
        vacio = generic.StreamObject(forma(), stream_data=b" ")
        escritor.objects[(0, tapa.idnum)] = vacio

    return agregar(firmado, destapar)


@ataque
def sombra_reemplazar_fuente(mundo: Mundo) -> bytes:
    """Se cambia la fuente con que se dibuja el texto ya firmado."""
    firmado = mundo.aprobado

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        fuentes = escritor.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/Font"]
        fuente = fuentes["/F1"]
        fuente[pdf_name("/BaseFont")] = pdf_name("/ZapfDingbats")
        escritor.update_container(fuente)

    return agregar(firmado, cambiar)


@ataque
def sombra_recursos_del_formulario(mundo: Mundo) -> bytes:
    """Se cambia /DR, con lo que un visor puede redibujar los campos."""
    base = agregar(pdf_base(), lambda escritor: campo_de_texto(escritor, "original"))
    firmado = mundo.firmar_normal(base, mundo.persona)

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        formulario = escritor.root["/AcroForm"]
        formulario[pdf_name("/DR")] = escritor.add_object(generic.DictionaryObject())
        formulario[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
        escritor.update_container(formulario)

    return agregar(firmado, cambiar)


@ataque
def sombra_ocultar_y_reemplazar(mundo: Mundo) -> bytes:
    """El archivo firmado trae dos versiones del mismo objeto; una tabla nueva señala a la otra."""
    base, sombra, numero = con_objeto_doble()
    firmado = mundo.firmar_normal(base, mundo.persona)
    lector = IncrementalPdfFileWriter(BytesIO(firmado)).prev
    donde = len(firmado)
    tabla = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        numero,
        sombra,
        lector.trailer["/Size"],
        lector.root_ref.idnum,
        lector.last_startxref,
        donde,
    )
    return firmado + tabla


# ── Certificados: EAA y SSA ──────────────────────────────────────────────────────────────────────────────────────────


@ataque
def eaa_anotacion_en_certificado_p2(mundo: Mundo) -> bytes:
    return agregar(mundo.cerrado, anotacion)


@ataque
def eaa_anotacion_en_certificado_p3(mundo: Mundo) -> bytes:
    certificado = mundo.firmar_normal(pdf_base(), mundo.persona, certify=True, docmdp_permissions=MDPPerm.ANNOTATE)
    return agregar(certificado, anotacion)


@ataque
def eaa_anotacion_en_aprobado(mundo: Mundo) -> bytes:
    return agregar(mundo.aprobado, anotacion)


@ataque
def ssa_firma_visible_de_desconocido(mundo: Mundo) -> bytes:
    intruso = mundo.ajena.efirma(OTRA_PERSONA)
    return mundo.firmar_normal(mundo.cerrado, intruso, "Tapa", caja=(60, 700, 400, 740), autoridad=mundo.ajena)


@ataque
def ssa_firma_visible_de_conocido_en_certificado(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(mundo.firmado, mundo.otra, "Tapa", caja=(60, 700, 400, 740))


@ataque_con_exigencias
def ssa_firma_visible_de_conocido_en_aprobado(mundo: Mundo) -> bytes:
    aprobado = mundo.firmar_normal(mundo.firmar_normal(pdf_base(), mundo.sello, "SELLO"), mundo.persona, "FIRMA")
    return mundo.firmar_normal(aprobado, mundo.otra, "Tapa", caja=(60, 700, 400, 740))


@ataque
def certificado_p1_firmado_despues(mundo: Mundo) -> bytes:
    cerrado = mundo.firmar_normal(pdf_base(), mundo.sello, "SELLO", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    return mundo.firmar_normal(cerrado, mundo.persona, "FIRMA").replace(b"/P 2", b"/P 1")


@ataque
def certifica_otra_que_no_es_la_primera(mundo: Mundo) -> bytes:
    """El catálogo dice que otro objeto certifica el documento: quien lo abra leería permisos que nadie firmó."""

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        otra = escritor.add_object(generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Sig")}))
        escritor.root[pdf_name("/Perms")] = generic.DictionaryObject({pdf_name("/DocMDP"): otra})
        escritor.update_root()

    aprobado = mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona, "FIRMA")
    return mundo.firmar_normal(aprobado, mundo.sello, "SELLO")
