"""La relación de transferencia primaria: los expedientes que pasan del archivo de trámite al de concentración.

Datos congelados (`datos`), con fechas ISO:

    {"version": 1, "rotulo", "encabezado", "transferencia": {"folio", "fecha", "corte"},
     "serie": {"fondo", "seccion", "serie", "subserie", "valores", "destino", "anios_tramite": int,
               "anios_concentracion": int, "instrumento"},
     "expedientes": [{"expediente": folio, "clave", "ente", "asunto", "apertura", "cierre", "concentracion_hasta"}],
     "ancla", "entrega": {"nombre", "cargo"}, "recibe": {"nombre", "cargo"}}
"""

from cuentas.interfaz.formatos import con_unidad, fecha_corta
from dictamenes.congelado import DatosInventario, ExpedienteRelacionado
from dictamenes.documento.oficio.documento import Documento
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import fecha_larga, inicio_del_dia
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

ALTO_PARA_FIRMAR = 52
_EXPEDIENTES = (
    Columna("Núm.", 26, "C"), Columna("Expediente", 132), Columna("Asunto", None), Columna("Apertura", 52),
    Columna("Cierre", 52), Columna("En concentración hasta", 66),
)  # fmt: skip
_FIRMAS = (Columna("Entrega", estilo.ANCHO / 2), Columna("Recibe", None))


def redactar_inventario(datos: DatosInventario) -> Documento:
    """Redacta la relación; los mismos datos dan siempre los mismos bytes."""
    transferencia, redaccion = datos["transferencia"], Redaccion()
    redaccion.titulo("Inventario de transferencia primaria", "del archivo de trámite al archivo de concentración")
    _serie(redaccion, datos)
    redaccion.seccion(f"Expedientes ({len(datos['expedientes'])})")
    filas = [_fila(numero, uno) for numero, uno in enumerate(datos["expedientes"], start=1)]
    redaccion.tabla(_EXPEDIENTES, filas, cuerpo=7)
    redaccion.parrafo(_SOPORTE, estilo.NOTA)
    _firmas(redaccion, datos)
    titulo = f"Transferencia {transferencia['folio']}"
    membrete = Membrete(
        renglones=renglones_de(datos["encabezado"]), titulo=titulo, ejemplar="Inventario", folio=titulo,
        verificacion="", rotulo=rotulo_de(datos),
        escudo=datos["encabezado"].get("escudo"),
    )  # fmt: skip
    ficha = Ficha(
        titulo=titulo, autor=datos["encabezado"]["dependencia"], asunto="Inventario de transferencia primaria",
        fecha=inicio_del_dia(transferencia["fecha"]), nombre_datos="transferencia.json",
    )  # fmt: skip
    return emitir(redaccion, membrete, ficha, datos)


def _serie(redaccion: Redaccion, datos: DatosInventario) -> None:
    serie, transferencia = datos["serie"], datos["transferencia"]
    redaccion.ficha([
        ("Transferencia núm.", transferencia["folio"]),
        ("Fecha", fecha_larga(transferencia["fecha"])),
        ("Fondo", serie["fondo"]),
        ("Sección", serie["seccion"]),
        ("Serie", serie["serie"]),
        ("Subserie", serie["subserie"]),
        ("En trámite", con_unidad(serie["anios_tramite"], "año")),
        ("En concentración", con_unidad(serie["anios_concentracion"], "año")),
        ("Corte", fecha_larga(transferencia["corte"])),
        ("Valores", serie["valores"]),
        ("Destino final", serie["destino"]),
        ("Instrumento", serie["instrumento"]),
    ], ANCHOS_DE_FICHA)  # fmt: skip


def _fila(numero: int, uno: ExpedienteRelacionado) -> list[object]:
    return [
        numero, Celda(uno["expediente"], nota=uno["clave"], titulo=True), Celda(uno["asunto"], nota=uno["ente"]),
        fecha_corta(uno["apertura"]), fecha_corta(uno["cierre"]), fecha_corta(uno["concentracion_hasta"]),
    ]


def _firmas(redaccion: Redaccion, datos: DatosInventario) -> None:
    """Dónde firman a mano quien entrega y quien recibe."""
    desde = len(redaccion.piezas)
    redaccion.seccion("Firmas", espacio=0)
    quienes = [Celda(datos[lado]["nombre"] or " ", nota=datos[lado]["cargo"]) for lado in ("entrega", "recibe")]
    tabla = redaccion.hacer_tabla(_FIRMAS, [quienes], cuerpo=8, ancho=estilo.ANCHO)
    tabla.setStyle([("TOPPADDING", (0, 1), (-1, -1), ALTO_PARA_FIRMAR)])
    redaccion.piezas.append(tabla)
    redaccion.juntas(desde)


_SOPORTE = (
    "Los expedientes son electrónicos: cada uno se exporta completo, con su índice y sus huellas, desde el sistema. Si "
    "hay originales en papel, su expediente dice dónde están."
)
