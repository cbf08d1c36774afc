"""Lo que nace con un acto del trámite —el acuse, el oficio y la prevención—, redactado desde lo que se guardó.

Lo redacta quien lo pide y lo repite quien lo sella: los mismos datos dan los mismos bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from django.conf import settings

from bitacora.atado import exigir_atados
from bitacora.cadena import ultima_ancla
from cuentas.interfaz.formatos import fecha_con_dia
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.congelado import (
    DatosOficio,
    DatosPrevencion,
    DeVerificacion,
    Encabezado,
    Entrega,
    FundamentoCitado,
    ObservacionImpresa,
    Persona,
    PorAdjuntar,
)
from dictamenes.documento import oficio
from dictamenes.documento.instantanea import destinatario, direccion, quien
from dictamenes.documento.membrete import encabezado
from dictamenes.models import Plazo, Presentacion, Prevencion, Solicitud, TransferenciaPrimaria
from dictamenes.reglas import claves, lugares, plazos

AL_NOTIFICARSE = (
    "El plazo cuenta desde el día hábil siguiente a aquel en que surta efectos la notificación de esta prevención, que "
    "se hace cuando está firmada. El día en que vence lo dice el expediente."
)
DECLARACION_DE_ANTES = (
    "Declaro, bajo protesta de decir verdad, que la información y los documentos presentados son veraces."
)


def acuse(presentacion: Presentacion) -> bytes:
    """El acuse en PDF; siempre los mismos bytes para la misma presentación."""
    return oficio.redactar_acuse(presentacion.acuse).contenido


def oficio_de_solicitud(presentacion: Presentacion) -> bytes:
    """El oficio con que el ente solicita el dictamen, para firmarse; con lo congelado al presentar."""
    datos = _con_lo_que_se_imprime({**presentacion.datos, "folio": presentacion.solicitud.folio})
    acuse = presentacion.acuse["acuse"]
    claves: DeVerificacion = {"clave": acuse["clave"], "url_verificacion": acuse["url_verificacion"]}
    de_oficio = datos_de_oficio(datos, claves, datos["presentada_por"], presentacion.acuse["version"])
    return oficio.redactar_solicitud({**de_oficio, "ancla": presentacion.acuse.get("ancla")}).contenido


def inventario(transferencia: TransferenciaPrimaria) -> bytes:
    """La relación de una transferencia, con lo congelado al declararla."""
    exigir_atados(transferencia)
    return oficio.redactar_inventario(transferencia.datos).contenido


def oficio_de_prevencion(prevencion: Prevencion) -> bytes:
    exigir_atados(prevencion, clases=("papel_de_prevencion",))
    solicitud = prevencion.solicitud
    return oficio.redactar_prevencion(
        {
            "version": prevencion.papel,
            "rotulo": settings.ROTULO_SIN_VALIDEZ,
            "encabezado": _membrete_de(prevencion),
            "prevencion": {
                "folio": prevencion.folio, "numero_oficio": prevencion.folio,
                "fecha": prevencion.emitida_en.isoformat(), **_desde_que_surte(prevencion),
                "plazo_dias_habiles": plazos.dias_de(solicitud, Plazo.Clase.PREVENCION), "forma_firma": "autografa",
                "clave": prevencion.clave or "",
                "url_verificacion": direccion(prevencion.clave) if prevencion.clave else "",
            },
            "destinatario": prevencion.destinatario or destinatario(solicitud, prevencion.emitida_en),
            "solicitud": solicitud.presentaciones.earliest("numero").datos,
            "causal": {"clave": prevencion.causal, "texto": prevencion.get_causal_display()},
            "fundamentos": prevencion.fundamentos,
            "observaciones": _observaciones(solicitud, [(o.sobre, o.texto) for o in prevencion.observaciones.all()]),
            "suscribe": quien(prevencion.emitida_por, "requisitos.resolver", prevencion.emitida_en),
            "ccp": [],
            "ancla": prevencion.ancla,
        }
    ).contenido


def prevencion_por_firmar(
    solicitud: Solicitud, por: Usuario, en: datetime, *, folio: str, causal: str,
    observaciones: Sequence[tuple[str, str]], fundamentos: list[FundamentoCitado],
) -> DatosPrevencion:
    """Lo que dirá una prevención que se firma electrónicamente: nada corre hasta que, firmada, se notifique."""
    clave = claves.nueva()
    return {
        "version": 2, "rotulo": settings.ROTULO_SIN_VALIDEZ, "encabezado": encabezado(solicitud.ejercicio, en),
        "prevencion": {
            "folio": folio, "numero_oficio": folio, "fecha": en.isoformat(), "vence_en": "",
            "efecto_en_plazo": AL_NOTIFICARSE, "plazo_dias_habiles": plazos.dias_de(solicitud, Plazo.Clase.PREVENCION),
            "forma_firma": "pades", "clave": clave, "url_verificacion": direccion(clave),
        },
        "destinatario": destinatario(solicitud, en), "solicitud": solicitud.presentaciones.earliest("numero").datos,
        "causal": {"clave": causal, "texto": Prevencion.Causal(causal).label}, "fundamentos": fundamentos,
        "observaciones": _observaciones(solicitud, observaciones),
        "suscribe": quien(por, "requisitos.resolver", en), "ccp": [], "ancla": ultima_ancla(),
    }


def _observaciones(solicitud: Solicitud, dichas: Sequence[tuple[str, str]]) -> list[ObservacionImpresa]:
    nombres = lugares.en_palabras(solicitud)
    return [{"numero": n, "sobre": nombres.get(a, a), "texto": t} for n, (a, t) in enumerate(dichas, start=1)]


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


def datos_de_oficio(
    datos: Entrega, claves: DeVerificacion | PorAdjuntar, firmante: Persona, version: int, forma: str = "autografa"
) -> DatosOficio:
    """`version` es la de su acuse: el oficio se redacta como entonces."""
    return {
        "version": version,
        "rotulo": settings.ROTULO_SIN_VALIDEZ,
        "encabezado": _membrete_del_ente(datos, firmante, version),
        "oficio": {
            "numero": datos["oficio_numero"], "fecha": datos["oficio_fecha"], "forma_firma": forma, **claves,
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
