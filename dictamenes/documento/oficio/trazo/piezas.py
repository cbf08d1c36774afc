"""Piezas que se acomodan en la página: párrafo y tabla etiquetados, QR, caja de firma y pares de bloques."""

from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table

from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.etiquetas import Lienzo, Marcador, Nodo

CANAL = 14
POCOS = 4  # renglones que no vale la pena partir
ALTO_UTIL = estilo.ALTO_HOJA - estilo.ARRIBA - estilo.PIE


class Parrafo(Paragraph):  # type: ignore[misc]  # reportlab no publica tipos
    """Párrafo que se dibuja dentro de su nodo; los dos pedazos de uno partido comparten nodo.

    Con `una_vez` (encabezados de tabla), las repeticiones en otras páginas se dibujan como artificio.
    """

    def __init__(
        self, texto: str, *args: Any, nodo: Nodo | None = None, una_vez: bool = False, **opciones: Any
    ) -> None:
        super().__init__(texto, *args, **opciones)
        self.nodo = nodo
        self.una_vez = una_vez
        if nodo is not None:
            nodo.textos.append(texto)
        self._medido: float | None = None

    def wrap(self, ancho: float, alto: float) -> tuple[float, float]:
        """Corta los renglones una vez por ancho: la tabla los pide al medir y otra vez al dibujar."""
        if self._medido == ancho and hasattr(self, "blPara"):
            return self.width, self.height
        self._medido = ancho
        medidas: tuple[float, float] = super().wrap(ancho, alto)
        return medidas

    def split(self, ancho: float, alto: float) -> list[Flowable]:
        pedazos: list[Flowable] = super().split(ancho, alto)
        for pedazo in pedazos:
            pedazo.nodo, pedazo.una_vez = self.nodo, self.una_vez
        return pedazos

    def draw(self) -> None:
        """Dibuja el texto marcado con su nodo, o como artificio si no tiene o ya se leyó."""
        repetido = self.nodo is None or (self.una_vez and self.nodo.marcas)
        with self.canv.artificio() if repetido else self.canv.contenido(self.nodo):
            super().draw()


class Encabezado(Parrafo):
    """Un encabezado de su `nivel`, que deja dicho en el lienzo dónde quedó."""

    def __init__(self, texto: str, *args: Any, nivel: int, llano: str, **opciones: Any) -> None:
        super().__init__(texto, *args, **opciones)
        self._nivel, self._llano = nivel, llano

    def draw(self) -> None:
        _, y = self.canv.absolutePosition(0, self.height)
        pagina = self.canv.getPageNumber() - 1
        self.canv.marcadores.append(Marcador(self._llano, self._nivel, pagina, round(y, 2)))
        super().draw()


class TituloSeccion(Encabezado):
    """Encabezado con un trazo corto dorado debajo."""

    def draw(self) -> None:
        super().draw()
        with self.canv.artificio():
            self.canv.setStrokeColor(estilo.ORO)
            self.canv.setLineWidth(1.1)
            self.canv.line(0, -2.5, 34, -2.5)


class Tabla(Table):  # type: ignore[misc]  # reportlab no publica tipos
    """Tabla cuyos fondos y líneas son artificio; el contenido lo etiquetan los párrafos de sus celdas.

    Con `cuida_viudas`, una de pocos renglones no se parte, y al partirse ninguna deja uno solo en la página que sigue.
    """

    cuida_viudas = False

    def split(self, ancho: float, alto: float) -> list[Flowable]:
        """Parte entre filas; dentro de una fila, sólo si no cabría ni en una página entera."""
        if self._cabe_entera():
            return []
        self.splitInRow = int(alto > 0.85 * ALTO_UTIL)
        pedazos: list[Flowable] = super().split(ancho, alto)
        if self.cuida_viudas and len(pedazos) == 2 and self._deja_viuda(*pedazos):
            pedazos = super().split(ancho, sum(self._rowHeights[:-2]) + 0.1)
        for pedazo in pedazos:
            pedazo.cuida_viudas = self.cuida_viudas
        return pedazos

    def primer_bloque(self) -> float:
        """Lo que ocupan sus encabezados y su primer renglón, ya medida; o toda, si no se parte."""
        return float(sum(self._rowHeights if self._cabe_entera() else self._rowHeights[: self.repeatRows + 1]))

    def _cabe_entera(self) -> bool:
        """Si es tan corta que se ve mejor junta."""
        son = self._nrows - self.repeatRows
        return bool(self.cuida_viudas and 1 < son <= POCOS and sum(self._rowHeights) < 0.3 * ALTO_UTIL)

    def _deja_viuda(self, antes: "Tabla", despues: "Tabla") -> bool:
        """Si al otro lado pasa un renglón solo, y de éste sobran para darle otro."""
        return bool(despues._nrows == self.repeatRows + 1 and antes._nrows > self.repeatRows + 2)

    def _drawBkgrnd(self) -> None:
        with self.canv.artificio():
            super()._drawBkgrnd()

    def _drawLines(self) -> None:
        with self.canv.artificio():
            super()._drawLines()


class CodigoQR(Flowable):  # type: ignore[misc]  # reportlab no publica tipos
    """QR vectorial (nivel M, margen de 4 módulos) con texto alternativo. `lado` en puntos."""

    def __init__(self, texto: str, lado: float, nodo: Nodo) -> None:
        super().__init__()
        self.width = self.height = lado
        self._nodo = nodo
        self._modulos = modulos(texto)

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        self._nodo.recuadro = (x, y, x + self.width, y + self.height)
        modulo = self.width / (len(self._modulos) + 8)
        with self.canv.contenido(self._nodo):
            self.canv.setFillColor(estilo.TINTA)
            trazo = self.canv.beginPath()
            for fila, modulos in enumerate(self._modulos):
                for columna in (c for c, oscuro in enumerate(modulos) if oscuro):
                    trazo.rect((columna + 4) * modulo, self.height - (fila + 5) * modulo, modulo, modulo)
            self.canv.drawPath(trazo, stroke=0, fill=1)


@lru_cache(maxsize=256)
def modulos(texto: str, correccion: int = QRErrorCorrectLevel.M) -> list[list[bool]]:
    """Las filas del QR; probar sus ocho máscaras es lo más caro de la hoja, y cada ejemplar lleva el mismo."""
    codigo = QRCode(None, correccion)
    codigo.addData(texto)
    codigo.make()
    return [[bool(modulo) for modulo in fila] for fila in codigo.modules]


class CajaFirma(Flowable):  # type: ignore[misc]  # reportlab no publica tipos
    """Recuadro vacío para la firma visible (PAdES) o, si es autógrafa, línea para firmar a mano (sin `nodo`)."""

    def __init__(self, ancho: float, alto: float, *, nodo: Nodo | None) -> None:
        super().__init__()
        self.width, self.height = ancho, alto
        self._nodo = nodo
        self._autografa = nodo is None

    def draw(self) -> None:
        """Dibuja el recuadro y deja dicho en el lienzo dónde quedó; la línea a mano no es campo de firma."""
        with self.canv.artificio():
            self.canv.setStrokeColor(estilo.GUINDA_OSCURO if self._autografa else estilo.ORO)
            self.canv.setLineWidth(0.7)
            if self._autografa:
                self.canv.line(0, 2, self.width, 2)
            else:
                self.canv.rect(0, 0, self.width, self.height)
        x, y = self.canv.absolutePosition(0, 0)
        lugar = (self.canv.getPageNumber() - 1, *(round(v, 2) for v in (x, y, x + self.width, y + self.height)))
        if self._autografa:
            self.canv.zona_firma = lugar
        else:
            self.canv.caja_firma, self.canv.nodo_firma = lugar, self._nodo


class ParDeBloques(Flowable):  # type: ignore[misc]  # reportlab no publica tipos
    """Dos tablas lado a lado que se parten juntas: aprovecha el ancho cuando las filas son cortas."""

    def __init__(self, izquierda: Flowable | None, derecha: Flowable | None) -> None:
        super().__init__()
        self._lados = (izquierda, derecha)
        self.spaceAfter = 7

    def wrap(self, ancho: float, alto: float) -> tuple[float, float]:
        self.width = ancho
        self._columna = (ancho - CANAL) / 2
        self._altos = [lado.wrap(self._columna, alto)[1] if lado else 0 for lado in self._lados]
        self.height = max(self._altos)
        return ancho, self.height

    def split(self, ancho: float, alto: float) -> list[Flowable]:
        """Parte cada lado por separado; si alguno no cabe ni partido, el par pasa entero a la otra página."""
        if self.wrap(ancho, alto)[1] < 0.4 * ALTO_UTIL:
            return []
        pedazos = [self._partir(lado, medida, alto) for lado, medida in zip(self._lados, self._altos, strict=True)]
        if not all(pedazos):
            return []
        return [ParDeBloques(*(pedazo[0] for pedazo in pedazos)), ParDeBloques(*(pedazo[1] for pedazo in pedazos))]

    def _partir(self, lado: Flowable | None, medida: float, alto: float) -> tuple[Flowable | None, ...]:
        """Lo que cabe y lo que sigue; vacío si no se puede partir."""
        if lado is None or medida <= alto:
            return (lado, None)
        return tuple(lado.splitOn(self.canv, self._columna, alto))

    def draw(self) -> None:
        for numero, (lado, medida) in enumerate(zip(self._lados, self._altos, strict=True)):
            if lado:
                lado.drawOn(self.canv, numero * (self._columna + CANAL), self.height - medida)


class SinViuda(CondPageBreak):  # type: ignore[misc]  # reportlab no publica tipos
    """Va antes de uno o más encabezados: pasa a otra página si no caben con el principio de lo que sigue."""

    def __init__(self) -> None:
        super().__init__(0)
        self.siguen: list[Flowable] = []

    def wrap(self, ancho: float, alto: float) -> tuple[float, float]:
        altos = (_principio(pieza, self.canv, ancho) + pieza.getSpaceBefore() for pieza in self.siguen)
        self.height = sum(altos) + HOLGURA
        medidas: tuple[float, float] = super().wrap(ancho, alto)
        return medidas


def sin_viudas(piezas: list[Flowable]) -> list[Flowable]:
    """Le dice a cada `SinViuda` qué encabezados cuida y con qué deben quedarse; los seguidos se cuidan juntos."""
    pendiente: SinViuda | None = None
    quedan: list[Flowable] = []
    for pieza in piezas:
        if isinstance(pieza, SinViuda) and pendiente is not None:
            continue
        quedan.append(pieza)
        if isinstance(pieza, SinViuda):
            pendiente = pieza
        elif pendiente is not None:
            pendiente.siguen.append(pieza)
            pendiente = pendiente if isinstance(pieza, Encabezado | Spacer) else None
    return quedan


def _principio(pieza: Flowable, lienzo: Lienzo, ancho: float) -> float:
    """Lo menos que puede quedarse de una pieza al pie de una página."""
    alto = float(pieza.wrapOn(lienzo, ancho, ALTO_UTIL)[1])
    if isinstance(pieza, Tabla):
        return float(min(alto, pieza.primer_bloque()))
    if isinstance(pieza, ParDeBloques):
        return float(min(alto, 0.4 * ALTO_UTIL))
    if isinstance(pieza, Encabezado):
        return alto + float(pieza.getSpaceAfter())
    if isinstance(pieza, Parrafo):
        return min(alto, 2 * float(pieza.style.leading))
    return alto


HOLGURA = 4
