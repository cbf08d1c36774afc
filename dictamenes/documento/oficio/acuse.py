"""El acuse de recibo de una solicitud: una hoja carta.

Datos congelados (`datos`), importes como cadena y fechas ISO:

    {"version": 1, "rotulo": texto, vacío si vale,
     "encabezado": {"dependencia", "subsecretaria", "direccion", "leyenda_anual", "lugar"},
     "acuse": {"folio", "recibida_en": momento con zona; si llegó en papel, "capturada_en": momento y
               "capturada_por": {"nombre", "cargo"} (los de antes no lo dicen);
               "vence_en": fecha, "plazo_dias_habiles": int, "clave", "url_verificacion"},
     "ente": {"nombre", "siglas"},
     "solicitud": {"folio", "proyecto", "tipo", "modalidad", "area_requirente", "oficio_numero", "oficio_fecha"},
     "presento": {"nombre", "cargo"}, "conceptos": int, "total": str, "anticipada": frase o ausente,
     "anexos": [{"clase", "nombre", "sha256", "tamano"}]}

Indispensables: `acuse.folio`, `acuse.recibida_en`, `solicitud.folio`, `ente.nombre`, `total` y `conceptos`.
"""

from collections.abc import Mapping
from decimal import Decimal

from reportlab.platypus import KeepTogether

from cuentas.interfaz.formatos import con_unidad, pesos
from dictamenes.congelado import DatosAcuse, Entrega, FolioDeAcuse
from dictamenes.documento.oficio.cierre import tabla_de_anexos, verificacion
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto, en_camino
from dictamenes.documento.oficio.emision import emitir
from dictamenes.documento.oficio.fechas import en_hermosillo, fecha_larga, momento_largo
from dictamenes.documento.oficio.letra import importe_en_letra
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Redaccion

# Cuerpos de letra de la tabla de anexos, del más cómodo al más chico que aún se lee, para que quepa en una hoja.
_CUERPOS = (6.6, 6.2, 5.8, 5.4)


def redactar_acuse(datos: DatosAcuse) -> Documento:
    """Redacta el acuse. Con decenas de anexos que no quepan ni en letra chica, sigue en otra hoja.

    Lanza DocumentoIncompleto si falta el folio, la hora de recepción o el ente.
    """
    faltantes = _faltantes(datos)
    if faltantes:
        raise DocumentoIncompleto(faltantes)
    for cuerpo in _CUERPOS:
        documento = _redactar(datos, cuerpo)
        if documento.paginas == 1:
            break
    return documento


def _faltantes(datos: Mapping[str, object]) -> list[str]:
    revisiones = (
        (en_camino(datos, "encabezado", "dependencia"), "Falta la dependencia que emite."),
        (en_camino(datos, "acuse", "folio"), "Falta el folio del acuse."),
        (en_camino(datos, "acuse", "recibida_en"), "Falta la hora de recepción."),
        (en_camino(datos, "solicitud", "folio"), "Falta el folio de la solicitud."),
        (en_camino(datos, "ente", "nombre"), "Falta el ente que presenta."),
    )
    return [mensaje for valor, mensaje in revisiones if not valor]


def _redactar(datos: DatosAcuse, cuerpo: float) -> Documento:
    acuse, encabezado = datos["acuse"], datos["encabezado"]
    redaccion = Redaccion(datos["version"])
    if encabezado.get("leyenda_anual"):
        redaccion.parrafo(encabezado["leyenda_anual"], estilo.LEYENDA)
    redaccion.titulo("Acuse de recibo", "de la solicitud de dictamen técnico y estratégico de TIC")
    _franja(redaccion, datos)
    _detalle(redaccion, datos)
    _anexos_y_verificacion(redaccion, datos, cuerpo)
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=f"Acuse {acuse['folio']}", ejemplar="Acuse",
        folio=f"Acuse {acuse['folio']}", verificacion=texto_de_verificacion(acuse),
        rotulo=rotulo_de(datos), escudo=encabezado.get("escudo"), numero=acuse["folio"],
    )  # fmt: skip
    ficha = Ficha(
        titulo=f"Acuse {acuse['folio']} de la solicitud {datos['solicitud']['folio']}",
        autor=encabezado["dependencia"],
        asunto=f"Acuse de recibo de {datos['ente']['nombre']}",
        fecha=en_hermosillo(acuse["recibida_en"]),
        nombre_datos="acuse.json",
    )
    return emitir(redaccion, membrete, ficha, datos)


def _franja(redaccion: Redaccion, datos: DatosAcuse) -> None:
    acuse = datos["acuse"]
    vence = fecha_larga(acuse["vence_en"]) if acuse.get("vence_en") else "Por determinar"
    redaccion.franja(
        (("Folio de la solicitud", datos["solicitud"]["folio"]), ("Fecha de vencimiento del dictamen", vence)),
        (estilo.ANCHO / 2, estilo.ANCHO / 2),
    )


def _detalle(redaccion: Redaccion, datos: DatosAcuse) -> None:
    acuse, solicitud, presento = datos["acuse"], datos["solicitud"], datos.get("presento")
    ente, siglas = datos["ente"]["nombre"], datos["ente"].get("siglas")
    plazo = acuse.get("plazo_dias_habiles")
    redaccion.parrafo(
        f"Se recibió{_en_papel(acuse)} el {momento_largo(acuse['recibida_en'])} la solicitud que se describe, con los "
        "anexos que se enlistan. La recepción no prejuzga sobre el cumplimiento de los requisitos ni sobre el sentido "
        "del dictamen."
    )
    redaccion.espacio(3)
    redaccion.ficha(
        [
            ("Acuse núm.", acuse["folio"]),
            ("Plazo", con_unidad(plazo, "día hábil") if plazo else ""),
            ("Ente", f"{ente} ({siglas})" if siglas else ente),
            ("Área requirente", solicitud.get("area_requirente")),
            ("Proyecto", solicitud.get("proyecto")),
            ("Oficio", _oficio(solicitud)),
            ("Tipo", solicitud.get("tipo")),
            ("Modalidad", solicitud.get("modalidad")),
            ("Presentó", _quien(presento)),
            ("Conceptos", str(datos.get("conceptos") or 0)),
            ("Capturada", momento_largo(acuse["capturada_en"]) if acuse.get("capturada_en") else ""),
            ("Capturó", _quien(acuse.get("capturada_por"))),
        ],
        ANCHOS_DE_FICHA,
    )
    total = Decimal(datos["total"])
    frases = (importe_en_letra(total), datos.get("anticipada", ""))
    redaccion.parrafo(" ".join(filter(None, frases)), inicio=f"Importe total con IVA: {pesos(total)}")


def _en_papel(acuse: FolioDeAcuse) -> str:
    """Los acuses de antes no dicen quién capturó: siguen diciendo lo mismo."""
    return " en papel" if acuse.get("capturada_por") else ""


def _quien(persona: Mapping[str, object] | None) -> str:
    dichos = (persona.get(campo) for campo in ("nombre", "cargo")) if persona else ()
    return ", ".join(str(dicho) for dicho in dichos if dicho)


def _oficio(solicitud: Entrega) -> str:
    numero, fecha = solicitud.get("oficio_numero") or "", solicitud.get("oficio_fecha")
    return f"{numero}, del {fecha_larga(fecha)}" if fecha else numero


def _anexos_y_verificacion(redaccion: Redaccion, datos: DatosAcuse, cuerpo: float) -> None:
    acuse, anexos = datos["acuse"], datos.get("anexos") or []
    redaccion.seccion(f"Anexos recibidos ({len(anexos)})" if anexos else "Anexos recibidos")
    if anexos:
        tabla_de_anexos(redaccion, anexos, cuerpo=cuerpo)
    else:
        redaccion.parrafo("No se recibió ningún anexo.")
    if acuse.get("url_verificacion"):
        izquierda = [redaccion.suelto(_NOTA, estilo.NOTA)]
        derecha = verificacion(redaccion, acuse.get("clave") or "", acuse["url_verificacion"], lado=72)
        fila = redaccion.columnas(izquierda, derecha, anchos=(268, estilo.ANCHO - 268), trazos=_CANAL)
        redaccion.piezas.append(KeepTogether([fila]))


_CANAL = [("RIGHTPADDING", (0, 0), (0, 0), 18)]
_NOTA = (
    "Conserve este acuse. El SHA-256 de cada anexo permite comprobar, en cualquier momento, que el archivo recibido es "
    "exactamente el que se presentó. La fecha de vencimiento puede moverse si el plazo se suspende o se reinicia por "
    "una prevención; el expediente muestra siempre la vigente."
)
