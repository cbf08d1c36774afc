"""El escudo del membrete: la imagen que dicen los datos, por su huella, y el filete dorado que lo separa."""

from functools import lru_cache
from io import BytesIO

from PIL import Image
from reportlab.lib.utils import ImageReader

from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.etiquetas import Lienzo

LADO = 40  # puntos: el cuadro en que cabe entero, sin deformarse


def dibujar_escudo(lienzo: Lienzo, sha256: str, x: float, y: float) -> None:
    """Dibuja la imagen de esa huella. Lanza `Archivo.DoesNotExist` si no está: nunca sale otro en su lugar."""
    imagen = ImageReader(_imagen(sha256))
    ancho, alto = imagen.getSize()
    escala = LADO / max(ancho, alto)
    ancho, alto = ancho * escala, alto * escala
    lienzo.drawImage(imagen, x + (LADO - ancho) / 2, y + (LADO - alto) / 2, ancho, alto)
    filete(lienzo, x + 48, y)


def filete(lienzo: Lienzo, x: float, y: float) -> None:
    lienzo.setStrokeColor(estilo.ORO)
    lienzo.line(x, y, x, y + LADO)


@lru_cache(maxsize=4)
def _imagen(sha256: str) -> Image.Image:
    """En RGB sobre blanco: PDF/A pide un solo espacio de color, y el papel es blanco."""
    from archivos.models import Archivo  # sólo quien lo dibuja necesita la base: lo demás se redacta sin ella

    cruda = Image.open(BytesIO(Archivo.objects.get(sha256=sha256).leer()))
    cruda.draft("RGB", (600, 600))  # un JPEG enorme se decodifica ya reducido
    imagen = cruda.convert("RGBA")
    fondo = Image.new("RGB", imagen.size, "white")
    fondo.paste(imagen, mask=imagen.getchannel("A"))
    return fondo
