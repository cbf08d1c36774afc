"""El oficio con que el ente solicita el dictamen: se genera antes de presentar, para firmarse, y al presentar.

Datos congelados (`datos`), importes como cadena y fechas ISO:

    {"version": 1, "rotulo": texto, vacío si vale,
     "encabezado": {"dependencia": el ente que solicita, "subsecretaria": área o ausente, "direccion": o ausente,
                    "leyenda_anual", "lugar"},
     "oficio": {"numero", "fecha", "forma_firma": "pades" | "autografa", "clave", "url_verificacion"; en su lugar,
                "url_adjuntar" si todavía no se presenta},
     "destinatario": {"nombre", "cargo", "dependencia"}, "asunto",
     "solicitud": {"folio", "proyecto", "tipo", "modalidad", "area_requirente", "ejercicio", "partida",
                   "suficiencia", "en_documentos": [{"rotulo", "valor", "clase"}], "declaraciones": [str]},
     "conceptos": [como en el dictamen, sin resultados], "totales": {"subtotal", "iva": [...], "total"},
     "anexos": [{"clase", "nombre", "sha256", "tamano"}],
     "firmante": {"nombre", "cargo"}, "ccp": [str],
     "respuestas": ausente, o [{"sobre", "observacion", "respuesta"}] de lo que se atiende}
"""

from collections.abc import Mapping

from cuentas.texto import con_punto
from dictamenes.congelado import DatosOficio, OficioDelEnte
from dictamenes.documento.oficio.cierre import bloque_de_firma, tabla_de_anexos
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto, en_camino
from dictamenes.documento.oficio.emision import emitir_parejo
from dictamenes.documento.oficio.fechas import fecha_larga, inicio_del_dia
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA, seccion_objeto
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion


def redactar_solicitud(datos: DatosOficio) -> Documento:
    """Redacta el oficio. Lanza DocumentoIncompleto si falta el ente, el firmante, el asunto o los conceptos."""
    faltantes = _faltantes(datos)
    if faltantes:
        raise DocumentoIncompleto(faltantes)
    oficio, encabezado = datos["oficio"], datos["encabezado"]
    nombre = oficio.get("numero") or en_camino(datos, "solicitud", "folio") or "sin número"
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=f"Oficio {nombre}", ejemplar="Oficio de solicitud",
        folio=f"Oficio {nombre}", verificacion=texto_de_verificacion(oficio),
        rotulo=rotulo_de(datos), escudo=encabezado.get("escudo"), numero=str(nombre),
    )  # fmt: skip
    ficha = Ficha(
        titulo=f"Oficio de solicitud {nombre}", autor=encabezado["dependencia"], asunto=datos["asunto"],
        fecha=inicio_del_dia(oficio["fecha"]), nombre_datos="solicitud.json",
    )  # fmt: skip
    return emitir_parejo(lambda: _redaccion(datos), membrete, ficha, datos)


def _redaccion(datos: DatosOficio) -> Redaccion:
    redaccion = Redaccion(datos["version"])
    _caratula(redaccion, datos)
    if respuestas := datos.get("respuestas"):
        redaccion.seccion("Respuestas a las observaciones")
        filas = [[Celda(r["sobre"], titulo=True), r["observacion"], r["respuesta"]] for r in respuestas]
        redaccion.tabla(_RESPUESTAS, filas, cuerpo=8)
    seccion_objeto(redaccion, "Objeto de la solicitud", datos)
    _anexos_y_firma(redaccion, datos)
    return redaccion


def _faltantes(datos: Mapping[str, object]) -> list[str]:
    revisiones = (
        (en_camino(datos, "encabezado", "dependencia"), "Falta el ente que solicita."),
        (en_camino(datos, "oficio", "fecha"), "Falta la fecha del oficio."),
        (en_camino(datos, "firmante", "nombre"), "Falta el nombre de quien firma el oficio."),
        (datos.get("asunto"), "Falta el asunto."),
        (datos.get("conceptos"), "No hay ningún concepto que solicitar."),
    )
    return [mensaje for valor, mensaje in revisiones if not valor]


def _caratula(redaccion: Redaccion, datos: DatosOficio) -> None:
    oficio, encabezado, destinatario = datos["oficio"], datos["encabezado"], datos.get("destinatario")
    if encabezado.get("leyenda_anual"):
        redaccion.parrafo(encabezado["leyenda_anual"], estilo.LEYENDA)
    redaccion.titulo("Solicitud de dictamen", "técnico y estratégico en materia de TIC")
    lugar = encabezado.get("lugar") or "Hermosillo, Sonora"
    redaccion.ficha(
        [
            ("Oficio núm.", oficio.get("numero")),
            ("Folio", en_camino(datos, "solicitud", "folio")),
            ("Lugar y fecha", f"{lugar}, a {fecha_larga(oficio['fecha'])}"),
        ],
        ANCHOS_DE_FICHA,
    )
    renglones = (destinatario.get("cargo"), destinatario.get("dependencia")) if destinatario else ()
    redaccion.destinatario(destinatario.get("nombre") if destinatario else None, renglones, datos["asunto"])
    redaccion.parrafo(_SOLICITA)


def _anexos_y_firma(redaccion: Redaccion, datos: DatosOficio) -> None:
    oficio, anexos = datos["oficio"], datos.get("anexos") or []
    if anexos:
        redaccion.seccion("Anexos")
        tabla_de_anexos(redaccion, anexos)
    solicitud = datos.get("solicitud")
    for declaracion in (solicitud.get("declaraciones") if solicitud else None) or []:
        redaccion.parrafo(con_punto(declaracion))
    desde = len(redaccion.piezas)
    redaccion.seccion("Solicita", espacio=0)
    bloque_de_firma(
        redaccion, rotulo="", persona=datos["firmante"], forma=oficio.get("forma_firma") or "autografa",
        firma=None, clave=oficio.get("clave") or "", url=_url(oficio),
        invita=_ADJUNTE if oficio.get("url_adjuntar") else None, sellado=redaccion.version == 1,
    )  # fmt: skip
    redaccion.juntas(desde)
    for copia in datos.get("ccp") or []:
        redaccion.parrafo(copia, estilo.CCP, inicio="C.c.p.")


def _url(oficio: OficioDelEnte) -> str:
    return oficio.get("url_adjuntar") or oficio.get("url_verificacion") or ""


_RESPUESTAS = (Columna("Sobre", 104), Columna("Observación", 190), Columna("Respuesta", None))
_ADJUNTE = ("Ya firmado, adjúntelo", "con el QR. Clave de lo capturado:")
_SOLICITA = (
    "Se solicita el dictamen técnico y estratégico del proyecto que se describe, con los conceptos, importes y anexos "
    "que se relacionan en este oficio."
)
