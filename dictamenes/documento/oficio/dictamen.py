"""El dictamen técnico y estratégico completo (DOMINIO §7), de los datos congelados al PDF."""

from decimal import Decimal

from cuentas.interfaz.formatos import pesos
from dictamenes.congelado import CondicionImpuesta, DatosDictamen, Resolutivo
from dictamenes.documento.oficio.analisis import anexo_tecnico, seccion_estrategica, seccion_tecnica
from dictamenes.documento.oficio.cierre import bloque_de_firma, tabla_de_anexos, tabla_de_quienes
from dictamenes.documento.oficio.documento import Documento, DocumentoIncompleto, a_quien, en_camino, incompletitudes
from dictamenes.documento.oficio.emision import emitir_parejo
from dictamenes.documento.oficio.fechas import fecha_larga, inicio_del_dia
from dictamenes.documento.oficio.fundamento import seccion_fundamento
from dictamenes.documento.oficio.objeto import ANCHOS_DE_FICHA, seccion_objeto
from dictamenes.documento.oficio.palabras import FAVORABLES, SENTIDOS, en_palabras
from dictamenes.documento.oficio.rotulo import rotulo_de
from dictamenes.documento.oficio.trazo import estilo
from dictamenes.documento.oficio.trazo.hoja import Membrete, renglones_de, texto_de_verificacion
from dictamenes.documento.oficio.trazo.pdfa import Ficha
from dictamenes.documento.oficio.trazo.pluma import Celda, Columna, Redaccion
from dictamenes.documento.oficio.version_publica import aviso_de_testado, nombre_de_ejemplar, seccion_testado

_CONDICIONES = (
    Columna("Núm.", 26, "C"), Columna("Condición", None), Columna("Responsable", 96),
    Columna("Fecha límite", 82), Columna("Evidencia", 104),
)  # fmt: skip


def redactar_dictamen(datos: DatosDictamen) -> Documento:
    """Redacta el dictamen: sin `datos["firma"]`, el ejemplar de las partes; con ella, el ejemplar público.

    Lanza DocumentoIncompleto si falta autoridad, objeto o motivación.
    """
    faltantes = incompletitudes(datos)
    if faltantes:
        raise DocumentoIncompleto(faltantes)
    return emitir_parejo(lambda: _redaccion(datos), _membrete(datos), _ficha(datos), datos)


def _redaccion(datos: DatosDictamen) -> Redaccion:
    redaccion = Redaccion(datos["version"])
    _caratula(redaccion, datos)
    _antecedentes_y_fundamento(redaccion, datos)
    seccion_objeto(redaccion, "III. Objeto del dictamen", datos)
    seccion_tecnica(redaccion, "IV. Análisis técnico", datos)
    seccion_estrategica(redaccion, "V. Análisis estratégico", datos)
    _resolutivos(redaccion, datos)
    _firmas(redaccion, datos)
    _integridad(redaccion, datos)
    anexo_tecnico(redaccion, "IX. Anexo técnico", datos["conceptos"])
    seccion_testado(redaccion, "Partes testadas", datos)
    return redaccion


def _membrete(datos: DatosDictamen) -> Membrete:
    encabezado, dictamen = datos["encabezado"], datos["dictamen"]
    return Membrete(
        renglones=renglones_de(encabezado),
        titulo=f"Dictamen {dictamen['folio']}",
        ejemplar=nombre_de_ejemplar(datos),
        folio=f"Dictamen {dictamen['folio']}",
        verificacion=texto_de_verificacion(dictamen),
        rotulo=rotulo_de(datos),
        escudo=encabezado.get("escudo"),
        numero=str(dictamen["folio"]) if dictamen.get("clave") else "",  # el borrador no es de nadie todavía
    )


def _ficha(datos: DatosDictamen) -> Ficha:
    dictamen = datos["dictamen"]
    return Ficha(
        titulo=f"Dictamen {dictamen['folio']}: {datos['asunto']}",
        autor=datos["encabezado"]["dependencia"],
        asunto=datos["asunto"],
        fecha=inicio_del_dia(dictamen["fecha_elaboracion"]),
        nombre_datos="dictamen.json",
    )


def _caratula(redaccion: Redaccion, datos: DatosDictamen) -> None:
    encabezado, dictamen = datos["encabezado"], datos["dictamen"]
    if encabezado.get("leyenda_anual"):
        redaccion.parrafo(encabezado["leyenda_anual"], estilo.LEYENDA)
    redaccion.titulo(
        "Dictamen técnico y estratégico",
        "en materia de tecnologías de la información y comunicaciones",
    )
    fecha = fecha_larga(dictamen["fecha_elaboracion"])
    pares = [
        ("Dictamen núm.", dictamen.get("folio")),
        ("Oficio núm.", dictamen.get("numero_oficio")),
        ("Folio de solicitud", en_camino(datos, "solicitud", "folio")),
        ("Expediente", dictamen.get("expediente")),
        ("Elaborado en", f"{encabezado.get('lugar') or 'Hermosillo, Sonora'}, a {fecha}"),
        ("Clasificación archivística", dictamen.get("clasificacion_archivistica")),
    ]
    if redaccion.version > 1:
        pares[4:] = reversed(pares[4:])  # la clave, en la columna ancha
    redaccion.ficha(pares, ANCHOS_DE_FICHA)
    aviso_de_testado(redaccion, datos)
    _resumen(redaccion, datos)
    _destinatario(redaccion, datos)


def _resumen(redaccion: Redaccion, datos: DatosDictamen) -> None:
    sentido = datos["sentido"].get("titulo") or en_palabras(datos["sentido"]["clave"], SENTIDOS)
    pares = [("Sentido", sentido), *_cifras(datos)]
    anchos = {2: (90,), 3: (160, 70), 4: (112, 124, 80)}[len(pares)]
    redaccion.franja(pares, (estilo.ANCHO - sum(anchos), *anchos))


def _cifras(datos: DatosDictamen) -> list[tuple[str, object]]:
    """Lo solicitado junto a lo dictaminado favorable; en una baja, que no lleva importes, sólo los conceptos."""
    cuantos, dictaminado = len(datos["conceptos"]), datos.get("dictaminado")
    if dictaminado is None:
        return [("Importe total con IVA", pesos(datos["totales"]["total"])), ("Conceptos", cuantos)]
    a_favor = sum(len(g["conceptos"]) for g in dictaminado["por_sentido"] if g["sentido"] in FAVORABLES)
    conceptos = ("Conceptos a favor", f"{a_favor} de {cuantos}")
    if not Decimal(dictaminado["solicitado"]):
        return [conceptos]
    return [("Solicitado, con IVA", pesos(dictaminado["solicitado"])),
            ("Dictaminado favorable", pesos(dictaminado["favorable"])), conceptos]


def _destinatario(redaccion: Redaccion, datos: DatosDictamen) -> None:
    redaccion.destinatario(*a_quien(datos.get("destinatario")), datos["asunto"])
    if datos.get("asunto_propio"):
        redaccion.parrafo(_ASUNTO_PROPIO, estilo.AVISO, inicio="ASUNTO PROPIO.")


def _antecedentes_y_fundamento(redaccion: Redaccion, datos: DatosDictamen) -> None:
    redaccion.seccion("I. Antecedentes")
    for parrafo in datos.get("antecedentes") or ["No se capturaron antecedentes."]:
        redaccion.parrafo(parrafo)
    seccion_fundamento(redaccion, "II. Competencia y fundamento", datos.get("fundamentos") or [])


def _resolutivos(redaccion: Redaccion, datos: DatosDictamen) -> None:
    redaccion.seccion("VI. Resolutivos", espacio=84)
    for numero, resolutivo in enumerate(datos["resolutivos"]):
        ordinal = str(resolutivo.get("ordinal") or "").rstrip(".").upper()
        redaccion.parrafo(resolutivo["texto"], inicio=f"{ordinal}." if ordinal else "")
        if _lleva_condiciones(datos["resolutivos"], numero):
            _condiciones(redaccion, datos.get("condiciones") or [])
    bloques = datos.get("bloques") or {}
    for clase, titulo in (("requisito", "Requisitos"), ("recomendacion", "Recomendaciones")):
        if bloques.get(clase):
            redaccion.subtitulo(titulo)
            redaccion.lista(bloque["texto"] for bloque in bloques[clase])


def _lleva_condiciones(resolutivos: list[Resolutivo], numero: int) -> bool:
    """Si tras ése van las condiciones; en la versión 1 eran el SEGUNDO o, si había uno solo, ése."""
    if clave := resolutivos[numero].get("clave"):
        return clave == "condiciones"
    return numero == min(1, len(resolutivos) - 1)


def _condiciones(redaccion: Redaccion, condiciones: list[CondicionImpuesta]) -> None:
    filas = [
        [
            numero, Celda(condicion["texto"], titulo=True), condicion.get("responsable"),
            fecha_larga(condicion["fecha"]) if condicion.get("fecha") else "", condicion.get("evidencia"),
        ]
        for numero, condicion in enumerate(condiciones, start=1)
    ]  # fmt: skip
    if filas:
        redaccion.tabla(_CONDICIONES, filas)


def _firmas(redaccion: Redaccion, datos: DatosDictamen) -> None:
    dictamen = datos["dictamen"]
    desde = len(redaccion.piezas)
    redaccion.seccion("VII. Elaboró, revisó y autoriza", espacio=0)
    tabla_de_quienes(redaccion, datos.get("elaboro"), datos.get("reviso") or [])
    bloque_de_firma(
        redaccion, rotulo="Autoriza", persona=datos["autoriza"], forma=dictamen.get("forma_firma") or "pades",
        firma=datos.get("firma"), clave=dictamen.get("clave") or "", url=dictamen.get("url_verificacion") or "",
    )  # fmt: skip
    redaccion.juntas(desde)


def _integridad(redaccion: Redaccion, datos: DatosDictamen) -> None:
    bitacora = datos.get("bitacora")
    redaccion.seccion("VIII. Integridad")
    redaccion.parrafo(_INTEGRIDAD, estilo.NOTA)
    if bitacora:
        redaccion.parrafo(bitacora["hash"], estilo.NOTA, inicio=f"Bitácora, eslabón {bitacora['n']}:")
    tabla_de_anexos(redaccion, datos.get("anexos") or [])
    for copia in datos.get("ccp") or []:
        redaccion.parrafo(copia, estilo.CCP, inicio="C.c.p.")


_ASUNTO_PROPIO = "La solicitud proviene de la misma dependencia a la que pertenece la autoridad que dictamina."
_INTEGRIDAD = (
    "Este PDF lleva embebidos, en dictamen.json, los datos con los que se redactó. Los anexos se identifican por su "
    "SHA-256; con el QR o la clave se compara este archivo con el registrado."
)
