"""Falsificación universal, envoltorio y firmas movidas de lugar: atacan el rango firmado y el campo."""

from __future__ import annotations

import re
from io import BytesIO

from ataques_piezas import (
    agregar,
    ataque,
    ataque_con_exigencias,
    en_rango,
    hueco,
)
from mundo_firma import Mundo, pdf_base
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields

# ── Falsificación universal ──────────────────────────────────────────────────────────────────────────────────────────


@ataque
def usf_sin_rango(mundo: Mundo) -> bytes:
    return mundo.aprobado.replace(b"/ByteRange", b"/ByteRangX")


@ataque
def usf_rango_cero(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda _: [0, 0, 0, 0])


@ataque
def usf_rango_vacio(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda _: [])


@ataque
def usf_rango_negativo(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda r: [0, -r[1], r[2], r[3]][:3] + [-1])


@ataque
def usf_rango_encimado(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda r: [0, r[1], 1, r[3]])


@ataque
def usf_rango_todo_el_archivo(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda r: [0, len(mundo.aprobado), 0, 0])


@ataque
def usf_rango_mas_alla_del_final(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda r: [0, r[1], r[2], 99999])


@ataque
def usf_rango_de_tres(mundo: Mundo) -> bytes:
    return en_rango(mundo.aprobado, lambda r: r[:3])


@ataque
def usf_sin_contenido(mundo: Mundo) -> bytes:
    return re.sub(rb"/Contents(\s*)<3", rb"/Contentx\1<3", mundo.aprobado)


@ataque
def usf_contenido_en_ceros(mundo: Mundo) -> bytes:
    inicio, fin = hueco(mundo.aprobado)
    return mundo.aprobado[: inicio + 1] + b"0" * (fin - inicio - 2) + mundo.aprobado[fin - 1 :]


@ataque
def usf_contenido_basura(mundo: Mundo) -> bytes:
    inicio, fin = hueco(mundo.aprobado)
    return mundo.aprobado[: inicio + 1] + b"AB" * ((fin - inicio - 2) // 2) + mundo.aprobado[fin - 1 :]


@ataque
def usf_subfiltro_inventado(mundo: Mundo) -> bytes:
    return mundo.aprobado.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.inventad")


@ataque
def usf_tipo_de_firma_inventado(mundo: Mundo) -> bytes:
    return mundo.aprobado.replace(b"/Type /Sig\n", b"/Type /Sag\n").replace(b"/Type /Sig ", b"/Type /Sag ")


@ataque
def relleno_con_datos(mundo: Mundo) -> bytes:
    _, fin = hueco(mundo.aprobado)
    return mundo.aprobado[: fin - 9] + b"DEADBEEF" + mundo.aprobado[fin - 1 :]


# ── Envoltorio ───────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def swa_segunda_parte_movida(mundo: Mundo) -> bytes:
    """Lo firmado sigue ahí, pero la segunda mitad se mudó al final y en su lugar hay otra tabla y otro contenido."""
    pdf = mundo.aprobado
    corte, reanuda = hueco(pdf)
    segunda, tabla = pdf[reanuda:], int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    lector = IncrementalPdfFileWriter(BytesIO(pdf)).prev
    firma = next(iter(enumerate_sig_fields(lector)))[2].get_object().raw_get("/V").idnum
    pagina = lector.root["/Pages"]["/Kids"][0].get_object()
    contenido = pagina.raw_get("/Contents").idnum
    falso = (
        b"%d 0 obj\n<< /Length 41 >>\nstream\nBT /F1 12 Tf 72 720 Td ($9,000,000) Tj ET \nendstream\nendobj\n"
        % contenido
    )
    zona = b"\0" * 4_000
    for _ in range(2):  # la zona cita su propio tamaño
        corrida = len(zona)
        objeto_firma = (
            b"%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents %s "
            b"/ByteRange [0 %d %d %d] >>\nendobj\n"
            % (firma, pdf[corte:reanuda], corte, reanuda + corrida, len(segunda))
        )
        lugares = {n: (lugar if lugar < corte else lugar + corrida) for n, lugar in _entradas(pdf, tabla).items()}
        lugares |= {firma: tabla + 2_000, contenido: tabla + 2_000 + len(objeto_firma)}
        xref = b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % par for par in sorted(lugares.items()))
        xref += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
            lector.trailer["/Size"],
            lector.root_ref.idnum,
            int(re.findall(rb"startxref\s+(\d+)", pdf)[0]),
        )
        zona = b" " * (tabla - reanuda) + xref.ljust(2_000) + objeto_firma + falso
    return pdf[:reanuda] + zona + segunda


def _entradas(pdf: bytes, tabla: int) -> dict[int, int]:
    """Objeto → lugar, de la tabla de referencias que empieza en `tabla`."""
    texto = pdf[tabla : pdf.index(b"trailer", tabla)]
    lugares: dict[int, int] = {}
    numero = 0
    for renglon in texto.splitlines()[1:]:
        partes = renglon.split()
        if len(partes) == 2:
            numero = int(partes[0])
        elif len(partes) == 3:
            if partes[2] == b"n":
                lugares[numero] = int(partes[0])
            numero += 1
    return lugares


@ataque
def swa_hueco_ensanchado(mundo: Mundo) -> bytes:
    """Mete un objeto entre el final del valor hexadecimal y la reanudación del rango firmado."""
    pdf = mundo.aprobado
    _, reanuda = hueco(pdf)
    extra = b"/Metido (texto)"
    movido = en_rango(pdf, lambda r: [0, r[1], r[2] + len(extra), r[3]])
    return movido[:reanuda] + extra + movido[reanuda:]


# ── Firmas movidas de lugar ──────────────────────────────────────────────────────────────────────────────────────────


@ataque
def trasplantada(mundo: Mundo) -> bytes:
    """La firma buena de otro documento."""
    otro = mundo.firmar_normal(pdf_base("Se niega"), mundo.persona, "FIRMA", caja=(72, 100, 300, 160))
    i1, f1 = hueco(mundo.aprobado)
    i2, f2 = hueco(otro)
    assert f1 - i1 == f2 - i2
    return otro[:i2] + mundo.aprobado[i1:f1] + otro[f2:]


@ataque
def despojada_por_completo(mundo: Mundo) -> bytes:
    return mundo.cerrado[: mundo.cerrado.index(b"%%EOF") + 6]


@ataque
def despojada_quitando_el_formulario(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        del escritor.root["/AcroForm"]
        escritor.update_root()

    return agregar(mundo.cerrado, cambiar)


@ataque
def despojada_vaciando_el_campo(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        for nombre, _, referencia in enumerate_sig_fields(escritor):
            if nombre == "FIRMA":
                campo = referencia.get_object()
                del campo["/V"]
                escritor.update_container(campo)

    return agregar(mundo.cerrado, cambiar)


@ataque_con_exigencias
def retrocedida_al_sello(mundo: Mundo) -> bytes:
    return mundo.cerrado[: len(mundo.sellado)]


@ataque
def retrocedida_restaurando_objetos(mundo: Mundo) -> bytes:
    """Una revisión nueva repone el catálogo y el formulario de antes de firmar."""
    lector = IncrementalPdfFileWriter(BytesIO(mundo.cerrado)).prev
    antes = lector.get_historical_resolver(1)

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        for nombre, _, referencia in enumerate_sig_fields(antes):
            if nombre == "FIRMA":
                viejo = referencia.get_object()
                actual = escritor.get_object(generic.Reference(referencia.idnum, 0, escritor))
                actual.clear()
                actual.update(dict(viejo.items()))
                actual.pop("/V", None)
                escritor.mark_update(generic.Reference(referencia.idnum, 0, escritor))

    return agregar(mundo.cerrado, cambiar)


@ataque
def reusada_en_otro_campo(mundo: Mundo) -> bytes:
    """Un segundo campo apunta al objeto de firma del primero."""

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        formulario = escritor.root["/AcroForm"]
        original = formulario["/Fields"][0].get_object()
        copia = generic.DictionaryObject(
            {
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/T"): generic.pdf_string("SEGUNDA"),
                pdf_name("/V"): original.raw_get("/V"),
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 0, 0))),
            }
        )
        formulario["/Fields"].append(escritor.add_object(copia))
        escritor.update_container(formulario["/Fields"])

    return agregar(mundo.aprobado, cambiar)
