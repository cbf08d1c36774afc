"""La carátula de la copia digital de lo firmado a mano: quién, cuándo, dónde está el original y cómo se cotejó.

El escaneo va adjunto (AF), ligado por su SHA-256. Pura: de los datos y de los bytes del escaneo al PDF.
"""

from dictamenes.congelado import DatosCopiaDigital
from dictamenes.documento.oficio.cierre import verificacion
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import en_hermosillo, momento_largo
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Adjunto, Ficha
from dictamenes.documento.oficio.trazo.pluma import Redaccion


def redactar_copia_digital(datos: DatosCopiaDigital, escaneo: bytes) -> Documento:
    """La carátula con el escaneo adjunto; los mismos datos y los mismos bytes dan siempre el mismo PDF."""
    dictamen, copia, encabezado = datos["dictamen"], datos["copia"], datos["encabezado"]
    redaccion = Redaccion(datos["version"])
    redaccion.titulo("Copia digital", "de un dictamen firmado de manera autógrafa")
    redaccion.ficha([
        ("Dictamen núm.", dictamen["folio"]),
        ("Firmó", f"{copia['firmo']}, {copia['cargo']}"),
        ("Cuándo", momento_largo(copia["firmado_en"])),
        ("Original en papel", copia["ubicacion"]),
        ("Hojas", str(copia["hojas"])),
        ("Asunto", datos["asunto"]),
    ], ANCHOS_DE_FICHA)  # fmt: skip
    redaccion.seccion("Cómo se cotejó")
    redaccion.parrafo(copia["cotejo"])
    redaccion.parrafo(_ALCANCE, estilo.NOTA)
    redaccion.seccion("Qué lleva adjunto")
    redaccion.parrafo(f"El escaneo del original firmado, en «{NOMBRE}». Ábralo en la lista de adjuntos de su lector.")
    redaccion.parrafo(copia["escaneo"], estilo.NOTA, inicio="SHA-256 del escaneo:")
    redaccion.parrafo(copia["original"], estilo.NOTA, inicio="SHA-256 del PDF sellado que se imprimió:")
    sello = verificacion(redaccion, dictamen["clave"], dictamen["url_verificacion"])
    redaccion.piezas.append(redaccion.columnas(sello, [], anchos=(220, estilo.ANCHO - 220)))
    titulo = f"Copia digital del dictamen {dictamen['folio']}"
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=titulo, ejemplar="Ejemplar de las partes", folio=titulo,
        verificacion=texto_de_verificacion(dictamen), rotulo=rotulo_de(datos), escudo=encabezado.get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=titulo, autor=encabezado["dependencia"], asunto=datos["asunto"],
        fecha=en_hermosillo(copia["firmado_en"]), nombre_datos="copia.json",
        adjunto=Adjunto(NOMBRE, "application/pdf", "El escaneo del original firmado a mano", escaneo),
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


NOMBRE = "escaneo.pdf"
_ALCANCE = (
    "Cotejar es comparar cada hoja del escaneo con el original electrónico sellado y comprobar que hay un trazo donde "
    "se firma. No dice de quién es el trazo: eso lo prueba el original en papel, que se conserva donde aquí se indica."
)
