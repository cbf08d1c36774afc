"""El que dibuja las páginas: corre solo, en otro proceso, con memoria, procesador y disco acotados.

Lee un PDF por la entrada y escribe por la salida un renglón JSON con el tamaño de cada PNG y, enseguida, los PNG.
No importa nada de la casa: se lanza con `python -I archivos/obrero_paginas.py`.
"""

from __future__ import annotations

import io
import json
import resource
import sys

MEMORIA = 1024 * 1024 * 1024
SEGUNDOS_DE_PROCESADOR = 25
PAGINAS = 80
ANCHO = 1100  # pixeles: una carta se lee a 130 puntos por pulgada
COLORES = 128


def dibujar(contenido: bytes) -> list[bytes]:
    """Un PNG por página, hasta `PAGINAS`. Lanza lo que lance pdfium si el archivo no se entiende."""
    import pypdfium2

    documento = pypdfium2.PdfDocument(contenido)
    return [_pagina(documento[n]) for n in range(min(len(documento), PAGINAS))]


def _pagina(pagina) -> bytes:
    ancho, alto = pagina.get_size()
    escala = min(ANCHO / max(ancho, 1), 3 * ANCHO / max(alto, 1))
    imagen = pagina.render(scale=escala, may_draw_forms=True).to_pil().convert("RGB").quantize(COLORES)
    salida = io.BytesIO()
    imagen.save(salida, "PNG", optimize=True)
    return salida.getvalue()


def _acotar() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS_DE_PROCESADOR, SEGUNDOS_DE_PROCESADOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Dibuja lo que llegue por la entrada."""
    _acotar()
    paginas = dibujar(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps([len(p) for p in paginas]).encode() + b"\n" + b"".join(paginas))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
