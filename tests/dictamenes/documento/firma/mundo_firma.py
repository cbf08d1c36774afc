"""El mundo de las pruebas de firma: autoridades, personas y documentos, hechos una vez por sesión."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from dictamenes.documento.firma.credenciales import Credencial, cargar
from dictamenes.documento.firma.estampado import EstampadoraLocal
from dictamenes.documento.firma.prueba import USOS_SELLO, Autoridad, Emitido, Persona, _nombre_institucional
from verificador.politica import Exigencias, juzgar
from verificador.raices import Raices, cargar_raices
from verificador.veredictos import Dictado

AHORA = datetime.now(UTC).replace(microsecond=0)
QUIEN_AUTORIZA = Persona("PEGJ800101AB1", "JOSÉ PÉREZ GARCÍA", "PEGJ800101HSRRRS09")
OTRA_PERSONA = Persona("LOMA850202CD2", "ANA LÓPEZ MUÑOZ", "LOMA850202MSRPXN08")
EXIGIDO = Exigencias(("SELLO", "FIRMA"), {"FIRMA": QUIEN_AUTORIZA.rfc})


def pdf_base(texto: str = "Se autoriza por $1,000.00", paginas: int = 1) -> bytes:
    """PDF mínimo de reportlab con título."""
    salida = BytesIO()
    lienzo = Canvas(salida, invariant=1)
    lienzo.setTitle("Dictamen de prueba")
    for numero in range(paginas):
        lienzo.drawString(72, 720, f"{texto} ({numero + 1})")
        lienzo.showPage()
    lienzo.save()
    return salida.getvalue()


def como_simple(emitido: Emitido, autoridad: Autoridad | None = None) -> SimpleSigner:
    """El firmante de fábrica de pyHanko, como lo usaría cualquiera."""
    tienda = SimpleCertificateStore()
    if autoridad:
        tienda.register(asn1_x509.Certificate.load(autoridad.propia.cer))
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(emitido.cer),
        signing_key=keys.PrivateKeyInfo.load(emitido.key(None)),
        cert_registry=tienda,
    )


@dataclass
class Mundo:
    """Una raíz y una intermedia de confianza, otra raíz ajena, y quienes firman."""

    carpeta: Path

    @cached_property
    def raiz(self) -> Autoridad:
        return Autoridad.raiz("AC Raíz de Pruebas", AHORA)

    @cached_property
    def intermedia(self) -> Autoridad:
        return self.raiz.intermedia("AC Intermedia de Pruebas")

    @cached_property
    def ajena(self) -> Autoridad:
        return Autoridad.raiz("AC Ajena", AHORA)

    @cached_property
    def sello(self) -> Emitido:
        return self.intermedia.sello("Sello de pruebas")

    @cached_property
    def tsa(self) -> Emitido:
        return self.intermedia.tsa("Estampadora de pruebas")

    @cached_property
    def persona(self) -> Emitido:
        return self.intermedia.efirma(QUIEN_AUTORIZA)

    @cached_property
    def otra(self) -> Emitido:
        return self.intermedia.efirma(OTRA_PERSONA)

    @cached_property
    def revocada(self) -> Emitido:
        return self.intermedia.efirma(QUIEN_AUTORIZA)

    @cached_property
    def comun(self) -> Emitido:
        """Certificado común (sin rasgos del SAT), de curva elíptica."""
        llave = ec.generate_private_key(ec.SECP256R1())
        return self.intermedia.emitir(_nombre_institucional("Persona común"), llave, usos=USOS_SELLO)

    @cached_property
    def dir_raices(self) -> Path:
        """Carpeta de confianza con CRL: exige revocación."""
        carpeta = self.carpeta / "con_crl"
        self._escribir_raices(carpeta)
        (carpeta / "raiz.crl").write_bytes(self.raiz.crl(en=AHORA))
        revocados = [(self.revocada.certificado.serial_number, AHORA - timedelta(days=30))]
        (carpeta / "intermedia.crl").write_bytes(self.intermedia.crl(revocados, en=AHORA))
        return carpeta

    @cached_property
    def dir_sin_revocacion(self) -> Path:
        carpeta = self.carpeta / "sin_crl"
        self._escribir_raices(carpeta)
        return carpeta

    def _escribir_raices(self, carpeta: Path) -> None:
        carpeta.mkdir()
        (carpeta / "raiz.cer").write_bytes(self.raiz.propia.cer)
        (carpeta / "intermedia.cer").write_bytes(self.intermedia.propia.cer)

    @cached_property
    def raices(self) -> Raices:
        return cargar_raices(self.dir_raices)

    @cached_property
    def raices_sin_revocacion(self) -> Raices:
        return cargar_raices(self.dir_sin_revocacion)

    def credencial(self, emitido: Emitido) -> Credencial:
        """La credencial con que firma el sistema."""
        return cargar(emitido.cer, emitido.key(None), None, cadena=self.raices.intermedios)

    def estampadora(self, en: datetime = AHORA, tsa: Emitido | None = None) -> EstampadoraLocal:
        """Autoridad de estampado en la hora `en`."""
        return EstampadoraLocal(self.credencial(tsa or self.tsa), en)

    def juzgar(self, pdf: bytes, exigencias: Exigencias | None = None, **opciones) -> Dictado:
        """Veredicto con la carpeta que exige revocación, en la hora presente."""
        return juzgar(pdf, opciones.get("raices", self.raices), opciones.get("momento", AHORA), exigencias)

    @cached_property
    def sellado(self) -> bytes:
        """Ejemplar de las partes, sellado (P=2) y en espera de firma."""
        from dictamenes.documento.firma.sello import sellar

        return sellar(pdf_base(), credencial=self.credencial(self.sello), en=AHORA, caja_firma=(0, 72, 100, 300, 160))

    @cached_property
    def firmado(self) -> bytes:
        """Sellado y firmado por quien autoriza."""
        from dictamenes.documento.firma.persona import firmar

        return firmar(
            self.sellado, credencial=self.credencial(self.persona), en=AHORA, motivo="Autoriza", lugar="Hermosillo"
        )

    @cached_property
    def cerrado(self) -> bytes:
        """El ejemplar de las partes completo."""
        from dictamenes.documento.firma.cierre import cerrar

        return cerrar(self.firmado, estampadora=self.estampadora(), raices=self.raices, en=AHORA, exigencias=EXIGIDO)

    @cached_property
    def aprobado(self) -> bytes:
        """Documento con una sola firma aprobatoria de pyHanko, sin certificar."""
        return self.firmar_normal(pdf_base(), self.persona, "FIRMA", caja=(72, 100, 300, 160))

    def firmar_normal(
        self,
        pdf: bytes,
        emitido: Emitido,
        campo: str = "Signature1",
        *,
        caja: tuple[int, int, int, int] | None = None,
        estampadora=None,
        pades: bool = True,
        autoridad: Autoridad | None = None,
        bytes_reservados: int = 16_384,
        **metadatos,
    ) -> bytes:
        """Firma con pyHanko de fábrica, sin nada de nuestro código."""
        definicion = PdfSignatureMetadata(
            field_name=campo,
            subfilter=SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
            **{"md_algorithm": "sha256", **metadatos},
        )
        firmador = PdfSigner(
            definicion,
            como_simple(emitido, autoridad or self.intermedia),
            timestamper=estampadora,
            stamp_style=NoOpStampStyle(),
            new_field_spec=SigFieldSpec(campo, box=caja) if caja else None,
        )
        return firmador.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=bytes_reservados).getvalue()

    def estampar_documento(
        self, pdf: bytes, estampadora=None, campo: str = "ESTAMPA", resumen: str = "sha256"
    ) -> bytes:
        """Agrega sólo una estampa de documento."""
        salida = BytesIO()
        PdfTimeStamper(estampadora or self.estampadora(), field_name=campo).timestamp_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), resumen, bytes_reserved=24_576, output=salida
        )
        return salida.getvalue()


def pem(emitido: Emitido) -> bytes:
    """Certificado en PEM."""
    return emitido.certificado.public_bytes(serialization.Encoding.PEM)
