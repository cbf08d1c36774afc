"""Fuentes libres embebidas y texto de usuario hecho marcado seguro para reportlab.

Noto Sans para el cuerpo y Montserrat para títulos, TTF estáticas (reportlab no admite variables ni CFF);
procedencia y licencia en `fuentes/PROCEDENCIA.md`.
"""

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

CUERPO, CUERPO_NEGRITA, CUERPO_CURSIVA, CUERPO_NEGRITA_CURSIVA = (
    "NotoSans", "NotoSans-Negrita", "NotoSans-Cursiva", "NotoSans-NegritaCursiva",
)  # fmt: skip
TITULO, TITULO_NEGRITA = "Montserrat", "Montserrat-Negrita"
_DEL_CUERPO = (CUERPO, CUERPO_NEGRITA, CUERPO_CURSIVA, CUERPO_NEGRITA_CURSIVA)
_INVISIBLES = ("Cc", "Cf", "Cs", "Co", "Cn")
_CARPETA = Path(__file__).parent / "fuentes"
_ARCHIVOS = {
    CUERPO: "NotoSans-Regular.ttf",
    CUERPO_NEGRITA: "NotoSans-Bold.ttf",
    CUERPO_CURSIVA: "NotoSans-Italic.ttf",
    CUERPO_NEGRITA_CURSIVA: "NotoSans-BoldItalic.ttf",
    TITULO: "Montserrat-SemiBold.ttf",
    TITULO_NEGRITA: "Montserrat-Bold.ttf",
}


@cache
def registrar_fuentes() -> None:
    """Da de alta las fuentes en reportlab una sola vez por proceso."""
    for nombre, archivo in _ARCHIVOS.items():
        fuente = TTFont(nombre, str(_CARPETA / archivo))
        del fuente.face.glyphToChar  # sólo sirve para leerla, y pesa como su archivo
        pdfmetrics.registerFont(fuente)
    pdfmetrics.registerFontFamily(
        CUERPO, normal=CUERPO, bold=CUERPO_NEGRITA, italic=CUERPO_CURSIVA, boldItalic=CUERPO_NEGRITA_CURSIVA
    )
    for titulo in (TITULO, TITULO_NEGRITA):
        pdfmetrics.registerFontFamily(titulo, normal=titulo, bold=titulo, italic=titulo, boldItalic=titulo)


def marcado(texto: object, fuente: str = CUERPO) -> str:
    """Texto de usuario listo para `Paragraph`: escapado, en NFC, sin controles y sin glifos ausentes.

    PDF/A prohíbe el glifo .notdef: lo que `fuente` no tiene (Noto Sans no trae «≥») se toma de la otra familia y lo
    que ninguna tiene se escribe como [U+1F600], para que se vea que ahí había algo.
    """
    return limpio(texto).translate(_signos(fuente)).replace("\n", "<br/>")


def solo_visibles(texto: object, fuente: str = CUERPO) -> str:
    """Como `marcado`, sin etiquetas: para lo que se dibuja directamente en el lienzo. Lo ausente queda «?»."""
    return limpio(texto).translate(_visibles(fuente))


def limpio(texto: object) -> str:
    """Texto en NFC y sin caracteres invisibles (controles, marcas de dirección, ancho cero)."""
    normal = unicodedata.normalize("NFC", "" if texto is None else str(texto))
    if normal.isprintable():
        return normal
    # Lo invisible puede disfrazar un texto: que se vea una cosa y se copie o se escuche otra.
    return "".join(signo for signo in normal if signo in "\n\t" or unicodedata.category(signo) not in _INVISIBLES)


class _Tabla(dict[int, str]):
    """Por qué se cambia cada signo; el que no se ha visto se averigua una vez."""

    def __init__(self, cambiar: Callable[[str], str]) -> None:
        super().__init__()
        self._cambiar = cambiar

    def __missing__(self, codigo: int) -> str:
        self[codigo] = self._cambiar(chr(codigo))
        return self[codigo]


@cache
def _signos(fuente: str) -> _Tabla:
    return _Tabla(lambda signo: _signo(signo, fuente))


@cache
def _visibles(fuente: str) -> _Tabla:
    return _Tabla(lambda signo: signo if _tiene(fuente, signo) else "?")


def _signo(signo: str, fuente: str) -> str:
    if signo.isspace():
        return signo if signo in "\n\u00a0" else " "
    if _tiene(fuente, signo):
        return escape(signo)
    otra = TITULO if fuente in _DEL_CUERPO else CUERPO
    if _tiene(otra, signo):
        return f'<font name="{otra}">{escape(signo)}</font>'
    return f"[U+{ord(signo):04X}]"


def _tiene(fuente: str, signo: str) -> bool:
    registrar_fuentes()
    familia = _DEL_CUERPO if fuente in _DEL_CUERPO else (fuente,)
    return all(ord(signo) in pdfmetrics.getFont(nombre).face.charToGlyph for nombre in familia)
