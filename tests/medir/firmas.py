"""Diciembre para quien firma: cien dictámenes firmados y emitidos en dos núcleos, y lo que cuesta verificar uno que se sube.

Cada cifra va contra dos varas de la misma corrida: una firma RSA-2048 a secas y el mismo documento firmado con pyHanko tal
como viene, sin nada de esta casa.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO

from asn1crypto import keys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cuentas import reloj
from dictamenes.documento import por_sellar, verificacion
from dictamenes.documento.firma import cierre, instalada, persona
from dictamenes.documento.firma.sello import CAMPO_FIRMA
from dictamenes.models import Dictamen
from flujos.estudio import firmas
from tests.medir.medida import Medida, cpu_propia_ms
from tests.medir.procesos import cpu_con_hijos_ms, cpu_ms, familia, trabajador
from tests.mundo import Mundo

TRABAJADORES = 2  # uno por núcleo
SUBIDAS = 20
ESPERA = 600.0  # segundos: pasado eso, no terminó


def medir(mundo: Mundo, cuantos: int) -> Iterator[Medida]:
    """Los prepara, los firma en lotes mientras los trabajadores los emiten, y después verifica lo que se sube."""
    piso = _rsa()
    elegidos = [_por_firmar(mundo) for _ in range(cuantos)]
    while por_sellar.sellar_pendientes(reloj.ahora()):  # sus acuses y oficios se sellaron cuando se presentaron
        pass
    sellado = Dictamen.objects.get(solicitud=elegidos[0][0]).documento_sellado.leer()
    ingenua = cpu_propia_ms(lambda: _de_fabrica(sellado, mundo), 7)
    yield Medida("firmas", "pyHanko de fábrica: firmar un dictamen", f"{ingenua:.1f} ms CPU", f"RSA-2048 a secas {piso:.2f} ms",
                 f"{ingenua / piso:.0f}×", datos={"cpu_ms": ingenua, "piso_ms": piso})
    yield _firmar_y_emitir(mundo, elegidos, piso, ingenua)
    yield from _verificar(mundo, piso, ingenua)


def _firmar_y_emitir(mundo: Mundo, elegidos: list[tuple[int, str]], piso: float, ingenua: float) -> Medida:
    cuantos = len(elegidos)
    with ExitStack() as pila:
        raices = [pila.enter_context(trabajador()) for _ in range(TRABAJADORES)]
        _en_marcha(raices)
        antes, inicio = _cpu(raices), time.monotonic()
        for desde in range(0, cuantos, firmas.MAXIMO):
            hecho = firmas.firmar_varios(elegidos[desde:desde + firmas.MAXIMO], por=mundo.firmante, en=reloj.ahora())
            if hecho.fallas:
                raise RuntimeError(hecho.dicho())
        firmados = time.monotonic() - inicio
        while (faltan := _sin_emitir(elegidos)) and time.monotonic() - inicio < ESPERA:
            time.sleep(0.1)
        tardo, cpu = time.monotonic() - inicio, (_cpu(raices) - antes) / cuantos
    return Medida(
        "firmas", f"{cuantos} dictámenes firmados y emitidos, en lotes de {firmas.MAXIMO} con {TRABAJADORES} trabajadores",
        f"{tardo:.1f} s (firmados a los {firmados:.1f} s){f', FALTARON {faltan}' if faltan else ''} · {cpu:.0f} ms CPU por dictamen",
        f"RSA-2048 a secas {piso:.2f} ms; pyHanko de fábrica {ingenua:.1f} ms", f"{cpu / piso:.0f}×; {cpu / ingenua:.1f}×", "≤ 60 s en dos núcleos",
        {"cuantos": cuantos, "segundos": tardo, "firmados_segundos": firmados, "faltaron": faltan, "cpu_ms": cpu, "piso_ms": piso,
         "ingenua_ms": ingenua},
    )


def _verificar(mundo: Mundo, piso: float, ingenua: float) -> Iterator[Medida]:
    """El ejemplar que está en el registro se reconoce por su huella; el que no, se abre en el proceso aparte."""
    dictamen = Dictamen.objects.filter(publico__isnull=False).latest("pk")
    suyo, hoy = dictamen.ejemplar_de_las_partes.leer(), reloj.hoy()
    for nombre, contenido in (("que está en el registro", suyo), ("que no está, con sello, firma y estampa", _ajeno(dictamen, mundo))):
        verificacion.por_archivo(contenido, hoy=hoy)  # lanza el vivero
        antes = cpu_con_hijos_ms(familia(os.getpid()))
        for _ in range(SUBIDAS):
            verificacion.por_archivo(contenido, hoy=hoy)
        cpu = (cpu_con_hijos_ms(familia(os.getpid())) - antes) / SUBIDAS
        yield Medida("firmas", f"Verificar un PDF que se sube, {nombre}", f"{cpu:.0f} ms CPU", f"RSA-2048 a secas {piso:.2f} ms; "
                     f"pyHanko de fábrica {ingenua:.1f} ms", f"{cpu / piso:.0f}×; {cpu / ingenua:.1f}×", "≤ 150 ms CPU", {"cpu_ms": cpu})


def _por_firmar(mundo: Mundo) -> tuple[int, str]:
    """Uno sellado y leído por quien autoriza."""
    solicitud = mundo.por_firmar()
    mundo.leer(solicitud)
    return solicitud.pk, solicitud.dictamen.documento_sellado.sha256


def _ajeno(dictamen: Dictamen, mundo: Mundo) -> bytes:
    """Lo mismo firmado y cerrado otra vez: todo en él es bueno y no es ninguno de los emitidos."""
    en = reloj.ahora()
    firmado = persona.firmar(dictamen.documento_sellado.leer(), credencial=instalada.credencial_de(mundo.firmante.rfc, en=en), en=en,
                             motivo="Medida", lugar="Hermosillo")
    return cierre.cerrar(firmado, estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en,
                         respondedor=instalada.respondedor(en))


def _sin_emitir(elegidos: list[tuple[int, str]]) -> int:
    return Dictamen.objects.filter(solicitud__in=[pk for pk, _ in elegidos], emitido_en=None).count()


def _cpu(raices: list[int]) -> float:
    return cpu_ms([os.getpid(), *(pid for raiz in raices for pid in familia(raiz))])


def _en_marcha(raices: list[int]) -> None:
    """Hasta que los trabajadores ya cargaron todo y esperan."""
    anterior = -1.0
    while (gastado := cpu_ms(raices)) - anterior > 100:
        anterior = gastado
        time.sleep(1.5)


def _rsa() -> float:
    llave = rsa.generate_private_key(65537, 2048)
    return cpu_propia_ms(lambda: llave.sign(b"x", padding.PKCS1v15(), hashes.SHA256()), 50)


def _de_fabrica(sellado: bytes, mundo: Mundo) -> bytes:
    """Como lo haría cualquiera con la documentación de pyHanko a la vista: su firmante simple, sobre el mismo documento."""
    credencial = instalada.credencial_de(mundo.firmante.rfc, en=reloj.ahora())
    tienda = SimpleCertificateStore()
    tienda.register_multiple(credencial.cadena)
    simple = SimpleSigner(
        signing_cert=credencial.certificado, cert_registry=tienda,
        signing_key=keys.PrivateKeyInfo.load(credencial.llave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
    )
    como = PdfSignatureMetadata(field_name=CAMPO_FIRMA, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    firmado: bytes = PdfSigner(como, simple).sign_pdf(IncrementalPdfFileWriter(BytesIO(sellado))).getvalue()
    return firmado
