"""Los documentos del expediente: redactar, sellar, firmar, cerrar y guardar. Nunca dentro de un acto."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from django.conf import settings
from django.urls import reverse

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.atado import exigir_atados
from bitacora.cadena import ultima_ancla
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.interfaz.formatos import fecha_con_dia
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.ataduras import del_expediente
from dictamenes.congelado import (
    DatosDictamen,
    DatosOficio,
    DeVerificacion,
    Encabezado,
    Entrega,
    Persona,
    PorAdjuntar,
    Portada,
)
from dictamenes.documento import oficio, para_firma
from dictamenes.documento.firma import cierre, instalada, persona
from dictamenes.documento.firmante import cliente as firmante
from dictamenes.documento.firmante import papeles
from dictamenes.documento.instantanea import VERSION, destinatario, quien
from dictamenes.documento.membrete import encabezado
from dictamenes.documento.redaccion import exigencias
from dictamenes.documento.testado import Fragmento
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import (
    Dictamen,
    Formulario,
    Plazo,
    Presentacion,
    Prevencion,
    Solicitud,
    TransferenciaPrimaria,
)
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas import lugares, plazos

PDF = "application/pdf"
DECLARACION_DE_ANTES = (
    "Declaro, bajo protesta de decir verdad, que la información y los documentos presentados son veraces."
)
BORRADOR = "BORRADOR, SIN VALIDEZ"
EDICION_DEL_FORMATO = "2026-11-22"  # la última vez que cambió lo que dice el formato de contingencia


def sellado(dictamen: Dictamen, en: datetime) -> Archivo:
    """Lo congelado, redactado y certificado con el sello institucional, con el campo de firma ya puesto."""
    return guardar(firmante.sellar(papeles.PARA_FIRMA, dictamen, en=en), PDF)


def firmado(dictamen: Dictamen, quien_firma: Usuario, en: datetime) -> Archivo:
    """Firma los bytes sellados con la e.firma de prueba que custodia la demostración.

    `DatosInvalidos` si no la hay; `ContenidoAlterado` si el expediente o quien firma no son lo que se registró.
    """
    with con_constancia("dictamen.firmar", dictamen.solicitud, por=quien_firma, en=en):
        exigir_atados(quien_firma, *del_expediente(dictamen.solicitud))
    try:
        credencial = instalada.credencial_de(quien_firma.rfc, en=en)
    except instalada.CredencialNoCustodiada as error:
        raise DatosInvalidos(f"{error} Use la firma autógrafa.") from error
    contenido = persona.firmar(
        dictamen.documento_sellado.leer(), credencial=credencial, en=en,
        motivo=f"Autoriza el dictamen {dictamen.folio}", lugar=dictamen.congelado["encabezado"]["lugar"],
    )
    return guardar(contenido, PDF)


def borrador(datos: DatosDictamen) -> bytes:
    """Cómo quedaría el dictamen con esos datos: sin folio, sin clave y sin sello."""
    portada: Portada = {
        **datos["dictamen"], "folio": BORRADOR, "numero_oficio": BORRADOR, "clave": "", "url_verificacion": "",
    }
    return oficio.redactar_dictamen({**datos, "dictamen": portada}).contenido


def ejemplares(dictamen: Dictamen, en: datetime) -> tuple[Archivo, Archivo]:
    """El ejemplar de las partes, cerrado y verificado, y el público, sellado sin que admita cambios."""
    return _de_las_partes(dictamen, en), publico(dictamen, en)


def publico(dictamen: Dictamen, en: datetime, fragmentos: Sequence[Fragmento] = ()) -> Archivo:
    """El ejemplar público, sin los `fragmentos` que se testen, sellado sin que admita cambios."""
    return guardar(firmante.sellar(papeles.PUBLICO, dictamen, en=en, fragmentos=fragmentos), PDF)


def acuse(presentacion: Presentacion) -> bytes:
    """El acuse en PDF; siempre los mismos bytes para la misma presentación."""
    return oficio.redactar_acuse(presentacion.acuse).contenido


def oficio_de_solicitud(presentacion: Presentacion) -> bytes:
    """El oficio con que el ente solicita el dictamen, para firmarse; con lo congelado al presentar."""
    datos = _con_lo_que_se_imprime({**presentacion.datos, "folio": presentacion.solicitud.folio})
    acuse = presentacion.acuse["acuse"]
    claves: DeVerificacion = {"clave": acuse["clave"], "url_verificacion": acuse["url_verificacion"]}
    de_oficio = _datos_de_oficio(datos, claves, datos["presentada_por"], presentacion.acuse["version"])
    return oficio.redactar_solicitud({**de_oficio, "ancla": presentacion.acuse.get("ancla")}).contenido


def oficio_para_firma(solicitud: Solicitud, clave: str, *, por: Usuario, en: datetime) -> bytes:
    """El oficio de un borrador, con la clave de lo capturado y el QR de la página donde se adjunta ya firmado.

    `DatosInvalidos` si le falta algo sin lo que no puede redactarse.
    """
    anexos = reverse("flujos:anexos", args=[solicitud.pk])
    claves: PorAdjuntar = {"clave": clave, "url_adjuntar": f"{settings.SITIO_URL}{anexos}?clase={para_firma.OFICIO}"}
    firma = para_firma.firmante(solicitud, por, en)
    datos = _datos_de_oficio(para_firma.datos(solicitud), claves, firma, VERSION)
    try:
        return oficio.redactar_solicitud({**datos, "ancla": ultima_ancla()}).contenido
    except oficio.DocumentoIncompleto as incompleto:
        raise DatosInvalidos(" ".join(incompleto.faltantes)) from incompleto


def _datos_de_oficio(
    datos: Entrega, claves: DeVerificacion | PorAdjuntar, firmante: Persona, version: int
) -> DatosOficio:
    """`version` es la de su acuse: el oficio se redacta como entonces."""
    return {
        "version": version,
        "rotulo": settings.ROTULO_SIN_VALIDEZ,
        "encabezado": _membrete_del_ente(datos, firmante, version),
        "oficio": {
            "numero": datos["oficio_numero"], "fecha": datos["oficio_fecha"], "forma_firma": "autografa", **claves,
        },
        "destinatario": {
            "nombre": "", "cargo": parametro("institucion.subsecretaria"),
            "dependencia": parametro("institucion.dependencia"),
        },
        "asunto": f"Se solicita dictamen técnico y estratégico del proyecto «{datos['proyecto']}»",
        "solicitud": datos,
        "conceptos": datos["conceptos"], "totales": datos["totales"], "anexos": datos["anexos"],
        "firmante": firmante, "ccp": [],
    }


def _membrete_del_ente(datos: Entrega, firmante: Persona, version: int) -> Encabezado:
    """El ente y el cargo de quien firma por él, sin escudo; hasta la versión 1, el área requirente."""
    leyendas = parametro("institucion.leyenda_anual")
    membrete: Encabezado = {
        "dependencia": datos["ente"], "subsecretaria": datos["area_requirente"] if version == 1 else firmante["cargo"],
        "leyenda_anual": leyendas.get(str(datos["ejercicio"]), ""), "lugar": parametro("institucion.lugar"),
    }
    return membrete if version == 1 else {**membrete, "escudo": ""}


def _con_lo_que_se_imprime(datos: Entrega) -> Entrega:
    """Lo entregado antes de que la definición dijera qué se declara e imprime: lo que entonces decía el programa."""
    if "declaraciones" in datos:
        return datos
    respuestas = datos["respuestas"]
    return {**datos, "declaraciones": [DECLARACION_DE_ANTES], "fuente": respuestas.get("fuente", ""),
            "necesidad": respuestas.get("necesidad", "")}


def formato_de_contingencia(anio: int) -> bytes:
    """El formato en blanco para cuando el sistema no está; `anio` es el de la leyenda que lleva."""
    vigentes = {f.tipo: f.definicion for f in Formulario.objects.publicadas().order_by("tipo", "numero")}
    nombres = {a["nombre"]: None for definicion in vigentes.values() for a in definicion["anexos"]}  # sin repetir
    return oficio.redactar_contingencia({
        "version": 1, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(anio, reloj.ahora()),
        "formato": {"edicion": EDICION_DEL_FORMATO}, "anexos": list(nombres), "ancla": ultima_ancla(),
    }).contenido


def inventario(transferencia: TransferenciaPrimaria) -> bytes:
    """La relación de una transferencia, con lo congelado al declararla."""
    exigir_atados(transferencia)
    return oficio.redactar_inventario(transferencia.datos).contenido


def oficio_de_prevencion(prevencion: Prevencion) -> bytes:
    exigir_atados(prevencion, clases=("papel_de_prevencion",))
    solicitud = prevencion.solicitud
    nombres = lugares.en_palabras(solicitud)
    return oficio.redactar_prevencion(
        {
            "version": prevencion.papel,
            "rotulo": settings.ROTULO_SIN_VALIDEZ,
            "encabezado": _membrete_de(prevencion),
            "prevencion": {
                "folio": prevencion.folio, "numero_oficio": prevencion.folio,
                "fecha": prevencion.emitida_en.isoformat(), **_desde_que_surte(prevencion),
                "plazo_dias_habiles": plazos.dias_de(solicitud, Plazo.Clase.PREVENCION), "forma_firma": "autografa",
                "clave": "", "url_verificacion": "",
            },
            "destinatario": prevencion.destinatario or destinatario(solicitud, prevencion.emitida_en),
            "solicitud": solicitud.presentaciones.earliest("numero").datos,
            "causal": {"clave": prevencion.causal, "texto": prevencion.get_causal_display()},
            "fundamentos": prevencion.fundamentos,
            "observaciones": [
                {"numero": n, "sobre": nombres.get(o.sobre, o.sobre), "texto": o.texto}
                for n, o in enumerate(prevencion.observaciones.all(), start=1)
            ],
            "suscribe": quien(prevencion.emitida_por, "requisitos.resolver", prevencion.emitida_en),
            "ccp": [],
            "ancla": prevencion.ancla,
        }
    ).contenido


def _membrete_de(prevencion: Prevencion) -> Encabezado:
    membrete = encabezado(prevencion.solicitud.ejercicio, prevencion.emitida_en)
    if prevencion.papel == 1:
        del membrete["escudo"]
    return membrete


class _Plazo(TypedDict):
    """Lo que dice del plazo el oficio de una prevención."""

    vence_en: str
    efecto_en_plazo: NotRequired[str]
    apercibimiento: NotRequired[str]


def _desde_que_surte(prevencion: Prevencion) -> _Plazo:
    """El día en que vence o, si todavía no surte efectos al emitirse, desde cuándo cuenta: así se imprime siempre."""
    suya = prevencion.notificacion
    if suya is None or not suya.dias:
        return {"vence_en": prevencion.vence_en.isoformat()}
    return {"vence_en": "", "efecto_en_plazo": (
        "El plazo cuenta desde el día hábil siguiente a aquel en que esta prevención surta efectos: cuando la lea "
        f"quien puede recibirla o, si nadie la lee, el {fecha_con_dia(suya.surtiria_en)}. Lo dice el expediente."
    )}


def _de_las_partes(dictamen: Dictamen, en: datetime) -> Archivo:
    if dictamen.forma_firma == FormaDeFirma.AUTOGRAFA:
        return dictamen.documento_firmado
    contenido = cierre.cerrar(
        dictamen.documento_firmado.leer(), estampadora=instalada.estampadora(en), raices=instalada.raices(), en=en,
        exigencias=exigencias(dictamen), respondedor=instalada.respondedor(en), firmado_en=dictamen.momento_de_firma,
    )
    return guardar(contenido, PDF)
