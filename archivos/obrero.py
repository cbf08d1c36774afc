"""El que abre un PDF ajeno: corre solo, en otro proceso, con memoria, procesador y disco acotados.

Se lanza con `python -I archivos/obrero.py paginas|texto`, lee un PDF por la entrada y responde por la salida. No
importa nada de la casa.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORIA = 1024 * 1024 * 1024
SEGUNDOS_DE_PROCESADOR = {"paginas": 25, "texto": 10}
PAGINAS_DIBUJADAS, PAGINAS_LEIDAS = 80, 40
ANCHO = 1100  # pixeles: una carta se lee a 130 puntos por pulgada
COLORES = 128
ADJUNTOS = 5
LETRAS = 400_000


def dibujar(documento: Any) -> Iterator[bytes]:
    """Un renglón JSON con el tamaño de cada PNG y, enseguida, el PNG de cada página."""
    imagenes = [_imagen(documento[n]) for n in range(min(len(documento), PAGINAS_DIBUJADAS))]
    yield json.dumps([len(imagen) for imagen in imagenes]).encode() + b"\n"
    yield from imagenes


def leer(documento: Any) -> Iterator[bytes]:
    """En UTF-8, sus adjuntos y el texto de sus páginas, hasta `LETRAS`; lo que alcance a sacar, lo dice."""
    quedan = LETRAS
    for trozo in _trozos(documento):
        yield (trozo[:quedan] + "\n").encode("utf-8", "replace")
        quedan -= len(trozo)
        if quedan <= 0:
            return


LABORES = {"paginas": dibujar, "texto": leer}


def main() -> int:
    """Hace la labor pedida con lo que llegue por la entrada. Lanza lo que lance pdfium si no entiende el archivo."""
    labor = sys.argv[1]
    _acotar(SEGUNDOS_DE_PROCESADOR[labor])
    import pypdfium2

    for trozo in LABORES[labor](pypdfium2.PdfDocument(sys.stdin.buffer.read())):
        sys.stdout.buffer.write(trozo)
        sys.stdout.buffer.flush()
    return 0


def _imagen(pagina: Any) -> bytes:
    ancho, alto = pagina.get_size()
    escala = min(ANCHO / max(ancho, 1), 3 * ANCHO / max(alto, 1))
    imagen = pagina.render(scale=escala, may_draw_forms=True).to_pil().convert("RGB").quantize(COLORES)
    salida = io.BytesIO()
    imagen.save(salida, "PNG", optimize=True)
    return salida.getvalue()


def _trozos(documento: Any) -> Iterator[str]:
    for n in range(min(documento.count_attachments(), ADJUNTOS)):
        yield bytes(documento.get_attachment(n).get_data()[:LETRAS]).decode("utf-8", "replace")
    for n in range(min(len(documento), PAGINAS_LEIDAS)):
        yield documento[n].get_textpage().get_text_range()


def _acotar(segundos: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (segundos, segundos))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
