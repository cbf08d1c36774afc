"""El documento con que se prueba el cotejo, y cómo cambiarle una sola cifra. Lo demás es la muestra del producto."""

import ctypes
import json
import random
import zipfile
from functools import lru_cache
from pathlib import Path

import pypdfium2

from dictamenes.documento import oficio
from verificador.escaneo import muestra
from verificador.escaneo.muestra import IMPRESA, escaneada, firmada, impresa

__all__ = ["cifra_cambiada", "documento", "escaneada", "escaneo", "firmada", "impresa"]

GUARDADO = Path(__file__).resolve().parents[1] / "datos" / "congelado_v2.zip"


@lru_cache(maxsize=4)
def documento(nombre="dictamen-autografa", version=3):
    """El original: lo congelado de una demostración, redactado con esa versión del papel."""
    with zipfile.ZipFile(GUARDADO) as paquete:
        datos = json.loads(paquete.read(f"{nombre}.json")) | {"version": version}
    return oficio.redactar_dictamen(datos).contenido


def escaneo(original, semilla=1, orden=None):
    """El documento entero, firmado y escaneado."""
    return muestra.escaneo(original, random.Random(semilla), orden)


def cifra_cambiada(original, numero, azar):
    """La hoja con una sola cifra cambiada por otra de la misma hoja, del mismo cuerpo y grueso, y cuáles fueron."""
    hoja, cifras = impresa(original, numero).copy(), _cifras(original, numero)
    while True:
        una = azar.choice(cifras)
        otras = [c for c in cifras if c["letra"] == una["letra"] and c["cual"] != una["cual"]]
        if otras:
            break
    otra = azar.choice(otras)
    hoja.paste(impresa(original, numero).crop(_caja(otra)), _caja(una)[:2])
    return hoja, (una["cual"], otra["cual"], una["letra"][0])


def _cifras(original, numero):
    pagina = pypdfium2.PdfDocument(original)[numero]
    texto, crudo, escala = pagina.get_textpage(), pypdfium2.raw, IMPRESA / 72
    halladas = []
    for n in range(texto.count_chars()):
        cual = chr(crudo.FPDFText_GetUnicode(texto.raw, n))
        if cual in "0123456789":
            x, y = ctypes.c_double(), ctypes.c_double()
            crudo.FPDFText_GetCharOrigin(texto.raw, n, x, y)
            letra = (round(crudo.FPDFText_GetFontSize(texto.raw, n), 2), crudo.FPDFText_GetFontWeight(texto.raw, n))
            halladas.append({"cual": cual, "letra": letra, "x": x.value * escala,
                             "y": (pagina.get_height() - y.value) * escala})
    return halladas


def _caja(cifra):
    cuerpo, x, y = cifra["letra"][0] * IMPRESA / 72, round(cifra["x"]), round(cifra["y"])
    return (x, y - round(0.76 * cuerpo), x + round(0.572 * cuerpo), y + round(0.05 * cuerpo))
