"""El redactor: va agregando títulos, párrafos y tablas en orden de lectura, con su estructura etiquetada.

Todo texto que recibe es llano: aquí se escapa y se lleva a glifos presentes. Quien redacta nunca escribe marcado.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from cuentas.interfaz.graficas import ABREVIADOS
from cuentas.texto import con_punto
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.etiquetas import Nodo
from dictamenes.documento.oficio.trazo.grafica import Grafica, Serie
from dictamenes.documento.oficio.trazo.piezas import Encabezado, Parrafo, SinViuda, Tabla, TituloSeccion
from dictamenes.documento.oficio.trazo.tipografia import CUERPO, marcado

_ESPACIO_TRAS_SUBTITULO = 56
SIN_PARTIR = 4  # desde qué versión del papel un importe larguísimo va en letra más chica y no en dos renglones
Trazo = tuple[object, ...]  # una orden de estilo de tabla de reportlab

SIN_RELLENO: list[Trazo] = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]


@dataclass(frozen=True, slots=True)
class Celda:
    """Una celda: texto, un renglón menor debajo (`nota`) y cómo se ve. `titulo` la vuelve encabezado de su fila."""

    texto: object
    nota: str = ""
    negrita: bool = False
    color: Color | None = None
    titulo: bool = False


@dataclass(frozen=True, slots=True)
class Columna:
    """Encabezado, ancho en puntos (None = lo que sobre) y alineación (I, D o C)."""

    encabezado: str
    ancho: float | None
    alineacion: str = "I"


class Redaccion:
    """Acumula piezas y el árbol de estructura de un documento.

    `version` es la de los datos: hasta la 1, los encabezados y las tablas se acomodaban sin mirar lo que les sigue.
    """

    def __init__(self, version: int = 1) -> None:
        self.raiz = Nodo("Document")
        self.piezas: list[Flowable] = []
        self.version = version
        self.cuida_viudas = version > 1

    def titulo(self, texto: str, bajada: str = "") -> None:
        """El título del documento (H1) y un renglón que lo explica."""
        self.piezas.append(self._parrafo(texto, estilo.H1, "H1"))
        if bajada:
            self.piezas.append(self._parrafo(bajada, estilo.BAJADA, "P"))

    def seccion(self, texto: str, *, espacio: float = 84) -> None:
        """Un encabezado H2 que no se queda solo al pie: exige `espacio` puntos debajo (0, si irá en `juntas`)."""
        if espacio:
            self.piezas.append(SinViuda() if self.cuida_viudas else CondPageBreak(espacio))
        contenido = marcado(texto, estilo.H2.fontName)
        self.piezas.append(
            TituloSeccion(contenido, estilo.H2, nodo=self.raiz.hijo("H2"), nivel=2, llano=texto)
        )

    def subtitulo(self, texto: str) -> None:
        """Un encabezado H3 que no se queda solo al pie."""
        nodo = self.raiz.hijo("H3")
        encabezado = Encabezado(marcado(texto, estilo.H3.fontName), estilo.H3, nodo=nodo, nivel=3, llano=texto)
        self.piezas += [SinViuda() if self.cuida_viudas else CondPageBreak(_ESPACIO_TRAS_SUBTITULO), encabezado]

    def parrafo(self, texto: object, forma: ParagraphStyle = estilo.CUERPO, *, inicio: str = "") -> None:
        """Un párrafo; `inicio` va en negritas antes del texto."""
        self.piezas.append(self._parrafo(texto, forma, "P", inicio=inicio))

    def lista(self, renglones: Iterable[object]) -> None:
        """Una lista con guiones largos."""
        lista = self.raiz.hijo("L")
        for renglon in renglones:
            nodo = lista.hijo("LI").hijo("LBody")
            self.piezas.append(Parrafo(marcado(renglon), estilo.INCISO, bulletText="–", nodo=nodo))

    def espacio(self, puntos: float) -> None:
        self.piezas.append(Spacer(1, puntos))

    def tabla(self, columnas: Sequence[Columna], filas: Sequence[Sequence[object]], *, cuerpo: float = 7.6) -> None:
        """Una tabla de ancho completo con encabezado que se repite; las celdas son textos o `Celda`."""
        self.piezas += [self.hacer_tabla(columnas, filas, cuerpo=cuerpo, ancho=estilo.ANCHO), Spacer(1, 8)]

    def hacer_tabla(
        self, columnas: Sequence[Columna], filas: Sequence[Sequence[object]], *, cuerpo: float, ancho: float,
        titulo: str = "",
    ) -> Tabla:
        """Construye la tabla sin agregarla. `titulo` es una primera fila que abarca todas las columnas."""
        nodo = self.raiz.hijo("Table")
        encabezado = [Celda(columna.encabezado) for columna in columnas]
        cuerpo_de_tabla: list[Sequence[object]] = [self._fila(nodo, columnas, encabezado, cuerpo, es_encabezado=True)]
        if titulo:
            cuerpo_de_tabla.insert(0, self._fila_titulo(nodo, titulo, len(columnas), cuerpo))
        cuerpo_de_tabla += [self._fila(nodo, columnas, fila, cuerpo) for fila in filas]
        arriba = 2 if titulo else 1
        tabla = Tabla(
            cuerpo_de_tabla, colWidths=_anchos(columnas, ancho), repeatRows=arriba, splitInRow=1,
            style=_trazos(arriba, compacta=cuerpo < 7),
        )  # fmt: skip
        tabla.cuida_viudas = self.cuida_viudas
        return tabla

    def grafica(
        self, titulo: str, frase: str, series: Sequence[Serie], *, rotulos: Sequence[str] = ABREVIADOS
    ) -> None:
        """Una gráfica con su título y lo que dice en una frase; la tabla con sus números la pone quien redacta."""
        desde = len(self.piezas)
        self.piezas += [self._parrafo(titulo, estilo.H3, "H3"), self._parrafo(frase, estilo.CUERPO, "P")]
        nodo = self.raiz.hijo("Figure", descripcion=f"Gráfica de barras. {titulo}. {frase}")
        self.piezas += [Grafica(series, nodo, rotulos), Spacer(1, 8)]
        self.juntas(desde)

    def ficha(self, pares: Sequence[tuple[str, object]], anchos: Sequence[float]) -> None:
        """Datos en dos columnas de rótulo y valor; los rótulos son encabezado de su fila."""
        nodo = self.raiz.hijo("Table")
        pares = [par for par in pares if par[1]]
        filas = []
        for par in zip(pares[::2], [*pares[1::2], ("", "")][: len(pares[::2])], strict=True):
            fila = nodo.hijo("TR")
            filas.append([pieza for rotulo, valor in par for pieza in self._rotulo_y_valor(fila, rotulo, valor)])
            # Si el último par quedó solo, su valor abarca las columnas que faltan.
            fila.hijos[-1].columnas = 4 - len(fila.hijos) + 1
        if filas:
            self.piezas += [Tabla(filas, colWidths=anchos, style=_TRAZOS_DE_FICHA), Spacer(1, 8)]

    def franja(self, pares: Sequence[tuple[str, object]], anchos: Sequence[float]) -> None:
        """Lo primero que se busca en el documento, en grande: pares de rótulo y valor sobre un velo."""
        largo = max(len(palabra) for _, valor in pares for palabra in str(valor).split())
        forma = estilo.CIFRA_CHICA if self.version >= SIN_PARTIR and largo > estilo.CABEN_DE_CIFRA else estilo.CIFRA
        lados = [[self.suelto(rotulo, estilo.ROTULO), self.suelto(valor, forma)] for rotulo, valor in pares]
        self.piezas += [self.columnas(*lados, anchos=anchos, trazos=_TRAZOS_DE_FRANJA), Spacer(1, 11)]

    def destinatario(self, nombre: str | None, renglones: Iterable[str | None], asunto: str) -> None:
        """A quién va dirigido, a la izquierda, y el asunto a la derecha."""
        primero, *resto = [texto for texto in (nombre, *renglones) if texto] or ["A quien corresponda"]
        izquierda = [self.suelto(primero, estilo.FIRMANTE)]
        izquierda += [self.suelto(texto, estilo.CUERPO_JUNTO) for texto in (*resto, "Presente.")]
        derecha = [self.suelto(con_punto(asunto), estilo.CUERPO_JUNTO, inicio="Asunto:")]
        self.piezas += [self.columnas(izquierda, derecha, anchos=(272, estilo.ANCHO - 272)), Spacer(1, 8)]

    def columnas(self, *lados: list[Flowable], anchos: Sequence[float], trazos: Sequence[Trazo] = ()) -> Tabla:
        """Acomoda listas de piezas lado a lado, sin que sea una tabla para el lector de pantalla."""
        base = [*SIN_RELLENO, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), CUERPO)]
        return Tabla([list(lados)], colWidths=anchos, style=[*base, *trazos])

    def suelto(self, texto: object, forma: ParagraphStyle, *, inicio: str = "") -> Parrafo:
        """Un párrafo ya en la estructura pero no en la página: para acomodarlo en `columnas`."""
        return self._parrafo(texto, forma, "P", inicio=inicio)

    def juntas(self, desde: int) -> None:
        """Vuelve un solo bloque, que no se parte, las piezas agregadas desde la posición `desde`."""
        self.piezas[desde:] = [KeepTogether(self.piezas[desde:])]

    def _parrafo(self, texto: object, forma: ParagraphStyle, tipo: str, *, inicio: str = "") -> Parrafo:
        contenido = marcado(texto, forma.fontName)
        if inicio:
            contenido = f"<b>{marcado(inicio, forma.fontName)}</b> {contenido}"
        return Parrafo(contenido, forma, nodo=self.raiz.hijo(tipo))

    def _fila(
        self, tabla: Nodo, columnas: Sequence[Columna], celdas: Sequence[object], cuerpo: float, *,
        es_encabezado: bool = False,
    ) -> list[list[Parrafo]]:
        fila = tabla.hijo("TR")
        return [
            self._celda(fila, columna, celda, cuerpo, es_encabezado)
            for columna, celda in zip(columnas, celdas, strict=True)
        ]

    def _celda(self, fila: Nodo, columna: Columna, dicho: object, cuerpo: float, es_encabezado: bool) -> list[Parrafo]:
        celda = dicho if isinstance(dicho, Celda) else Celda(dicho)
        if es_encabezado:
            nodo = fila.hijo("TH", alcance="Column")
            forma = estilo.de_celda(cuerpo - 0.5, columna.alineacion, negrita=True, color=estilo.GUINDA_OSCURO)
        else:
            nodo = fila.hijo("TH", alcance="Row") if celda.titulo else fila.hijo("TD")
            color = celda.color or estilo.TINTA
            forma = estilo.de_celda(cuerpo, columna.alineacion, negrita=celda.negrita, color=color)
        piezas = [Parrafo(marcado(celda.texto), forma, nodo=nodo, una_vez=es_encabezado)]
        if celda.nota:
            menor = estilo.de_celda(cuerpo - 0.9, columna.alineacion, color=estilo.GRIS)
            piezas.append(Parrafo(marcado(celda.nota), menor, nodo=nodo))
        return piezas

    def _fila_titulo(self, tabla: Nodo, texto: str, columnas: int, cuerpo: float) -> list[list[Parrafo] | str]:
        nodo = tabla.hijo("TR").hijo("TH", alcance="Column", columnas=columnas)
        # La fila del título va antes que la de encabezados también para quien la escucha.
        tabla.hijos.insert(0, tabla.hijos.pop())
        forma = estilo.de_celda(cuerpo + 0.2, negrita=True, color=estilo.GUINDA)
        return [[Parrafo(marcado(texto), forma, nodo=nodo, una_vez=True)], *[""] * (columnas - 1)]

    def _rotulo_y_valor(self, fila: Nodo, rotulo: str, valor: object) -> tuple[list[Parrafo], list[Parrafo]]:
        if not rotulo:
            return [], []
        izquierda = Parrafo(marcado(rotulo), estilo.ROTULO, nodo=fila.hijo("TH", alcance="Row"))
        return [izquierda], [Parrafo(marcado(valor), estilo.VALOR, nodo=fila.hijo("TD"))]


_TRAZOS_DE_FRANJA: list[Trazo] = [
    ("BACKGROUND", (0, 0), (-1, -1), estilo.VELO),
    ("LINEBEFORE", (0, 0), (0, -1), 3, estilo.GUINDA),
    ("LEFTPADDING", (0, 0), (-1, -1), 11),
    ("TOPPADDING", (0, 0), (-1, -1), 6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
]
_TRAZOS_DE_FICHA: list[Trazo] = [
    ("FONTNAME", (0, 0), (-1, -1), CUERPO),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 8),
    ("TOPPADDING", (0, 0), (-1, -1), 1.8),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, estilo.LINEA),
]


def _anchos(columnas: Sequence[Columna], ancho: float) -> list[float]:
    fijos = sum(columna.ancho or 0 for columna in columnas)
    libres = sum(columna.ancho is None for columna in columnas)
    return [columna.ancho or (ancho - fijos) / libres for columna in columnas]


def _trazos(arriba: int, *, compacta: bool) -> list[Trazo]:
    aire = 1 if compacta else 2.3
    trazos: list[Trazo] = [
        # reportlab escribe las celdas vacías con Helvetica, que no va embebida, si no se le dice otra cosa.
        ("FONTNAME", (0, 0), (-1, -1), CUERPO),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, arriba - 1), (-1, arriba - 1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), aire),
        ("BOTTOMPADDING", (0, 0), (-1, -1), aire + 0.6),
        ("BACKGROUND", (0, arriba - 1), (-1, arriba - 1), estilo.VELO),
        ("LINEABOVE", (0, arriba - 1), (-1, arriba - 1), 0.9, estilo.GUINDA),
        ("LINEBELOW", (0, arriba - 1), (-1, arriba - 1), 0.5, estilo.GUINDA),
        ("LINEBELOW", (0, arriba), (-1, -1), 0.35, estilo.LINEA),
    ]
    if arriba == 2:
        trazos += [("SPAN", (0, 0), (-1, 0)), ("LEFTPADDING", (0, 0), (-1, 0), 0)]
    return trazos
