"""Escaneos de mentira pero verosímiles: la hoja impresa a 600 puntos, firmada, girada, borrosa, con ruido y comprimida."""

import ctypes
import io
import json
import math
import random
import zipfile
from functools import lru_cache
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from dictamenes.documento import oficio
from verificador.escaneo import lectura
from verificador.escaneo.codigo import ZONA

IMPRESA = 600  # puntos por pulgada con que se dibuja lo que sale de la impresora
GUARDADO = Path(__file__).resolve().parents[1] / "datos" / "congelado_v2.zip"


@lru_cache(maxsize=4)
def documento(nombre="dictamen-autografa", version=3, clave=""):
    """El original: lo congelado de una demostración, redactado con esa versión del papel."""
    with zipfile.ZipFile(GUARDADO) as paquete:
        datos = json.loads(paquete.read(f"{nombre}.json")) | {"version": version}
    if clave:
        datos["dictamen"] |= {"folio": clave}
    return oficio.redactar_dictamen(datos).contenido


@lru_cache(maxsize=8)
def impresa(original, numero):
    """La hoja, desde 0, como sale de la impresora."""
    pagina = pypdfium2.PdfDocument(original)[numero]
    return pagina.render(scale=IMPRESA / 72, may_draw_forms=True, grayscale=True).to_pil().convert("L")


def firmada(original, numero, azar):
    """La misma, con un trazo donde se firma si es en esa hoja."""
    hoja, zona = impresa(original, numero).copy(), lectura.zona_de_firma(original, ZONA)
    if zona and zona[0] == numero:
        _rubrica(hoja, [lado * IMPRESA / lectura.PUNTOS for lado in zona[1]], azar)
    return hoja


def _rubrica(hoja, caja, azar):
    x, y, ancho, alto = caja[0], caja[1], caja[2] - caja[0], caja[3] - caja[1]
    giros, fase = azar.uniform(2, 4), azar.uniform(0, 6)
    puntos = [
        (x + ancho * (0.1 + 0.6 * t + 0.06 * math.sin(giros * 9 * t + fase)),
         y + alto * (0.5 + 0.38 * math.sin(giros * 7 * t + fase) * (1 - 0.4 * t)))
        for t in (n / 360 for n in range(360))
    ]
    pluma = ImageDraw.Draw(hoja)
    pluma.line(puntos, fill=40, width=13, joint="curve")
    pluma.line([(x + ancho * 0.05, y + alto * 0.8), (x + ancho * 0.75, y + alto * 0.7)], fill=40, width=11)


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


def escaneada(hoja, azar, puntos=200, giro=None, ruido=None, calidad=None, giros_de_mas=0):
    """Un JPEG de esa hoja: hasta cuatro grados de giro, uno y medio por ciento de escala, sombra, ruido y compresión."""
    giro = math.radians(azar.uniform(-4, 4) if giro is None else giro)
    factor, tamano = IMPRESA / puntos, (round(hoja.width * puntos / IMPRESA), round(hoja.height * puntos / IMPRESA))
    a_lo_ancho, a_lo_alto = (azar.uniform(0.985, 1.015) for _ in range(2))
    coseno, seno = math.cos(giro), math.sin(giro)
    a, b, d, e = coseno / a_lo_ancho, seno / a_lo_ancho, -seno / a_lo_alto, coseno / a_lo_alto
    x, y = (lado / 2 + azar.uniform(-6, 6) for lado in tamano)
    plano = (a * factor, b * factor, hoja.width / 2 - (a * x + b * y) * factor,
             d * factor, e * factor, hoja.height / 2 - (d * x + e * y) * factor)
    gris = hoja.filter(ImageFilter.GaussianBlur(0.42 * factor)).transform(
        tamano, Image.Transform.AFFINE, plano, Image.Resampling.BICUBIC, fillcolor=255)
    negro, blanco = azar.randint(15, 45), azar.randint(232, 250)
    gris = gris.point([round(negro + (blanco - negro) * v / 255) for v in range(256)])
    gris = gris.filter(ImageFilter.GaussianBlur(azar.uniform(0.3, 0.6)))
    gris = ImageChops.add(gris, Image.effect_noise(tamano, azar.uniform(3, 11) if ruido is None else ruido), 1, -128)
    guardada = io.BytesIO()
    gris.rotate(90 * giros_de_mas, expand=True).save(
        guardada, "JPEG", quality=azar.randint(55, 90) if calidad is None else calidad, dpi=(puntos, puntos))
    return guardada.getvalue()


def en_pdf(fotos):
    """Como lo entrega un escáner: una imagen por página."""
    nuevo = pypdfium2.PdfDocument.new()
    for foto in fotos:
        with Image.open(io.BytesIO(foto)) as abierta:
            puntos = abierta.info["dpi"][0]
            ancho, alto = (lado * 72 / puntos for lado in abierta.size)
        pagina, imagen = nuevo.new_page(ancho, alto), pypdfium2.PdfImage.new(nuevo)
        imagen.load_jpeg(io.BytesIO(foto), inline=True)
        imagen.set_matrix(pypdfium2.PdfMatrix().scale(ancho, alto))
        pagina.insert_obj(imagen)
        pagina.gen_content()
    salida = io.BytesIO()
    nuevo.save(salida)
    return salida.getvalue()


def escaneo(original, semilla=1, orden=None, **opciones):
    """El documento entero, firmado y escaneado."""
    azar = random.Random(semilla)
    hojas = range(lectura.cuantas(original)) if orden is None else orden
    return en_pdf([escaneada(firmada(original, n, azar), azar, **opciones) for n in hojas])
