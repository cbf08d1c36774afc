"""El índice del expediente exportado: cómo se archiva, qué documentos trae con su huella y qué pasó.

Datos (`datos`), con fechas ISO y los demás en texto:

    {"version": 1, "rotulo", "encabezado", "expediente": folio, "alcance", "ente", "siglas", "proyecto", "tipo",
     "modalidad", "situacion", "dictamen": folio o vacío,
     "archivo": como `FichaArchivistica.como_datos`,
     "ancla": la última que no alcanza a su último evento,
     "bitacora": {"eventos": int, "n": int, "eslabon", "hasta": momento},
     "documentos": [{"titulo", "clase", "quien", "version": int, "tipo", "fecha": momento o vacío, "nota",
                     y si va su archivo: "ruta", "sha256", "tamano": int}],
     "otros_archivos": [{"ruta", "sha256", "tamano": int}],
     "historia": [{"n": int, "en": momento, "dice", "quien", "detalle", "eslabon"}]}
"""

from cuentas.interfaz.formatos import fecha_corta, fecha_hora, tamano
from dictamenes.congelado import DatosIndice, DocumentoEnlistado, FichaDelArchivo
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import en_hermosillo, fecha_larga
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

SIN_SERIE = "Sin clasificar: el catálogo de disposición documental no dice de qué serie es."
_DOCUMENTOS = (
    Columna("Núm.", 26, "C"), Columna("Documento", None), Columna("Fecha", 56), Columna("Tamaño", 44, "D"),
    Columna("SHA-256", 156),
)  # fmt: skip
_OTROS = (Columna("Archivo", None), Columna("Tamaño", 44, "D"), Columna("SHA-256", 256))
_HISTORIA = (Columna("Evento", 38, "D"), Columna("Cuándo", 92), Columna("Qué pasó", None), Columna("Eslabón", 156))


def redactar_indice(datos: DatosIndice) -> Documento:
    """Redacta el índice; los mismos datos dan siempre los mismos bytes."""
    redaccion, expediente = Redaccion(), datos["expediente"]
    redaccion.titulo("Índice del expediente", datos["alcance"])
    _asunto(redaccion, datos)
    clasificacion(redaccion, datos["archivo"])
    _documentos(redaccion, datos)
    _historia(redaccion, datos)
    titulo = f"Índice del expediente {expediente}"
    membrete = Membrete(
        renglones=renglones_de(datos["encabezado"]), titulo=titulo, ejemplar="Índice", folio=f"Expediente {expediente}",
        verificacion=f"Hasta el evento {datos['bitacora']['n']} de la bitácora", rotulo=rotulo_de(datos),
        escudo=datos["encabezado"].get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=titulo, autor=datos["encabezado"]["dependencia"], asunto=datos["proyecto"],
        fecha=en_hermosillo(datos["bitacora"]["hasta"]), nombre_datos="indice-legible.json",
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


def clasificacion(redaccion: Redaccion, archivo: FichaDelArchivo) -> None:
    """La sección con que el archivo identifica al expediente y hasta cuándo lo conserva."""
    redaccion.seccion("Archivo")
    if not archivo["clave"]:
        redaccion.parrafo(SIN_SERIE)
    redaccion.ficha([
        ("Clasificación", archivo["clave"]),
        ("Información", archivo.get("acceso")),
        ("Fondo", archivo.get("fondo")),
        ("Sección", archivo.get("seccion")),
        ("Serie", archivo.get("serie")),
        ("Subserie", archivo.get("subserie")),
        ("Apertura", _dia(archivo["apertura"])),
        ("Cierre", _dia(archivo["cierre"]) or "Sin cerrar"),
        ("En trámite hasta", _dia(archivo["tramite_hasta"])),
        ("En concentración hasta", _dia(archivo["concentracion_hasta"])),
        ("Valores", archivo.get("valores")),
        ("Destino final", archivo.get("destino")),
        ("Instrumento", archivo.get("instrumento")),
        ("Transferencia", archivo["transferencia"]),
    ], ANCHOS_DE_FICHA)  # fmt: skip


def _asunto(redaccion: Redaccion, datos: DatosIndice) -> None:
    redaccion.ficha([
        ("Expediente", datos["expediente"]),
        ("Dictamen", datos["dictamen"]),
        ("Ente", f"{datos['ente']} ({datos['siglas']})"),
        ("Proyecto", datos["proyecto"]),
        ("Tipo", datos["tipo"]),
        ("Modalidad", datos["modalidad"]),
        ("Situación", datos["situacion"]),
        ("Documentos", str(len(datos["documentos"]))),
    ], ANCHOS_DE_FICHA)  # fmt: skip


def _documentos(redaccion: Redaccion, datos: DatosIndice) -> None:
    redaccion.seccion(f"Documentos ({len(datos['documentos'])})")
    filas = [_documento(numero, documento) for numero, documento in enumerate(datos["documentos"], start=1)]
    redaccion.tabla(_DOCUMENTOS, filas, cuerpo=7)
    redaccion.subtitulo("Otros archivos de la exportación")
    otros = [[Celda(o["ruta"], titulo=True), tamano(o["tamano"]), o["sha256"]] for o in datos["otros_archivos"]]
    redaccion.tabla(_OTROS, otros, cuerpo=6.6)
    redaccion.parrafo(_INTEGRIDAD, estilo.NOTA)


def _documento(numero: int, documento: DocumentoEnlistado) -> list[object]:
    version = f"versión {documento['version']}" if documento["version"] > 1 else ""
    partes = (documento["clase"], version, documento["quien"])
    nota = ". ".join(filter(None, (", ".join(filter(None, partes)), documento["nota"])))
    return [
        numero, Celda(documento["titulo"], nota=nota, titulo=True), fecha_corta(documento["fecha"]),
        tamano(documento.get("tamano")), documento.get("sha256", "No se incluye"),
    ]


def _historia(redaccion: Redaccion, datos: DatosIndice) -> None:
    redaccion.seccion(f"Qué ha pasado ({len(datos['historia'])} eventos)")
    filas = [
        [
            evento["n"], fecha_hora(evento["en"]),
            Celda(evento["dice"], nota=". ".join(filter(None, (evento["quien"], evento["detalle"]))), titulo=True),
            evento["eslabon"],
        ]
        for evento in datos["historia"]
    ]
    redaccion.tabla(_HISTORIA, filas, cuerpo=7)


def _dia(texto: str) -> str:
    return fecha_larga(texto) if texto else ""


_INTEGRIDAD = (
    "El índice no puede decir su propia huella: la cubre la del paquete completo, que la bitácora anota cada vez que "
    "el expediente se exporta. LEEME.txt explica cómo comprobar cada archivo, cada firma y cada evento."
)
