"""Un escaneo de mentira pero verosímil, para la demostración y las pruebas: la hoja impresa, firmada y escaneada."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterable, Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from verificador.escaneo import lectura
from verificador.escaneo.codigo import ZONA

IMPRESA = 400  # puntos por pulgada con que se dibuja lo que sale de la impresora
TRAMO = 360  # puntos de la rúbrica


def escaneo(
    original: bytes, azar: random.Random, orden: Sequence[int] | None = None, marca: int | None = None
) -> bytes:
    """El documento entero en un PDF, como lo entrega un escáner; con una raya en la hoja `marca`, si se pide."""
    hojas = range(lectura.cuantas(original)) if orden is None else orden
    return en_pdf(escaneada(_con_marca(firmada(original, n, azar), n == marca), azar) for n in hojas)


def impresa(original: bytes, numero: int) -> Image.Image:
    """La hoja, desde 0, como sale de la impresora."""
    pagina = pypdfium2.PdfDocument(original)[numero]
    dibujada: Image.Image = pagina.render(scale=IMPRESA / 72, may_draw_forms=True, grayscale=True).to_pil()
    return dibujada.convert("L")


def firmada(original: bytes, numero: int, azar: random.Random) -> Image.Image:
    """La misma, con un trazo donde se firma si es en esa hoja."""
    hoja, zona = impresa(original, numero), lectura.zona_de_firma(original, ZONA)
    if zona and zona[0] == numero:
        _rubrica(hoja, [lado * IMPRESA / lectura.PUNTOS for lado in zona[1]], azar)
    return hoja


def _rubrica(hoja: Image.Image, caja: Sequence[float], azar: random.Random) -> None:
    x, y, ancho, alto = caja[0], caja[1], caja[2] - caja[0], caja[3] - caja[1]
    giros, fase = azar.uniform(2, 4), azar.uniform(0, 6)
    puntos = [
        (x + ancho * (0.1 + 0.6 * t + 0.06 * math.sin(giros * 9 * t + fase)),
         y + alto * (0.5 + 0.38 * math.sin(giros * 7 * t + fase) * (1 - 0.4 * t)))
        for t in (n / TRAMO for n in range(TRAMO))
    ]
    pluma = ImageDraw.Draw(hoja)
    pluma.line(puntos, fill=40, width=_pluma(13), joint="curve")
    pluma.line([(x + ancho * 0.05, y + alto * 0.8), (x + ancho * 0.75, y + alto * 0.7)], fill=40, width=_pluma(11))


def _pluma(ancho: int) -> int:
    """El grueso de un trazo, dicho a seiscientos puntos por pulgada."""
    return round(ancho * IMPRESA / 600)


def _con_marca(hoja: Image.Image, lleva: bool) -> Image.Image:
    if lleva:
        ImageDraw.Draw(hoja).line([(400, 600), (900, 800), (700, 650)], fill=30, width=_pluma(14))
    return hoja


def escaneada(
    hoja: Image.Image, azar: random.Random, puntos: int = 200, giro: float | None = None, ruido: float | None = None,
    calidad: int | None = None, giros_de_mas: int = 0,
) -> bytes:
    """Un JPEG de esa hoja: hasta cuatro grados de giro, uno y medio por ciento de escala, ruido y compresión."""
    radianes = math.radians(azar.uniform(-4, 4) if giro is None else giro)
    factor, tamano = IMPRESA / puntos, (round(hoja.width * puntos / IMPRESA), round(hoja.height * puntos / IMPRESA))
    a_lo_ancho, a_lo_alto = (azar.uniform(0.985, 1.015) for _ in range(2))
    coseno, seno = math.cos(radianes), math.sin(radianes)
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


def en_pdf(fotos: Iterable[bytes]) -> bytes:
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
