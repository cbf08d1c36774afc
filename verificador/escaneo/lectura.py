"""Del archivo que llega (PDF, TIFF, foto) a sus hojas en gris y a los códigos que traen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from verificador.escaneo.codigo import Codigo, leido

PUNTOS = 200  # por pulgada: a esto se dibuja el original y con esto se compara
LARGO = 3300  # pixeles: una carta a 300 puntos por pulgada; lo que pase se reduce
MAXIMO_DE_PIXELES = 60_000_000
HOJAS = 200
FORMATOS = ("TIFF", "JPEG", "PNG")
CARTA = 11.0
QR = zxingcpp.barcode_formats_from_str("QRCode")
Punto = tuple[float, float]


class Ilegible(ValueError):
    """No es un PDF ni una imagen que aquí se lea; el texto dice por qué."""


@dataclass(frozen=True)
class Hoja:
    """Una hoja en gris, a cuántos puntos por pulgada venía y si su página trae algo además de la imagen."""

    imagen: Image.Image
    puntos: int
    compuesta: bool = False


@dataclass(frozen=True)
class Hallado:
    """Un código: qué dice y sus cuatro esquinas, en pixeles."""

    codigo: Codigo
    esquinas: tuple[Punto, ...]


def cuantas(contenido: bytes) -> int:
    """Cuántas hojas trae. Lanza `Ilegible`."""
    if contenido.startswith(b"%PDF-"):
        return min(len(_pdf(contenido)), HOJAS)
    with _imagen(contenido) as abierta:
        return min(getattr(abierta, "n_frames", 1) if abierta.format == "TIFF" else 1, HOJAS)


def hoja(contenido: bytes, numero: int) -> Hoja:
    """La hoja `numero`, desde 0. Lanza `Ilegible`."""
    if contenido.startswith(b"%PDF-"):
        return _de_pdf(_pdf(contenido)[numero])
    with _imagen(contenido) as abierta:
        abierta.seek(numero)
        if abierta.width * abierta.height > MAXIMO_DE_PIXELES:
            raise Ilegible("La imagen tiene demasiados pixeles.")
        if abierta.format in ("JPEG", "MPO"):
            abierta.draft("L", (LARGO * 3 // 4, LARGO))
        largo = max(abierta.size)
        gris = _en_gris(ImageOps.exif_transpose(abierta))
    return Hoja(_de_buen_largo(gris), round(largo / CARTA))


def original(contenido: bytes, numero: int) -> Image.Image:
    """Una hoja del original, como se imprime: al doble y reducida, porque dibujar recorre cada letra al pixel entero.

    Lanza `Ilegible`.
    """
    pagina = _pdf(contenido)[numero]
    doble: Image.Image = pagina.render(scale=2 * PUNTOS / 72, may_draw_forms=True, grayscale=True).to_pil()
    return doble.convert("L").reduce(2)


def codigos(imagen: Image.Image) -> dict[str, Hallado]:
    """Los nuestros que trae la hoja, por dónde van impresos; de lo borroso se intenta más grande y más nítido."""
    hallados: dict[str, Hallado] = {}
    for escala, arreglada in _intentos(imagen):
        for uno in zxingcpp.read_barcodes(arreglada, formats=QR, try_invert=False):
            if (dicho := leido(uno.text)) and dicho[0] not in hallados:
                lugar = uno.position
                cuatro = (lugar.top_left, lugar.top_right, lugar.bottom_right, lugar.bottom_left)
                hallados[dicho[0]] = Hallado(dicho[1], tuple((p.x / escala, p.y / escala) for p in cuatro))
        if len(hallados) == 2:
            break
    return hallados


def zona_de_firma(contenido: bytes, nombre: str) -> tuple[int, tuple[int, int, int, int]] | None:
    """En qué hoja (desde 0) y en qué pixeles de ella se firma, si el original lo dice en un destino con ese nombre."""
    import ctypes

    documento, crudo = _pdf(contenido), pypdfium2.raw
    destino = crudo.FPDF_GetNamedDestByName(documento.raw, nombre.encode("ascii"))
    if not destino:
        return None
    hoja_ = crudo.FPDFDest_GetDestPageIndex(documento.raw, destino)
    cuantos, lados = ctypes.c_ulong(), (ctypes.c_float * 4)()
    crudo.FPDFDest_GetView(destino, ctypes.byref(cuantos), lados)
    if cuantos.value != 4 or hoja_ < 0:
        return None
    izquierda, abajo, derecha, arriba = lados
    escala, alto = PUNTOS / 72, documento[hoja_].get_height()
    caja = (izquierda * escala, (alto - arriba) * escala, derecha * escala, (alto - abajo) * escala)
    return hoja_, tuple(round(lado) for lado in caja)  # type: ignore[return-value]  # son cuatro


def _intentos(imagen: Image.Image) -> Iterator[tuple[float, Image.Image]]:
    yield 1.0, imagen
    yield 1.0, imagen.filter(ImageFilter.GaussianBlur(1))
    yield 1.6, imagen.resize((round(imagen.width * 1.6), round(imagen.height * 1.6)), Image.Resampling.BICUBIC)


def _pdf(contenido: bytes) -> pypdfium2.PdfDocument:
    try:
        documento = pypdfium2.PdfDocument(contenido)
        documento.init_forms()
        return documento
    except pypdfium2.PdfiumError as error:
        raise Ilegible("El PDF no se pudo abrir.") from error


def _imagen(contenido: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # el tope se mira aquí, antes de decodificar
    try:
        return Image.open(io.BytesIO(contenido), formats=FORMATOS)
    except (OSError, ValueError, SyntaxError) as error:
        raise Ilegible("No es un PDF, un TIFF, un JPEG ni un PNG.") from error


def _de_pdf(pagina: pypdfium2.PdfPage) -> Hoja:
    ancho, alto = pagina.get_size()
    piezas = [pieza for pieza in pagina.get_objects(max_depth=2) if pieza.type != pypdfium2.raw.FPDF_PAGEOBJ_FORM]
    imagenes = [pieza for pieza in piezas if pieza.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    puntos = round(max((max(i.get_px_size()) for i in imagenes), default=0) * 72 / max(ancho, alto, 1))
    escala = min(LARGO / max(ancho, alto, 1), max(puntos, PUNTOS) / 72, 300 / 72)
    gris = pagina.render(scale=escala, may_draw_forms=True, grayscale=True).to_pil().convert("L")
    return Hoja(_de_buen_largo(gris), puntos or PUNTOS, len(imagenes) != 1 or _hay_trazos(piezas))


def _hay_trazos(piezas: list[pypdfium2.PdfObject]) -> bool:
    """Si además de la imagen hay líneas dibujadas; el texto invisible de quien reconoce letras no cuenta."""
    return any(pieza.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH for pieza in piezas)


def _en_gris(imagen: Image.Image) -> Image.Image:
    if imagen.mode in ("RGBA", "LA", "P"):
        con_fondo = Image.new("RGBA", imagen.size, "white")
        con_fondo.alpha_composite(imagen.convert("RGBA"))
        imagen = con_fondo
    return imagen.convert("L")


def _de_buen_largo(imagen: Image.Image) -> Image.Image:
    if max(imagen.size) <= LARGO * 1.1:
        return imagen
    imagen.thumbnail((LARGO, LARGO), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return imagen
