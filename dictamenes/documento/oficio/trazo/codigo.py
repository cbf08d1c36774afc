"""El código de cada hoja, en dos márgenes: con él se ordena y se coteja el escaneo de lo firmado a mano.

A media altura y no en las esquinas, que un escaneo inclinado recorta, y donde no perfora el archivo.
"""

from reportlab.graphics.barcode.qrencoder import QRErrorCorrectLevel
from reportlab.pdfgen.canvas import Canvas

from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.piezas import modulos
from verificador.escaneo.codigo import ABAJO, ARRIBA, Codigo

LADO = 34  # puntos: a 150 por pulgada, casi tres pixeles por módulo
ORILLA = 17  # con la hoja girada cuatro grados todavía se ve entero
ALTURA = 604
_LUGARES = {
    ARRIBA: (ORILLA, ALTURA),
    ABAJO: (estilo.ANCHO_HOJA - ORILLA - LADO, estilo.ALTO_HOJA - ALTURA - LADO),
}


def dibujar_codigo(lienzo: Canvas, codigo: Codigo) -> None:
    """En los márgenes: el izquierdo, arriba, y el derecho, abajo."""
    lienzo.setFillColor(estilo.TINTA)
    for esquina, (x, y) in _LUGARES.items():
        filas = modulos(codigo.texto(esquina), QRErrorCorrectLevel.L)
        modulo = LADO / len(filas)
        trazo = lienzo.beginPath()
        for fila, oscuros in enumerate(filas):
            for columna in (c for c, oscuro in enumerate(oscuros) if oscuro):
                trazo.rect(x + columna * modulo, y + LADO - (fila + 1) * modulo, modulo, modulo)
        lienzo.drawPath(trazo, stroke=0, fill=1)
