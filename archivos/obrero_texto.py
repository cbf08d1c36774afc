"""El que lee un PDF ajeno: corre solo, en otro proceso, con memoria, procesador y disco acotados.

Lee un PDF por la entrada y escribe por la salida, en UTF-8, sus adjuntos y el texto de sus páginas.
No importa nada de la casa: se lanza con `python -I archivos/obrero_texto.py`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

MEMORIA = 1024 * 1024 * 1024
SEGUNDOS_DE_PROCESADOR = 10
PAGINAS = 40
ADJUNTOS = 5
LETRAS = 400_000


def leer(contenido: bytes) -> Iterator[str]:
    """Trozos de texto: adjuntos y primeras páginas. Lanza lo que lance pdfium si no entiende el archivo."""
    import pypdfium2

    documento = pypdfium2.PdfDocument(contenido)
    for n in range(min(documento.count_attachments(), ADJUNTOS)):
        yield bytes(documento.get_attachment(n).get_data()[:LETRAS]).decode("utf-8", "replace")
    for n in range(min(len(documento), PAGINAS)):
        yield documento[n].get_textpage().get_text_range()


def _acotar() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS_DE_PROCESADOR, SEGUNDOS_DE_PROCESADOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Lee lo que llegue por la entrada; lo que alcance a sacar, lo dice."""
    _acotar()
    quedan = LETRAS
    for trozo in leer(sys.stdin.buffer.read()):
        sys.stdout.buffer.write((trozo[:quedan] + "\n").encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        quedan -= len(trozo)
        if quedan <= 0:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
