"""El que abre un archivo ajeno: corre solo, en otro proceso, con memoria, procesador y disco acotados.

Se lanza con `python -I archivos/obrero.py paginas|texto|revisar|celdas|libro|contar [extensión]`, lee el archivo por la
entrada y responde por la salida. De la casa sólo importa `archivos.revision`, que no toca Django.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MB = 1024 * 1024
MEMORIA = {"paginas": 1024 * MB, "texto": 1024 * MB, "revisar": 640 * MB, "celdas": 640 * MB,
           "libro": 640 * MB, "contar": 640 * MB}
SEGUNDOS_DE_PROCESADOR = {"paginas": 25, "texto": 10, "revisar": 12, "celdas": 12, "libro": 20, "contar": 10}
PAGINAS_DIBUJADAS, PAGINAS_LEIDAS = 80, 40
ANCHO = 1100  # pixeles: una carta se lee a 130 puntos por pulgada
COLORES = 128
ADJUNTOS = 5
LETRAS = 400_000
FOTOS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # PNG y JPEG


def dibujar(contenido: bytes) -> Iterator[bytes]:
    """Un renglón JSON con el tamaño de cada PNG y, enseguida, el PNG de cada página."""
    imagenes = [_de_foto(contenido)] if contenido.startswith(FOTOS) else _de_pdf(contenido)
    yield json.dumps([len(imagen) for imagen in imagenes]).encode() + b"\n"
    yield from imagenes


def leer(contenido: bytes) -> Iterator[bytes]:
    """En UTF-8, sus adjuntos y el texto de sus páginas, hasta `LETRAS`; lo que alcance a sacar, lo dice."""
    quedan = LETRAS
    for trozo in _trozos(_abrir(contenido)):
        yield (trozo[:quedan] + "\n").encode("utf-8", "replace")
        quedan -= len(trozo)
        if quedan <= 0:
            return


def contar(contenido: bytes) -> Iterator[bytes]:
    """Cuántas páginas tiene un PDF."""
    yield str(len(_abrir(contenido))).encode()


def revisar(contenido: bytes, extension: str) -> Iterator[bytes]:
    """El motivo por el que no se admite, en UTF-8; nada si se admite."""
    _abrir_la_casa()
    from archivos import revision
    from archivos.revision import imagen, ofimatica, pdf

    try:
        if extension == "pdf":
            pdf.revisar(contenido)
        else:
            (ofimatica if extension in ofimatica.PRINCIPALES else imagen).revisar(contenido, extension)
    except revision.NoAdmitido as motivo:
        yield str(motivo).encode()


def leer_celdas(contenido: bytes) -> Iterator[bytes]:
    """En JSON, las `filas` de un XLSX ya revisado o el `motivo` por el que no se pudo leer."""
    _abrir_la_casa()
    from archivos import revision
    from archivos.revision import celdas

    try:
        yield json.dumps({"filas": celdas.leer(contenido)}).encode()
    except revision.NoAdmitido as motivo:
        yield json.dumps({"motivo": str(motivo)}).encode()


def leer_hojas(contenido: bytes) -> Iterator[bytes]:
    """En JSON, las `hojas` de un libro ya revisado, cada una con su nombre y sus filas, o el `motivo`."""
    _abrir_la_casa()
    from archivos import revision
    from archivos.revision import celdas

    try:
        yield json.dumps({"hojas": celdas.leer_libro(contenido)}).encode()
    except revision.NoAdmitido as motivo:
        yield json.dumps({"motivo": str(motivo)}).encode()


LABORES: dict[str, Callable[..., Iterator[bytes]]] = {
    "paginas": dibujar, "texto": leer, "revisar": revisar, "celdas": leer_celdas,
    "libro": leer_hojas, "contar": contar,
}


def main() -> int:
    """Hace la labor pedida con lo que llegue por la entrada. Lanza lo que lance la biblioteca que no lo entienda."""
    labor, *opciones = sys.argv[1:]
    _acotar(MEMORIA[labor], SEGUNDOS_DE_PROCESADOR[labor])
    for trozo in LABORES[labor](sys.stdin.buffer.read(), *opciones):
        sys.stdout.buffer.write(trozo)
        sys.stdout.buffer.flush()
    return 0


def _abrir_la_casa() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # con -I no está la carpeta de la casa


def _abrir(contenido: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(contenido)


def _de_pdf(contenido: bytes) -> list[bytes]:
    documento = _abrir(contenido)
    return [_imagen(documento[n]) for n in range(min(len(documento), PAGINAS_DIBUJADAS))]


def _imagen(pagina: Any) -> bytes:
    ancho, alto = pagina.get_size()
    escala = min(ANCHO / max(ancho, 1), 3 * ANCHO / max(alto, 1))
    return _png(pagina.render(scale=escala, may_draw_forms=True).to_pil().convert("RGB"))


def _de_foto(contenido: bytes) -> bytes:
    """Derecha aunque el teléfono la guardara girada, sobre blanco, y nunca con los bytes que llegaron."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(contenido), formats=("PNG", "JPEG")) as abierta:
        abierta.draft("RGB", (ANCHO, 3 * ANCHO))
        foto = ImageOps.exif_transpose(abierta).convert("RGBA")
    foto.thumbnail((ANCHO, 3 * ANCHO))
    fondo = Image.new("RGBA", foto.size, "white")
    return _png(Image.alpha_composite(fondo, foto).convert("RGB"))


def _png(imagen: Any) -> bytes:
    salida = io.BytesIO()
    imagen.quantize(COLORES).save(salida, "PNG", optimize=True)
    return salida.getvalue()


def _trozos(documento: Any) -> Iterator[str]:
    for n in range(min(documento.count_attachments(), ADJUNTOS)):
        yield bytes(documento.get_attachment(n).get_data()[:LETRAS]).decode("utf-8", "replace")
    for n in range(min(len(documento), PAGINAS_LEIDAS)):
        yield documento[n].get_textpage().get_text_range()


def _acotar(memoria: int, segundos: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memoria, memoria))
    resource.setrlimit(resource.RLIMIT_CPU, (segundos, segundos))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
