"""La gráfica de barras de un documento: la misma geometría que la de las pantallas, con texto alternativo."""

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from cuentas.interfaz.formatos import numero
from cuentas.interfaz.graficas import ABREVIADOS, Barra, barras_por_mes
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo import tipografia as t
from dictamenes.documento.oficio.trazo.etiquetas import Nodo

ALTO, LEYENDA, LETRA = 148, 14, 6.4
RELLENOS = (estilo.GUINDA, estilo.VELO)  # el segundo, claro y con borde: se distinguen también en blanco y negro
Serie = tuple[str, Sequence[int]]


class Grafica(Flowable):  # type: ignore[misc]  # reportlab no publica tipos
    """Una o dos series con los mismos rótulos, lado a lado y con su leyenda; cada barra dice su valor."""

    def __init__(self, series: Sequence[Serie], nodo: Nodo, rotulos: Sequence[str] = ABREVIADOS) -> None:
        super().__init__()
        self.width, self.height = estilo.ANCHO, ALTO + LEYENDA
        self._series, self._nodo = series, nodo
        self._dibujo = barras_por_mes([valores for _, valores in series], rotulos)

    def draw(self) -> None:
        """Todo es un solo contenido: quien lo escucha recibe su texto alternativo."""
        x, y = self.canv.absolutePosition(0, 0)
        self._nodo.recuadro = (x, y, x + self.width, y + self.height)
        with self.canv.contenido(self._nodo):
            self.canv.setFont(t.CUERPO, LETRA)
            self.canv.setLineWidth(0.4)
            self._guias()
            for barras, relleno in zip(self._dibujo["barras"], RELLENOS, strict=False):
                self._barras(barras, relleno)
            self._ejes()
            self._leyenda()

    def _x(self, x: float) -> float:
        return float(x * self.width / self._dibujo["ancho"])

    def _y(self, y: float) -> float:
        return float(ALTO - y * ALTO / self._dibujo["alto"])

    def _guias(self) -> None:
        self.canv.setStrokeColor(estilo.LINEA)
        self.canv.setFillColor(estilo.GRIS)
        izquierda, derecha = self._x(self._dibujo["izquierda"]), self._x(self._dibujo["derecha"])
        for guia in self._dibujo["guias"]:
            self.canv.line(izquierda, self._y(guia["y"]), derecha, self._y(guia["y"]))
            self.canv.drawRightString(izquierda - 4, self._y(guia["y"]) - 2, numero(guia["valor"]))

    def _barras(self, barras: Sequence[Barra], relleno: Color) -> None:
        self.canv.setStrokeColor(estilo.GUINDA)
        for barra in (una for una in barras if una.valor):
            base, alto = self._y(self._dibujo["base"]), self._y(barra.y) - self._y(self._dibujo["base"])
            self.canv.setFillColor(relleno)
            self.canv.rect(self._x(barra.x), base, self._x(barra.ancho), alto, fill=1)
            self.canv.setFillColor(estilo.TINTA)
            self.canv.drawCentredString(self._x(barra.centro), base + alto + 2, numero(barra.valor))

    def _ejes(self) -> None:
        base = self._y(self._dibujo["base"])
        self.canv.setStrokeColor(estilo.GRIS)
        self.canv.line(self._x(self._dibujo["izquierda"]), base, self._x(self._dibujo["derecha"]), base)
        self.canv.setFillColor(estilo.GRIS)
        for eje in self._dibujo["ejes"]:
            self.canv.drawCentredString(self._x(eje["x"]), base - 9, eje["texto"])

    def _leyenda(self) -> None:
        x, y = self._x(self._dibujo["izquierda"]), ALTO + 4
        self.canv.setStrokeColor(estilo.GUINDA)
        for (nombre, _), relleno in zip(self._series, RELLENOS, strict=False):
            self.canv.setFillColor(relleno)
            self.canv.rect(x, y, 10, 6, fill=1)
            self.canv.setFillColor(estilo.TINTA)
            self.canv.drawString(x + 14, y, nombre)
            x += 30 + self.canv.stringWidth(nombre, t.CUERPO, LETRA)
