"""Corpus adverso: cada función devuelve un PDF atacado; ninguno puede salir «valida».

Familias publicadas (pdf-insecurity.org): falsificación universal, guardado incremental, envoltorio, sombra y ataques a
documentos certificados; más las de certificados, estampas, algoritmos y archivos hostiles. Se generan en código.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import ExtendedKeyUsageOID
from mundo_firma import AHORA, OTRA_PERSONA, QUIEN_AUTORIZA, Mundo, pdf_base
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.timestamps import DummyTimeStamper

from dictamenes.firma.prueba import USOS_EFIRMA, USOS_SELLO, Autoridad, Emitido, _nombre_institucional, sujeto_del_sat

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
        escritor.root[pdf_name("/OpenAction")] = _guion()
        escritor.update_root()

    return agregar(mundo.cerrado, cambiar)


@ataque
def isa_campo_de_texto_llenado_al_final(mundo: Mundo) -> bytes:
    base = agregar(pdf_base(), lambda escritor: _campo_de_texto(escritor, "original"))
    firmado = mundo.firmar_normal(base, mundo.persona)
    return agregar(firmado, lambda escritor: _llenar_texto(escritor, "alterado"))


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


# ── Sombra ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@ataque
def sombra_ocultar(mundo: Mundo) -> bytes:
    """Se firmó con una imagen que tapa; después se vacía la imagen."""
    preparado = agregar(pdf_base(), _tapadera)
    firmado = mundo.firmar_normal(preparado, mundo.persona)

    def destapar(escritor: IncrementalPdfFileWriter) -> None:
        recursos = escritor.root["/Pages"]["/Kids"][0].get_object()["/Resources"]
        tapa = recursos["/XObject"].raw_get("/Tapa").reference
        vacio = generic.StreamObject(_forma(), stream_data=b" ")
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
    base = agregar(pdf_base(), lambda escritor: _campo_de_texto(escritor, "original"))
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
    base, sombra, numero = _con_objeto_doble()
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
    return agregar(mundo.cerrado, _anotacion)


@ataque
def eaa_anotacion_en_certificado_p3(mundo: Mundo) -> bytes:
    certificado = mundo.firmar_normal(pdf_base(), mundo.persona, certify=True, docmdp_permissions=MDPPerm.ANNOTATE)
    return agregar(certificado, _anotacion)


@ataque
def eaa_anotacion_en_aprobado(mundo: Mundo) -> bytes:
    return agregar(mundo.aprobado, _anotacion)


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
        escritor.root[pdf_name("/OpenAction")] = _guion()
        escritor.update_root()

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@ataque
def guion_escondido_tras_referencias(mundo: Mundo) -> bytes:
    """Igual, pero el catálogo sólo trae una referencia, y ésta otra."""

    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        guion = _guion()
        guion[pdf_name("/S")] = escritor.add_object(pdf_name("/JavaScript"))
        escritor.root[pdf_name("/OpenAction")] = escritor.add_object(guion)
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
        pagina[pdf_name("/AA")] = generic.DictionaryObject({pdf_name("/O"): _guion()})
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


def _guion() -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )


def _forma() -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 612, 792))),
        }
    )


def _tapadera(escritor: IncrementalPdfFileWriter) -> None:
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    tapa = escritor.add_object(generic.StreamObject(_forma(), stream_data=b"1 g 0 0 612 792 re f"))
    pagina["/Resources"][pdf_name("/XObject")] = generic.DictionaryObject({pdf_name("/Tapa"): tapa})
    escritor.update_container(pagina["/Resources"])
    escritor.update_container(pagina)
    flujo = generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 720 Td (oculto) Tj ET /Tapa Do")
    pagina[pdf_name("/Contents")] = escritor.add_object(flujo)


def _con_objeto_doble() -> tuple[bytes, int, int]:
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


def _campo_de_texto(escritor: IncrementalPdfFileWriter, valor: str) -> None:
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


def _llenar_texto(escritor: IncrementalPdfFileWriter, valor: str) -> None:
    for referencia in escritor.root["/AcroForm"]["/Fields"]:
        campo = referencia.get_object()
        if campo["/T"] == "MONTO":
            campo[pdf_name("/V")] = generic.pdf_string(valor)
            escritor.update_container(campo)


def _anotacion(escritor: IncrementalPdfFileWriter) -> None:
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
