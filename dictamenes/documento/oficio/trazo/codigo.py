"""El código de cada hoja, en dos esquinas: con él se ordena y se coteja el escaneo de lo firmado a mano."""

from reportlab.pdfgen.canvas import Canvas

from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.piezas import modulos
from verificador.escaneo.codigo import ABAJO, ARRIBA, Codigo

LADO = 38  # puntos: a 150 por pulgada, casi tres pixeles por módulo
ORILLA = 14  # lo que una impresora deja en blanco
_LUGARES = {
    ARRIBA: (ORILLA, estilo.ALTO_HOJA - ORILLA - LADO),
    ABAJO: (estilo.ANCHO_HOJA - ORILLA - LADO, ORILLA + 6),
}


def dibujar_codigo(lienzo: Canvas, codigo: Codigo) -> None:
    """En los márgenes: arriba a la izquierda y abajo a la derecha."""
    lienzo.setFillColor(estilo.TINTA)
    for esquina, (x, y) in _LUGARES.items():
        filas = modulos(codigo.texto(esquina))
        modulo = LADO / len(filas)
        trazo = lienzo.beginPath()
        for fila, oscuros in enumerate(filas):
            for columna in (c for c, oscuro in enumerate(oscuros) if oscuro):
                trazo.rect(x + columna * modulo, y + LADO - (fila + 1) * modulo, modulo, modulo)
        lienzo.drawPath(trazo, stroke=0, fill=1)
