"""Documentos buenos: los nuestros y los de cualquiera que firme con pyHanko; ninguno debe rechazarse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pikepdf
from asn1crypto import ocsp as asn1_ocsp
from ataques import agregar
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from mundo_firma import AHORA, OTRA_PERSONA, QUIEN_AUTORIZA, Mundo, como_simple, pdf_base
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.stamp import TextStampStyle

from dictamenes.documento.firma.cierre import cerrar
from dictamenes.documento.firma.prueba import USOS_SELLO, Emitido, _nombre_institucional
from dictamenes.documento.firma.sello import sellar
from verificador.firmas import contexto_de

VALIDAS: dict[str, Callable[[Mundo], bytes]] = {}


def valida(funcion: Callable[[Mundo], bytes]) -> Callable[[Mundo], bytes]:
    VALIDAS[funcion.__name__] = funcion
    return funcion


@valida
def sellado(mundo: Mundo) -> bytes:
    return mundo.sellado


@valida
def sellado_y_firmado(mundo: Mundo) -> bytes:
    return mundo.firmado


@valida
def ejemplar_de_las_partes(mundo: Mundo) -> bytes:
    return mundo.cerrado


@valida
def ejemplar_publico(mundo: Mundo) -> bytes:
    return sellar(pdf_base(), credencial=mundo.credencial(mundo.sello), en=AHORA, permiso=1)


@valida
def ejemplar_publico_con_estampa(mundo: Mundo) -> bytes:
    return cerrar(ejemplar_publico(mundo), estampadora=mundo.estampadora(), raices=mundo.raices, en=AHORA)


@valida
def aprobatoria_invisible(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona)


@valida
def aprobatoria_visible_con_el_dibujo_de_fabrica(mundo: Mundo) -> bytes:
    definicion = PdfSignatureMetadata(field_name="Signature1", subfilter=SigSeedSubFilter.PADES)
    firmador = PdfSigner(
        definicion,
        como_simple(mundo.persona, mundo.intermedia),
        stamp_style=TextStampStyle(stamp_text="Firmó: %(signer)s\n%(ts)s"),
        new_field_spec=SigFieldSpec("Signature1", box=(72, 100, 300, 160)),
    )
    return firmador.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf_base()))).getvalue()


@valida
def tres_aprobatorias(mundo: Mundo) -> bytes:
    pdf = mundo.firmar_normal(pdf_base(), mundo.persona, "Uno", caja=(72, 100, 300, 160))
    pdf = mundo.firmar_normal(pdf, mundo.otra, "Dos", caja=(310, 100, 500, 160))
    return mundo.firmar_normal(pdf, mundo.comun, "Tres")


@valida
def campos_creados_de_antemano(mundo: Mundo) -> bytes:
    def campos(escritor: IncrementalPdfFileWriter) -> None:
        for numero, nombre in enumerate(("Uno", "Dos", "Vacío")):
            append_signature_field(escritor, SigFieldSpec(nombre, box=(72, 100 + 70 * numero, 300, 160 + 70 * numero)))

    pdf = mundo.firmar_normal(agregar(pdf_base(), campos), mundo.persona, "Uno")
    return mundo.firmar_normal(pdf, mundo.otra, "Dos")


@valida
def formato_anterior_a_pades(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, pades=False)


@valida
def curva_eliptica_comun(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.comun)


@valida
def curva_eliptica_384(mundo: Mundo) -> bytes:
    llave = ec.generate_private_key(ec.SECP384R1())
    emitido = mundo.intermedia.emitir(_nombre_institucional("P-384"), llave, usos=USOS_SELLO)
    return mundo.firmar_normal(pdf_base(), emitido, md_algorithm="sha384")


@valida
def rsa_comun_con_sha512(mundo: Mundo) -> bytes:
    emitido = mundo.intermedia.emitir(_nombre_institucional("RSA común"), usos=USOS_SELLO)
    return mundo.firmar_normal(pdf_base(), emitido, md_algorithm="sha512")


@valida
def rsa_pss(mundo: Mundo) -> bytes:
    simple = como_simple(mundo.persona, mundo.intermedia)
    simple.prefer_pss = True
    definicion = PdfSignatureMetadata(field_name="F", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    return PdfSigner(definicion, simple).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf_base()))).getvalue()


@valida
def emitido_por_la_raiz(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.raiz.efirma(OTRA_PERSONA), autoridad=mundo.raiz)


@valida
def con_estampa_propia(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora())


@valida
def dos_con_estampa_propia(mundo: Mundo) -> bytes:
    pdf = mundo.firmar_normal(pdf_base(), mundo.persona, "Uno", estampadora=mundo.estampadora())
    return mundo.firmar_normal(pdf, mundo.otra, "Dos", estampadora=mundo.estampadora())


@valida
def estampa_de_hace_un_anio(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.persona, estampadora=mundo.estampadora(AHORA - timedelta(days=365)))


@valida
def vencido_hoy_pero_con_estampa_de_cuando_regia(mundo: Mundo) -> bytes:
    vencido = mundo.intermedia.efirma(QUIEN_AUTORIZA, hasta=AHORA - timedelta(days=1))
    return mundo.firmar_normal(pdf_base(), vencido, estampadora=mundo.estampadora(AHORA - timedelta(days=40)))


@valida
def revocado_despues_de_la_estampa(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.revocada, estampadora=mundo.estampadora(AHORA - timedelta(days=60)))


@valida
def archivo_de_largo_plazo_de_pyhanko(mundo: Mundo) -> bytes:
    return _lta(mundo, pdf_base())


@valida
def archivo_de_largo_plazo_con_dos_firmas(mundo: Mundo) -> bytes:
    return _lta(mundo, mundo.firmar_normal(pdf_base(), mundo.otra, "Primera"))


@valida
def archivo_de_largo_plazo_reestampado(mundo: Mundo) -> bytes:
    salida = BytesIO(_lta(mundo, pdf_base()))
    estampador = PdfTimeStamper(mundo.estampadora())
    estampador.update_archival_timestamp_chain(PdfFileReader(salida), contexto_de(mundo.raices, AHORA), in_place=True)
    return salida.getvalue()


@valida
def certificada_p1(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.sello, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)


@valida
def certificada_p2_y_aprobada(mundo: Mundo) -> bytes:
    pdf = mundo.firmar_normal(pdf_base(), mundo.sello, "Sello", certify=True)
    return mundo.firmar_normal(pdf, mundo.persona, "Aprobación")


@valida
def certificada_p3(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(), mundo.sello, certify=True, docmdp_permissions=MDPPerm.ANNOTATE)


@valida
def con_flujos_de_objetos(mundo: Mundo) -> bytes:
    salida = BytesIO()
    with pikepdf.open(BytesIO(pdf_base(paginas=5))) as documento:
        documento.save(salida, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return mundo.firmar_normal(mundo.firmar_normal(salida.getvalue(), mundo.persona, "Uno"), mundo.otra, "Dos")


@valida
def linealizado(mundo: Mundo) -> bytes:
    salida = BytesIO()
    with pikepdf.open(BytesIO(pdf_base(paginas=3))) as documento:
        documento.save(salida, linearize=True)
    return mundo.estampar_documento(mundo.firmar_normal(salida.getvalue(), mundo.persona))


@valida
def con_metadatos_xmp(mundo: Mundo) -> bytes:
    salida = BytesIO()
    with pikepdf.open(BytesIO(pdf_base())) as documento:
        with documento.open_metadata() as xmp:
            xmp["dc:title"] = "Dictamen con acento: «sí»"
            xmp["dc:creator"] = ["Dirección"]
        documento.save(salida)
    pdf = mundo.firmar_normal(salida.getvalue(), mundo.persona, "Uno")
    return mundo.estampar_documento(mundo.firmar_normal(pdf, mundo.otra, "Dos"))


@valida
def que_abre_en_la_primera_pagina(mundo: Mundo) -> bytes:
    def cambiar(escritor: IncrementalPdfFileWriter) -> None:
        destino = generic.ArrayObject([escritor.root["/Pages"]["/Kids"].raw_get(0), pdf_name("/Fit")])
        escritor.root[pdf_name("/OpenAction")] = destino
        escritor.update_root()

    return mundo.firmar_normal(agregar(pdf_base(), cambiar), mundo.persona)


@valida
def doscientas_paginas(mundo: Mundo) -> bytes:
    return mundo.firmar_normal(pdf_base(paginas=200), mundo.persona)


def _lta(mundo: Mundo, pdf: bytes) -> bytes:
    definicion = PdfSignatureMetadata(
        field_name="Ultima",
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        validation_context=contexto_de(mundo.raices, AHORA),
        embed_validation_info=True,
        use_pades_lta=True,
    )
    firmador = PdfSigner(definicion, como_simple(mundo.persona, mundo.intermedia), timestamper=mundo.estampadora())
    return firmador.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()


def respuesta_ocsp(mundo: Mundo, emitido: Emitido, estado: ocsp.OCSPCertStatus) -> bytes:
    emisora = mundo.intermedia.propia
    revocado = estado is ocsp.OCSPCertStatus.REVOKED
    constructor = ocsp.OCSPResponseBuilder().add_response(
        cert=emitido.certificado,
        issuer=emisora.certificado,
        algorithm=hashes.SHA256(),
        cert_status=estado,
        this_update=AHORA - timedelta(hours=1),
        next_update=AHORA + timedelta(days=7),
        revocation_time=AHORA - timedelta(days=30) if revocado else None,
        revocation_reason=None,
    )
    constructor = constructor.responder_id(ocsp.OCSPResponderEncoding.NAME, emisora.certificado)
    datos = constructor.sign(emisora.llave, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    assert asn1_ocsp.OCSPResponse.load(datos)["response_status"].native == "successful"
    return datos
