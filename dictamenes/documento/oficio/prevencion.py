"""El oficio de prevención: las observaciones por solventar, con su plazo.

Datos congelados (`datos`), con fechas ISO:

    {"version": 1, "rotulo": texto, vacío si vale,
     "encabezado": {"dependencia", "subsecretaria", "direccion", "leyenda_anual", "lugar"},
     "prevencion": {"folio", "numero_oficio", "fecha", "plazo_dias_habiles": int, "vence_en": fecha,
                    "efecto_en_plazo": texto o ausente, "apercibimiento": texto o ausente,
                    "forma_firma": "pades" | "autografa", "clave", "url_verificacion"},
     "destinatario": {"nombre", "cargo", "ente", "siglas"},
     "solicitud": {"folio", "presentada_en", "proyecto", "tipo", "oficio_numero"},
     "causal": {"clave", "texto"},
     "fundamentos": [como en el dictamen],
     "observaciones": [{"numero", "sobre": campo, concepto o anexo, "texto", "solventar": qué hacer, o ausente}],
     "suscribe": {"nombre", "cargo"}, "ccp": [str]}
"""

from collections.abc import Mapping

from cuentas.texto import con_punto
from dictamenes.congelado import DatosPrevencion
from dictamenes.documento.oficio.cierre import bloque_de_firma
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto, a_quien, en_camino
from dictamenes.documento.oficio.emision import emitir_parejo
from dictamenes.documento.oficio.fechas import fecha_larga, fecha_o_momento, inicio_del_dia
from dictamenes.documento.oficio.fundamento import seccion_fundamento
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion

_OBSERVACIONES = (
    Columna("Núm.", 28, "C"),
    Columna("Sobre", 104),
    Columna("Observación", None),
    Columna("Cómo se solventa", 150),
)
_ANCHOS_DE_FRANJA = (156, 130)


def redactar_prevencion(datos: DatosPrevencion) -> Documento:
    """Redacta la prevención. Lanza DocumentoIncompleto si falta folio, fecha, observaciones o quién la suscribe."""
    faltantes = _faltantes(datos)
    if faltantes:
        raise DocumentoIncompleto(faltantes)
    prevencion, encabezado = datos["prevencion"], datos["encabezado"]
    membrete = Membrete(
        renglones=renglones_de(encabezado), titulo=f"Prevención {prevencion['folio']}", ejemplar="Prevención",
        folio=f"Prevención {prevencion['folio']}", verificacion=texto_de_verificacion(prevencion),
        rotulo=rotulo_de(datos), escudo=encabezado.get("escudo"), numero=prevencion["folio"],
    )  # fmt: skip
    ficha = Ficha(
        titulo=f"Prevención {prevencion['folio']}", autor=encabezado["dependencia"],
        asunto=f"Observaciones por solventar de la solicitud {datos['solicitud']['folio']}",
        fecha=inicio_del_dia(prevencion["fecha"]), nombre_datos="prevencion.json",
    )  # fmt: skip
    return emitir_parejo(lambda: _redaccion(datos), membrete, ficha, datos)


def _redaccion(datos: DatosPrevencion) -> Redaccion:
    redaccion = Redaccion(datos["version"])
    _caratula(redaccion, datos)
    seccion_fundamento(redaccion, "Fundamento", datos.get("fundamentos") or [])
    _observaciones(redaccion, datos)
    _firma(redaccion, datos)
    return redaccion


def _faltantes(datos: Mapping[str, object]) -> list[str]:
    revisiones = (
        (en_camino(datos, "encabezado", "dependencia"), "Falta la dependencia que emite."),
        (en_camino(datos, "prevencion", "folio"), "Falta el folio de la prevención."),
        (en_camino(datos, "prevencion", "fecha"), "Falta la fecha de la prevención."),
        (en_camino(datos, "solicitud", "folio"), "Falta el folio de la solicitud."),
        (datos.get("observaciones"), "No hay ninguna observación."),
        (en_camino(datos, "suscribe", "nombre"), "Falta el nombre de quien suscribe."),
    )
    return [mensaje for valor, mensaje in revisiones if not valor]


def _caratula(redaccion: Redaccion, datos: DatosPrevencion) -> None:
    prevencion, encabezado, solicitud = datos["prevencion"], datos["encabezado"], datos["solicitud"]
    if encabezado.get("leyenda_anual"):
        redaccion.parrafo(encabezado["leyenda_anual"], estilo.LEYENDA)
    redaccion.titulo("Prevención", "observaciones por solventar en la solicitud de dictamen")
    lugar = encabezado.get("lugar") or "Hermosillo, Sonora"
    presentada = solicitud.get("presentada_en")
    redaccion.ficha(
        [
            ("Prevención núm.", prevencion["folio"]),
            ("Oficio núm.", prevencion.get("numero_oficio")),
            ("Lugar y fecha", f"{lugar}, a {fecha_larga(prevencion['fecha'])}"),
            ("Folio de solicitud", solicitud["folio"]),
            ("Proyecto", solicitud.get("proyecto")),
            ("Presentada", fecha_o_momento(presentada) if presentada else ""),
        ],
        ANCHOS_DE_FICHA,
    )
    _franja(redaccion, datos)
    asunto = f"Prevención a la solicitud {solicitud['folio']}"
    redaccion.destinatario(*a_quien(datos.get("destinatario")), asunto)


def _franja(redaccion: Redaccion, datos: DatosPrevencion) -> None:
    prevencion = datos["prevencion"]
    pares = [("Observaciones por solventar", str(len(datos["observaciones"])))]
    if prevencion.get("plazo_dias_habiles"):
        pares.append(("Plazo", f"{prevencion['plazo_dias_habiles']} días hábiles"))
    if prevencion.get("vence_en"):
        pares.append(("Vence el", fecha_larga(prevencion["vence_en"])))
    anchos = _ANCHOS_DE_FRANJA[: len(pares) - 1]
    redaccion.franja(pares, [*anchos, estilo.ANCHO - sum(anchos)])


def _observaciones(redaccion: Redaccion, datos: DatosPrevencion) -> None:
    causal, prevencion = datos.get("causal"), datos["prevencion"]
    redaccion.seccion("Observaciones")
    if causal and causal.get("texto"):
        clave = f" {causal['clave']}" if causal.get("clave") else ""
        redaccion.parrafo(con_punto(causal["texto"]), inicio=f"Causal{clave}.")
    filas = [
        [o.get("numero") or numero, Celda(o.get("sobre"), titulo=True), o.get("texto"), o.get("solventar")]
        for numero, o in enumerate(datos["observaciones"], start=1)
    ]
    redaccion.tabla(_OBSERVACIONES, filas, cuerpo=8)
    redaccion.parrafo(_CONTESTAR)
    for campo in ("efecto_en_plazo", "apercibimiento"):
        if prevencion.get(campo):
            redaccion.parrafo(con_punto(prevencion[campo]))


def _firma(redaccion: Redaccion, datos: DatosPrevencion) -> None:
    prevencion = datos["prevencion"]
    desde = len(redaccion.piezas)
    redaccion.seccion("Suscribe", espacio=0)
    bloque_de_firma(
        redaccion, rotulo="", persona=datos["suscribe"], forma=prevencion.get("forma_firma") or "pades",
        firma=None, clave=prevencion.get("clave") or "", url=prevencion.get("url_verificacion") or "",
        sellado=redaccion.version == 1,
    )  # fmt: skip
    redaccion.juntas(desde)
    for copia in datos.get("ccp") or []:
        redaccion.parrafo(copia, estilo.CCP, inicio="C.c.p.")


_CONTESTAR = (
    "Conteste cada observación o, si no está de acuerdo con alguna, dígalo y explique por qué; la respuesta se "
    "registra en el mismo expediente."
)
