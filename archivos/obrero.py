"""El que abre un archivo ajeno: un hijo encerrado por archivo (verificador/vivero.py), con las bibliotecas ya cargadas.

De la casa sólo importa `archivos.revision` y el vivero, que no tocan Django.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

from archivos import revision
from archivos.aparte import PAGINAS_DIBUJADAS
from archivos.revision import celdas, imagen, ofimatica, pdf
from verificador.vivero import PRESUPUESTO, SEGUNDOS, Labor, Limites, Pedido, atender

PAGINAS_LEIDAS = 40
ANCHO = 1100  # pixeles: una carta se lee a 130 puntos por pulgada
COLORES = 128
ADJUNTOS = 5
LETRAS = 400_000
HALLADOS = 500  # antes de quitar los repetidos
FOTOS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # PNG y JPEG


def dibujar(contenido: bytes, desde: str) -> Iterator[bytes]:
    """Un renglón JSON con cuántas páginas hay y el tamaño de cada PNG, y enseguida los PNG.

    Empieza en la página `desde` (la primera es 0) y llega hasta donde alcance la tanda.
    """
    hay, imagenes = (1, [_de_foto(contenido)]) if contenido.startswith(FOTOS) else _de_pdf(contenido, int(desde))
    yield json.dumps({"hay": hay, "largos": [len(imagen) for imagen in imagenes]}).encode() + b"\n"
    yield from imagenes


def buscar(contenido: bytes, *patrones: str) -> Iterator[bytes]:
    """En JSON, lo que casa con cada patrón en sus adjuntos, su texto y sus bytes, sin repetir y hasta `HALLADOS`.

    Y si un PDF se pudo leer por dentro: el que inflado no cabe, no se abre.
    """
    texto, leido = "", True
    if b"%PDF-" in contenido[:1024]:
        try:
            pdf.exigir_que_quepa(contenido)
            texto = _texto(contenido)
        except revision.NoAdmitido:
            leido = False
        except pypdfium2.PdfiumError:
            pass  # no es un PDF que se pueda mostrar: lo que diga está en sus bytes
    partes = (texto, contenido.decode("latin-1"))
    hallados = [list(dict.fromkeys(islice(_hallados(patron, *partes), HALLADOS))) for patron in patrones]
    yield json.dumps({"leido": leido, "hallados": hallados}).encode()


def contar(contenido: bytes) -> Iterator[bytes]:
    """Cuántas páginas tiene un PDF."""
    yield str(len(_abrir(contenido))).encode()


def revisar(contenido: bytes, extension: str) -> Iterator[bytes]:
    """El motivo por el que no se admite, en UTF-8; nada si se admite."""
    try:
        if extension == "pdf":
            pdf.revisar(contenido)
        else:
            (ofimatica if extension in ofimatica.PRINCIPALES else imagen).revisar(contenido, extension)
    except revision.NoAdmitido as motivo:
        yield str(motivo).encode()


def leer_celdas(contenido: bytes) -> Iterator[bytes]:
    """En JSON, las `filas` de un XLSX ya revisado o el `motivo` por el que no se pudo leer."""
    try:
        yield json.dumps({"filas": celdas.leer(contenido)}).encode()
    except revision.NoAdmitido as motivo:
        yield json.dumps({"motivo": str(motivo)}).encode()


def leer_hojas(contenido: bytes) -> Iterator[bytes]:
    """En JSON, las `hojas` de un libro ya revisado, cada una con su nombre y sus filas, o el `motivo`."""
    try:
        yield json.dumps({"hojas": celdas.leer_libro(contenido)}).encode()
    except revision.NoAdmitido as motivo:
        yield json.dumps({"motivo": str(motivo)}).encode()


LABORES: dict[str, Callable[..., Iterator[bytes]]] = {
    "paginas": dibujar, "buscar": buscar, "revisar": revisar, "celdas": leer_celdas,
    "libro": leer_hojas, "contar": contar,
}


def preparar(pedido: Pedido) -> tuple[Limites, Labor]:
    """La labor pedida y sus límites. Lo que lance la biblioteca que no entienda el archivo mata al hijo."""
    labor = pedido["labor"]
    return PRESUPUESTO, partial(_hacer, labor, pedido["opciones"])


def _hacer(labor: str, opciones: list[str], contenido: bytes) -> bytes:
    return b"".join(LABORES[labor](contenido, *opciones))


def _abrir(contenido: bytes) -> Any:
    return pypdfium2.PdfDocument(contenido)


def _de_pdf(contenido: bytes, desde: int) -> tuple[int, list[bytes]]:
    """Cuántas se dibujan de él, y las que caben en la mitad del tiempo de un hijo: una al menos."""
    documento, empezo = _abrir(contenido), time.monotonic()
    hay, imagenes = min(len(documento), PAGINAS_DIBUJADAS), list[bytes]()
    while desde + len(imagenes) < hay and (not imagenes or time.monotonic() - empezo < SEGUNDOS / 2):
        imagenes.append(_imagen(documento[desde + len(imagenes)]))
    return hay, imagenes


def _imagen(pagina: Any) -> bytes:
    ancho, alto = pagina.get_size()
    escala = min(ANCHO / max(ancho, 1), 3 * ANCHO / max(alto, 1))
    dibujada = pagina.render(scale=escala, may_draw_forms=True).to_pil().convert("RGB")
    return _png(dibujada.quantize(COLORES, Image.Quantize.MAXCOVERAGE))  # más fiel al texto que la mediana, y la mitad


def _de_foto(contenido: bytes) -> bytes:
    """Derecha aunque el teléfono la guardara girada, sobre blanco, y nunca con los bytes que llegaron."""
    with Image.open(io.BytesIO(contenido), formats=("PNG", "JPEG")) as abierta:
        abierta.draft("RGB", (ANCHO, 3 * ANCHO))
        foto = ImageOps.exif_transpose(abierta).convert("RGBA")
    foto.thumbnail((ANCHO, 3 * ANCHO))
    fondo = Image.new("RGBA", foto.size, "white")
    return _png(Image.alpha_composite(fondo, foto).convert("RGB").quantize(COLORES))


def _png(imagen: Any) -> bytes:
    salida = io.BytesIO()
    imagen.save(salida, "PNG")  # `optimize` quita 3 % y cuesta cinco veces más
    return salida.getvalue()


def _texto(contenido: bytes) -> str:
    """Sus adjuntos y el texto de sus páginas, hasta `LETRAS`."""
    partes, quedan = list[str](), LETRAS
    for trozo in _trozos(_abrir(contenido)):
        partes.append(trozo[:quedan])
        quedan -= len(trozo)
        if quedan <= 0:
            break
    return "\n".join([*partes, ""])


def _hallados(patron: str, *textos: str) -> Iterator[str]:
    return (hallado[hallado.re.groups] for texto in textos for hallado in re.finditer(patron, texto))


def _trozos(documento: Any) -> Iterator[str]:
    for n in range(min(documento.count_attachments(), ADJUNTOS)):
        yield bytes(documento.get_attachment(n).get_data()[:LETRAS]).decode("utf-8", "replace")
    for n in range(min(len(documento), PAGINAS_LEIDAS)):
        yield documento[n].get_textpage().get_text_range()


if __name__ == "__main__":
    Image.init()  # los formatos, de una vez: cada hijo los cargaría de nuevo
    atender(preparar)
