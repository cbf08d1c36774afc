"""Un PDF con unas hojas escogidas de lo que llegó, tal como venían: las de un documento entre las de varios."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate, pairwise

import pypdfium2
from PIL import Image, ImageOps

from verificador.escaneo.lectura import FORMATOS, PUNTOS

CALIDAD = 90


def armar(contenido: bytes, largos: Sequence[int], hojas: Sequence[Sequence[int]]) -> bytes:
    """`largos`, cuánto mide cada archivo dentro de `contenido`; `hojas`, de cuál archivo y qué página, desde 0."""
    archivos = [contenido[a:b] for a, b in pairwise(accumulate(largos, initial=0))]
    nuevo = pypdfium2.PdfDocument.new()
    abiertos = {n: pypdfium2.PdfDocument(a) for n, a in enumerate(archivos) if a.startswith(b"%PDF-")}
    for archivo, pagina in hojas:
        if archivo in abiertos:
            nuevo.import_pages(abiertos[archivo], [pagina])
        else:
            _foto(nuevo, archivos[archivo], pagina)
    salida = io.BytesIO()
    nuevo.save(salida)
    return salida.getvalue()


def _foto(nuevo: pypdfium2.PdfDocument, contenido: bytes, pagina: int) -> None:
    """Una página del tamaño de la imagen a 200 puntos por pulgada o a los que ella diga."""
    with Image.open(io.BytesIO(contenido), formats=FORMATOS) as abierta:
        abierta.seek(pagina)
        puntos = round(float(abierta.info.get("dpi", (PUNTOS, PUNTOS))[0])) or PUNTOS
        foto = ImageOps.exif_transpose(abierta).convert("RGB")
    guardada = io.BytesIO()
    foto.save(guardada, "JPEG", quality=CALIDAD)
    ancho, alto = (lado * 72 / max(puntos, 72) for lado in foto.size)
    hoja, imagen = nuevo.new_page(ancho, alto), pypdfium2.PdfImage.new(nuevo)
    imagen.load_jpeg(guardada, inline=True)
    imagen.set_matrix(pypdfium2.PdfMatrix().scale(ancho, alto))
    hoja.insert_obj(imagen)
    hoja.gen_content()
