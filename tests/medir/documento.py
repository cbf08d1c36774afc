"""Lo que cuesta cada documento, contra la firma RSA más corta que se puede hacer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import override_settings

from dictamenes.documento import documentos, oficio
from dictamenes.documento.firma import cierre, instalada, persona, sello
from dictamenes.documento.firmante import cliente, papeles
from flujos.expediente.exportacion.certificar import certificar
from tests.herramientas.firmante_de_prueba import firmante
from tests.medir.medida import Medida, cpu_propia_ms
from tests.mundo import Mundo

VECES = 7


def medir(mundo: Mundo) -> Iterator[Medida]:
    """Redactar, sellar, firmar, cerrar y el acuse, uno por uno."""
    dictamen = mundo.emitida().dictamen
    llave = rsa.generate_private_key(65537, 2048)
    piso = cpu_propia_ms(lambda: llave.sign(b"x", padding.PKCS1v15(), hashes.SHA256()), 20)
    for nombre, paso in _pasos(dictamen, mundo).items():
        cpu = cpu_propia_ms(paso, VECES)
        yield Medida("documento", nombre, f"{cpu:.1f} ms CPU", f"RSA-2048 a secas {piso:.2f} ms", f"{cpu / piso:.0f}×",
                     datos={"cpu_ms": cpu, "piso_ms": piso})
    yield from _por_el_socket(mundo)


def _por_el_socket(mundo: Mundo) -> Iterator[Medida]:
    """Pedir la misma carátula dentro del proceso y al firmante aparte, de reloj: él vuelve a redactar y compara."""
    solicitud = mundo.presentada()
    with patch("dictamenes.archivo.certificacion.con_caratula", lambda copia: copia):
        copia = certificar(solicitud, alcance="ente", para="Medida", fundamentos=[], por=mundo.coordinacion, en=mundo.en)

    def pedir() -> float:
        inicio = time.monotonic()
        cliente.sellar(papeles.CARATULA, copia, en=copia.certificada_en)
        return (time.monotonic() - inicio) * 1000

    dentro = median(pedir() for _ in range(VECES))
    with firmante() as aparte, override_settings(FIRMANTE_SOCKET=aparte.ruta):
        fuera = median(pedir() for _ in range(VECES + 1))
    yield Medida("documento", "Sellar por el socket del firmante", f"{fuera:.1f} ms", f"dentro del proceso {dentro:.1f} ms",
                 f"{fuera / dentro:.1f}×", datos={"socket_ms": fuera, "dentro_ms": dentro})


def _pasos(dictamen: documentos.Dictamen, mundo: Mundo) -> dict[str, Callable[[], object]]:
    en, documento, sellado = mundo.en, oficio.redactar_dictamen(dictamen.datos), dictamen.sellado.leer()
    credencial = instalada.credencial_de(dictamen.firmado_por.rfc, en=en)

    def firmar() -> bytes:
        return persona.firmar(sellado, credencial=credencial, en=en, motivo="medida", lugar="Hermosillo")

    firmado = firmar()
    return {
        f"Redactar el dictamen ({documento.paginas} páginas)": lambda: oficio.redactar_dictamen(dictamen.datos),
        "Sellar": lambda: sello.sellar(
            documento.contenido, credencial=instalada.sello_institucional(), en=en, caja_firma=documento.caja_firma),
        "Firmar": firmar,
        "Cerrar (DSS, estampa y verificación)": lambda: cierre.cerrar(
            firmado, estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en),
        "Acuse": lambda: documentos.acuse(dictamen.solicitud.presentaciones.first()),
    }
