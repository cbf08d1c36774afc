"""La hoja carta: membrete, pie con «Página x de y», rótulo de que no vale y armado del PDF sin rematar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate

from dictamenes.congelado import Congelado, Encabezado
from dictamenes.documento.oficio.rotulo import marca_de_agua
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo import tipografia as t
from dictamenes.documento.oficio.trazo.codigo import dibujar_codigo
from dictamenes.documento.oficio.trazo.escudo import dibujar_escudo, filete
from dictamenes.documento.oficio.trazo.etiquetas import Lienzo
from dictamenes.documento.oficio.trazo.piezas import sin_viudas
from verificador.escaneo.codigo import Codigo

ALTO_DE_MEMBRETE = 92
_TOTAL = "total_de_paginas"
_CODIGO = "codigo_de_la_hoja_{}"
_UNA_A_LA_VEZ = Lock()  # reportlab lee los archivos de las fuentes con una posición que comparten todos los hilos


@dataclass(frozen=True, slots=True)
class Membrete:
    """Lo que se repite en cada hoja: quién emite (de mayor a menor), rótulo del ejemplar y textos del pie.

    `escudo` es la huella de su imagen; vacía, va sin él; None, de cuando sólo se dejaba su espacio. `huella` es la de
    sus datos y va, con el `numero` del documento, en el código de cada hoja; vacía, de cuando no se imprimía.
    """

    renglones: tuple[str, ...]
    titulo: str
    ejemplar: str
    folio: str
    verificacion: str
    rotulo: str = ""
    escudo: str | None = None
    numero: str = ""
    huella: str = ""


def renglones_de(encabezado: Encabezado) -> tuple[str, ...]:
    """Quién emite, de mayor a menor: dependencia, subsecretaría y dirección que estén capturadas."""
    capturados = (encabezado["dependencia"], encabezado.get("subsecretaria"), encabezado.get("direccion"))
    return tuple(renglon for renglon in capturados if renglon)


def texto_de_verificacion(claves: Mapping[str, object]) -> str:
    """El renglón del pie con la dirección y la clave de verificación, si las hay."""
    partes = []
    if claves.get("url_verificacion"):
        partes.append(f"Verificación: {claves['url_verificacion']}")
    if claves.get("clave"):
        partes.append(f"Clave {claves['clave']}")
    return " · ".join(partes)


def texto_de_ancla(datos: Congelado) -> str:
    """El último renglón del pie: hasta dónde estaba firmada la bitácora al hacerse el documento, si ya lo estaba."""
    ancla = datos.get("ancla")
    return f"Bitácora firmada hasta el evento {ancla['n']}, eslabón {ancla['eslabon']}" if ancla else ""


class Hoja(BaseDocTemplate):  # type: ignore[misc]  # reportlab no publica tipos
    """Plantilla de documento: primera página con membrete completo y las demás con membrete corto."""

    def __init__(self, destino: BytesIO, membrete: Membrete, ancla: str, recorte: float) -> None:
        super().__init__(
            destino, pagesize=(estilo.ANCHO_HOJA, estilo.ALTO_HOJA), initialFontName=t.CUERPO, invariant=1,
            title=membrete.titulo, author=membrete.renglones[0], subject=membrete.folio,
            creator="Dictámenes de TIC", lang="es-MX",
        )  # fmt: skip
        self.membrete, self.ancla, self.recorte = membrete, ancla, recorte
        self.llena = 0.0
        self.addPageTemplates([
            self._plantilla("primera", ALTO_DE_MEMBRETE, self._primera),
            self._plantilla("siguientes", estilo.ARRIBA, self._siguiente),
        ])  # fmt: skip

    def _plantilla(self, nombre: str, arriba: float, dibujar: Callable[[Lienzo, object], None]) -> PageTemplate:
        marco = Frame(
            estilo.MARGEN, estilo.PIE + self.recorte, estilo.ANCHO,
            estilo.ALTO_HOJA - arriba - estilo.PIE - self.recorte,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        return PageTemplate(id=nombre, frames=[marco], onPage=dibujar)

    def afterFlowable(self, _pieza: Flowable) -> None:
        """Apunta cuánto va lleno de la hoja (de 0 a 1): al terminar, es lo que ocupa la última."""
        if marco := self.frame:  # entre una hoja y otra no lo hay
            self.llena = (marco._y2 - marco._y) / (marco._y2 - estilo.PIE)

    def _primera(self, lienzo: Lienzo, _documento: object) -> None:
        with lienzo.artificio():
            _marca_de_que_no_vale(lienzo, self.membrete)
            _membrete_completo(lienzo, self.membrete)
            self._pie(lienzo)

    def _siguiente(self, lienzo: Lienzo, _documento: object) -> None:
        with lienzo.artificio():
            _marca_de_que_no_vale(lienzo, self.membrete)
            _membrete_corto(lienzo, self.membrete)
            self._pie(lienzo)

    def _pie(self, lienzo: Lienzo) -> None:
        _linea(lienzo, 50, estilo.LINEA, 0.5)
        lienzo.setFillColor(estilo.GRIS)
        lienzo.setFont(t.CUERPO, 6.8)
        lienzo.drawString(estilo.MARGEN, 40, _recortado(self.membrete.folio, 380))
        lienzo.drawString(estilo.MARGEN, 31, _recortado(self.membrete.verificacion, estilo.ANCHO))
        lienzo.drawString(estilo.MARGEN, 22, _recortado(self.ancla, estilo.ANCHO))
        texto = f"Página {lienzo.getPageNumber()} de "
        x = estilo.ANCHO_HOJA - estilo.MARGEN - 9
        lienzo.drawRightString(x, 40, texto)
        # El total sólo se sabe al final: cada página apunta a un mismo dibujo que se define en `_endBuild`.
        lienzo.saveState()
        lienzo.translate(x, 40)
        lienzo.doForm(_TOTAL)
        lienzo.restoreState()
        if self.membrete.huella:
            lienzo.doForm(_CODIGO.format(lienzo.getPageNumber()))

    def _endBuild(self) -> None:
        lienzo = self.canv
        self.paginas = self.page
        lienzo.beginForm(_TOTAL, 0, -3, 20, 8)
        lienzo.setFont(t.CUERPO, 6.8)
        lienzo.setFillColor(estilo.GRIS)
        lienzo.drawString(0, 0, str(self.paginas))
        lienzo.endForm()
        for hoja in range(1, self.paginas + 1) if self.membrete.huella else ():
            lienzo.beginForm(_CODIGO.format(hoja), 0, 0, estilo.ANCHO_HOJA, estilo.ALTO_HOJA)
            dibujar_codigo(lienzo, Codigo(self.membrete.numero, hoja, self.paginas, self.membrete.huella))
            lienzo.endForm()
        super()._endBuild()


@dataclass(frozen=True, slots=True)
class Acomodo:
    """Un PDF sin rematar: sus páginas, cuánto ocupa la última (de 0 a 1) y el lienzo con las marcas de estructura."""

    crudo: bytes
    paginas: int
    ultima: float
    lienzo: Lienzo


def armar(membrete: Membrete, piezas: list[Flowable], ancla: str, recorte: float = 0) -> Acomodo:
    """Acomoda las piezas, con `ancla` al pie; `recorte`, los puntos que se le quitan abajo a cada hoja."""
    t.registrar_fuentes()
    destino = BytesIO()
    hoja = Hoja(destino, membrete, ancla, recorte)
    with _UNA_A_LA_VEZ:
        hoja.build([NextPageTemplate("siguientes"), *sin_viudas(piezas)], canvasmaker=Lienzo)
    return Acomodo(destino.getvalue(), hoja.paginas, hoja.llena, hoja.canv)


def _membrete_completo(lienzo: Lienzo, membrete: Membrete) -> None:
    arriba = estilo.ALTO_HOJA - 34
    x = estilo.MARGEN
    if membrete.escudo is None:
        _espacio_para_escudo(lienzo, x, arriba - 40)
    elif membrete.escudo:
        dibujar_escudo(lienzo, membrete.escudo, x, arriba - 40)
    x += 56 if membrete.escudo != "" else 0
    for numero, renglon in enumerate(membrete.renglones):
        fuente, cuerpo = (t.TITULO_NEGRITA, 10.5) if numero == 0 else (t.TITULO, 8)
        lienzo.setFont(fuente, cuerpo)
        lienzo.setFillColor(estilo.GUINDA if numero == 0 else estilo.GRIS)
        # A la derecha del primer renglón va el rótulo del ejemplar.
        libre = estilo.ANCHO_HOJA - estilo.MARGEN - x - (120 if numero == 0 else 0)
        lienzo.drawString(x, arriba - 11 - 12.5 * numero, _recortado(renglon, libre, fuente, cuerpo))
    lienzo.setFont(t.TITULO, 6.8)
    lienzo.setFillColor(estilo.GRIS)
    lienzo.drawRightString(estilo.ANCHO_HOJA - estilo.MARGEN, arriba - 10, membrete.ejemplar.upper())
    _linea(lienzo, arriba - 47, estilo.GUINDA, 1.6)
    _linea(lienzo, arriba - 49.6, estilo.ORO, 0.6)


def _espacio_para_escudo(lienzo: Lienzo, x: float, y: float) -> None:
    lienzo.setStrokeColor(estilo.LINEA)
    lienzo.setLineWidth(0.5)
    lienzo.roundRect(x, y, 40, 40, 3)
    lienzo.setFont(t.TITULO, 4.6)
    lienzo.setFillColor(estilo.GRIS)
    for numero, palabra in enumerate(("ESPACIO", "PARA EL", "ESCUDO")):
        lienzo.drawCentredString(x + 20, y + 24 - 6.5 * numero, palabra)
    filete(lienzo, x + 48, y)


def _membrete_corto(lienzo: Lienzo, membrete: Membrete) -> None:
    y = estilo.ALTO_HOJA - 40
    lienzo.setFont(t.TITULO, 7)
    lienzo.setFillColor(estilo.GUINDA)
    lienzo.drawString(estilo.MARGEN, y, _recortado(" · ".join(membrete.renglones[:2]), 330, t.TITULO, 7))
    lienzo.setFillColor(estilo.GRIS)
    lienzo.drawRightString(estilo.ANCHO_HOJA - estilo.MARGEN, y, membrete.ejemplar.upper())
    _linea(lienzo, y - 7, estilo.GUINDA, 0.8)


def _marca_de_que_no_vale(lienzo: Lienzo, membrete: Membrete) -> None:
    if not membrete.rotulo:
        return
    rotulo = membrete.rotulo.upper()
    lienzo.saveState()
    lienzo.setFillColor(estilo.MARCA_DE_AGUA)
    lienzo.translate(estilo.ANCHO_HOJA / 2, estilo.ALTO_HOJA / 2 - 20)
    lienzo.rotate(52)
    lienzo.setFont(t.TITULO_NEGRITA, 74)
    lienzo.drawCentredString(0, 0, marca_de_agua(membrete.rotulo))
    lienzo.restoreState()
    ancho = stringWidth(rotulo, t.TITULO_NEGRITA, 7) + 20
    lienzo.setFillColor(estilo.GUINDA)
    lienzo.roundRect((estilo.ANCHO_HOJA - ancho) / 2, estilo.ALTO_HOJA - 25, ancho, 14, 3, stroke=0, fill=1)
    lienzo.setFillColor("white")
    lienzo.setFont(t.TITULO_NEGRITA, 7)
    lienzo.drawCentredString(estilo.ANCHO_HOJA / 2, estilo.ALTO_HOJA - 20.5, rotulo)


def _linea(lienzo: Lienzo, y: float, color: Color, grueso: float) -> None:
    lienzo.setStrokeColor(color)
    lienzo.setLineWidth(grueso)
    lienzo.line(estilo.MARGEN, y, estilo.ANCHO_HOJA - estilo.MARGEN, y)


def _recortado(texto: str, ancho: float, fuente: str = t.CUERPO, cuerpo: float = 6.8) -> str:
    # Ningún renglón de la hoja lleva más de 300 signos: medir uno larguísimo letra a letra tardaría minutos.
    visible = t.solo_visibles(texto[:300], fuente)
    if stringWidth(visible, fuente, cuerpo) <= ancho:
        return visible
    while visible and stringWidth(visible + "…", fuente, cuerpo) > ancho:
        visible = visible[:-1]
    return visible + "…"
