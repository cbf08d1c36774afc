"""Colores, medidas (puntos) y estilos de párrafo de todos los documentos."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle

from dictamenes.documento.oficio.trazo import tipografia as t

GUINDA, GUINDA_OSCURO, VERDE, ORO = (HexColor(c) for c in ("#9B2247", "#611232", "#1E5B4F", "#A57F2C"))
TINTA, GRIS, LINEA, VELO = (HexColor(c) for c in ("#1F1B1C", "#5F5759", "#DCD3D5", "#F8F4F5"))
MARCA_DE_AGUA = HexColor("#F8F0F2")

ANCHO_HOJA, ALTO_HOJA = LETTER
MARGEN = 60
ANCHO = ANCHO_HOJA - 2 * MARGEN
PIE = 58
ARRIBA = 56


def _estilo(nombre: str, fuente: str, cuerpo: float, interlinea: float, **mas: object) -> ParagraphStyle:
    mas = {
        "textColor": TINTA,
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
        "bulletFontName": t.CUERPO,
        **mas,
    }
    return ParagraphStyle(nombre, fontName=fuente, fontSize=cuerpo, leading=interlinea, **mas)


CUERPO = _estilo("cuerpo", t.CUERPO, 8.9, 12.2, alignment=TA_JUSTIFY, spaceAfter=4.5)
CUERPO_JUNTO = _estilo("cuerpo_junto", t.CUERPO, 8.9, 11.8)
INCISO = _estilo("inciso", t.CUERPO, 8.9, 12.2, alignment=TA_JUSTIFY, leftIndent=16, bulletIndent=2, spaceAfter=3)
H1 = _estilo("h1", t.TITULO_NEGRITA, 17, 21, textColor=GUINDA_OSCURO)
BAJADA = _estilo("bajada", t.TITULO, 8.6, 11.5, textColor=GRIS, spaceAfter=7)
H2 = _estilo("h2", t.TITULO_NEGRITA, 10.4, 13, textColor=GUINDA, spaceBefore=6, spaceAfter=7)
H3 = _estilo("h3", t.TITULO, 8.2, 11, textColor=GUINDA_OSCURO, spaceBefore=2, spaceAfter=3)
LEYENDA = _estilo("leyenda", t.CUERPO_CURSIVA, 8, 10.5, alignment=TA_RIGHT, textColor=GRIS, spaceAfter=8)
NOTA = _estilo("nota", t.CUERPO, 7.4, 10, textColor=GRIS, spaceAfter=4)
AVISO = _estilo("aviso", t.CUERPO, 8.4, 11.6, textColor=GUINDA_OSCURO, spaceBefore=2, spaceAfter=6)
ROTULO = _estilo("rotulo", t.CUERPO, 7, 9.2, textColor=GRIS)
VALOR = _estilo("valor", t.CUERPO, 8.4, 11)
CIFRA = _estilo("cifra", t.TITULO_NEGRITA, 12, 15, textColor=GUINDA)
CIFRA_CHICA = _estilo("cifra_chica", t.TITULO_NEGRITA, 9, 15, textColor=GUINDA)
CABEN_DE_CIFRA = len("$999,999,999.99")
FIRMANTE = _estilo("firmante", t.CUERPO_NEGRITA, 8.9, 11.8)
CLAVE = _estilo("clave", t.CUERPO_NEGRITA, 8.2, 11.4)  # veinticuatro letras anchas caben en su columna
CARGO = _estilo("cargo", t.CUERPO, 8.2, 10.6, textColor=GRIS)
CCP = _estilo("ccp", t.CUERPO, 7.2, 9.6, textColor=GRIS)


def de_celda(cuerpo: float, alineacion: str = "I", *, negrita: bool = False, color: Color = TINTA) -> ParagraphStyle:
    """Estilo de una celda: `alineacion` I(zquierda), D(erecha) o C(entro); el cuerpo en puntos."""
    fuente = t.CUERPO_NEGRITA if negrita else t.CUERPO
    lado = {"I": 0, "D": TA_RIGHT, "C": TA_CENTER}[alineacion]
    return _estilo("celda", fuente, cuerpo, round(cuerpo * 1.3, 1), alignment=lado, textColor=color)
