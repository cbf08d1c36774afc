"""El formato de contingencia: en blanco, para imprimirse y llenarse a mano cuando el sistema no está disponible.

Datos (`datos`):

    {"version": 1, "rotulo": texto, vacío si vale,
     "encabezado": {"dependencia", "subsecretaria", "direccion", "leyenda_anual", "lugar"},
     "formato": {"edicion": fecha ISO de la última vez que cambió},
     "anexos": [nombre de cada clase de anexo]}

No lleva folio: el folio y el acuse los da el sistema cuando recepción lo captura, con la hora del sello.
"""

from collections.abc import Sequence

from dictamenes.congelado import DatosContingencia
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import fecha_larga, inicio_del_dia
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

TITULO = "Formato de contingencia"
CONCEPTOS = 8
ALTO_DE_RENGLON, ALTO_DE_SELLO = 9, 92  # puntos en blanco bajo lo impreso, para escribir o sellar
_DATOS = (Columna("Dato", 168), Columna("Escriba aquí", None))


def redactar_contingencia(datos: DatosContingencia) -> Documento:
    """Redacta el formato. Lanza DocumentoIncompleto si falta la dependencia que lo emite."""
    encabezado = datos["encabezado"]
    if not encabezado.get("dependencia"):
        raise DocumentoIncompleto(["Falta la dependencia que emite el formato."])
    redaccion = Redaccion()
    redaccion.titulo(TITULO, "para entregar en papel cuando el sistema de dictámenes no está disponible")
    redaccion.parrafo(_INSTRUCCIONES)
    _que_se_entrega(redaccion)
    _solicitud(redaccion, datos.get("anexos") or [])
    _otros_escritos(redaccion)
    _firma_y_sello(redaccion)
    edicion = datos["formato"]["edicion"]
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=TITULO, ejemplar=TITULO, folio=f"{TITULO}. Edición del "
        f"{fecha_larga(edicion)}", verificacion="Sin folio: lo da el sistema cuando recepción lo captura.",
        rotulo=rotulo_de(datos),
        escudo=datos["encabezado"].get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=TITULO, autor=encabezado["dependencia"],
        asunto="Solicitud de dictamen de TIC mientras el sistema no está disponible", fecha=inicio_del_dia(edicion),
        nombre_datos="formato.json",
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


def _que_se_entrega(redaccion: Redaccion) -> None:
    redaccion.seccion("1. Qué se entrega")
    redaccion.lista((
        "(   )  Solicitud de dictamen: llene los apartados 2, 3, 4 y 6.",
        "(   )  Respuesta a observaciones, oficio de prevención núm. ____________________: llene los apartados 5 y 6.",
        "(   )  Desistimiento de la solicitud con folio ____________________: llene los apartados 5 y 6.",
    ))  # fmt: skip


def _solicitud(redaccion: Redaccion, anexos: list[str]) -> None:
    redaccion.seccion("2. La solicitud")
    _por_llenar(redaccion, _DATOS, [[Celda(rotulo, titulo=True), ""] for rotulo in _PREGUNTAS])
    redaccion.seccion("3. Conceptos")
    _por_llenar(redaccion, _CONCEPTOS, [[Celda(n, titulo=True), *[""] * 5] for n in range(1, CONCEPTOS + 1)])
    redaccion.parrafo(_SI_NO_CABEN, estilo.NOTA)
    redaccion.seccion("4. Anexos que se entregan")
    pares = zip(anexos[::2], [*anexos[1::2], ""][: len(anexos[::2])], strict=True)
    filas = [[Celda(uno, titulo=True), "", Celda(otro, titulo=bool(otro)), ""] for uno, otro in pares]
    _por_llenar(redaccion, _ANEXOS, filas, alto=4)


def _otros_escritos(redaccion: Redaccion) -> None:
    redaccion.seccion("5. Respuesta a las observaciones, o motivo del desistimiento")
    filas = [[Celda(f"Observación {n}" if n < 4 else "Motivo", titulo=True), ""] for n in range(1, 5)]
    _por_llenar(redaccion, _DATOS, filas, alto=30)


def _firma_y_sello(redaccion: Redaccion) -> None:
    desde = len(redaccion.piezas)
    redaccion.seccion("6. Firma y sello", espacio=0)
    _por_llenar(redaccion, _FIRMA, [["", ""]], alto=ALTO_DE_SELLO)
    _por_llenar(redaccion, _DATOS, [[Celda(rotulo, titulo=True), ""] for rotulo in _RECIBO])
    redaccion.parrafo(_NOTA, estilo.NOTA)
    redaccion.juntas(desde)


def _por_llenar(
    redaccion: Redaccion, columnas: Sequence[Columna], filas: Sequence[Sequence[object]], *,
    alto: float = ALTO_DE_RENGLON,
) -> None:
    """Una tabla con renglones más altos y con sus líneas, para escribir a mano."""
    tabla = redaccion.hacer_tabla(columnas, filas, cuerpo=7.6, ancho=estilo.ANCHO)
    tabla.setStyle([
        ("BOTTOMPADDING", (0, 1), (-1, -1), alto), ("INNERGRID", (0, 1), (-1, -1), 0.35, estilo.LINEA),
    ])  # fmt: skip
    redaccion.piezas.append(tabla)
    redaccion.espacio(8)


_FIRMA = (Columna("Nombre, cargo y firma de quien presenta", estilo.ANCHO / 2), Columna("Sello de recibido", None))
_CONCEPTOS = (
    Columna("Núm.", 28), Columna("Descripción", None), Columna("Cantidad", 52), Columna("Unidad", 56),
    Columna("Precio unitario sin IVA", 88), Columna("IVA (16, 8 o 0 %)", 72),
)  # fmt: skip
_ANEXOS = (Columna("Anexo", None), Columna("Hojas", 52), Columna("Anexo", None), Columna("Hojas", 52))
_PREGUNTAS = (
    "Ente", "Área requirente", "Nombre del proyecto", "Tipo y modalidad",
    "Número y fecha del oficio de solicitud", "Ejercicio y partida presupuestal",
    "Suficiencia: oficio e importe, o «anticipada»", "Para qué se necesita y a quién sirve",
)  # fmt: skip
_RECIBO = ("Fecha y hora en que se recibe", "Nombre de quien recibe", "Hojas que se reciben, con anexos")
_INSTRUCCIONES = (
    "Úselo sólo mientras el sistema no esté disponible. Llénelo con letra de molde, adjunte el oficio firmado y los "
    "anexos, y entréguelo por duplicado en recepción, que sella los dos. La fecha y hora del sello son las que cuentan "
    "para todos los plazos, aunque se capture después."
)
_SI_NO_CABEN = (
    "Si no caben, continúe en otra hoja con las mismas columnas. Lo que el estándar pida de cada concepto va en el "
    "anexo técnico."
)
_NOTA = (
    "El ejemplar sellado es su comprobante. Cuando el sistema vuelva, recepción captura este formato a nombre de su "
    "ente con la hora del sello y el motivo de contingencia; el folio y el acuse quedan en el expediente y se le "
    "avisa. No lo vuelva a presentar en línea."
)
