"""Lo que dice el expediente, como datos: lo entregado, lo que se contestó y, para quien puede leerlo, lo interno."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from dictamenes.expediente.mensajes import visibles
from dictamenes.models import Dictamen, Mensaje, Plazo, Revision, Solicitud
from flujos.expediente.expediente import participantes, prevenciones_de
from flujos.expediente.linea_tiempo import INSTITUCION
from flujos.expediente.turno import dictamen_de
from flujos.recorrido.etapas import DEL_ENTE

PLAZOS_DEL_ENTE = (*DEL_ENTE, Plazo.Clase.DICTAMEN)


def datos(solicitud: Solicitud, mirada: str) -> dict[str, Any]:
    """Todo lo que esa mirada conoce; sin flotantes, con las fechas en ISO 8601."""
    partes: dict[str, Callable[[Solicitud, str], Any]] = COMUNES if mirada == "ente" else COMUNES | INTERNAS
    return {nombre: _en_texto(parte(solicitud, mirada)) for nombre, parte in partes.items()}


def _presentaciones(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    return [
        {"numero": p.numero, "acuse": p.folio_acuse, "clave": p.clave, "en": p.en, "por": p.por.nombre,
         "entregado": p.datos}
        for p in solicitud.presentaciones.select_related("por")
    ]


def _prevenciones(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    return [
        {
            "folio": p.folio, "causal": p.get_causal_display(), "emitida_en": p.emitida_en, "vence_en": p.vence_en,
            "prorrogada_en": p.prorrogada_en, "cerrada_en": p.cerrada_en,
            "observaciones": [
                {"sobre": o["sobre"], "observacion": o["observacion"].texto, "respuesta": o["observacion"].respuesta,
                 "en_desacuerdo": o["observacion"].en_desacuerdo}
                for o in dicha["observaciones"]
            ],
        }
        for dicha in prevenciones_de(solicitud) for p in [dicha["prevencion"]]
    ]


def _mensajes(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    leidos = visibles(solicitud, mirada)
    return [
        {"tablero": m.get_tablero_display(), "en": m.en, "por": _quien_escribe(m, mirada), "texto": m.texto}
        for m in leidos
    ]


def _quien_escribe(mensaje: Mensaje, mirada: str) -> str:
    return INSTITUCION if mirada == "ente" and not mensaje.del_ente else mensaje.por.nombre


def _plazos(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    plazos = solicitud.plazos.prefetch_related("suspensiones").order_by("inicia_en", "pk")
    if mirada == "ente":
        plazos = plazos.filter(clase__in=PLAZOS_DEL_ENTE)
    return [
        {
            "de": p.get_clase_display(), "inicia_en": p.inicia_en, "vence_en": p.vence_en, "dias_habiles": p.dias,
            "cerrado_en": p.cerrado_en, "dias_que_no_contaron": p.saltados,
            "suspensiones": [{"desde": s.desde, "hasta": s.hasta, "motivo": s.motivo} for s in p.suspensiones.all()],
        }
        for p in plazos
    ]


def _dictamen(solicitud: Solicitud, mirada: str) -> dict[str, Any]:
    """Lo congelado y su situación guardada; «vencido» depende del día en que se lea y aquí no se dice."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None or not dictamen.publico_id:
        return {}
    return {
        "folio": dictamen.folio, "estado": dictamen.get_estado_display(), "firmado_en": dictamen.firmado_en,
        "emitido_en": dictamen.emitido_en, "vigente_desde": dictamen.vigente_desde,
        "vigente_hasta": dictamen.vigente_hasta, "ubicacion_del_original": dictamen.ubicacion_original,
        "datos": dictamen.datos, "condiciones": _condiciones(dictamen),
    }


def _condiciones(dictamen: Dictamen) -> list[dict[str, Any]]:
    return [
        {
            "condicion": c.texto, "responsable": c.responsable, "fecha": c.fecha, "cumplida_en": c.cumplida_en,
            "reportes": [
                {"nota": r.nota, "en": r.reportado_en, "por": r.reportado_por.nombre, "resuelto_en": r.resuelto_en,
                 "motivo": r.motivo, "sha256": r.archivo.sha256}
                for r in c.cumplimientos.select_related("reportado_por", "archivo")
            ],
        }
        for c in dictamen.condiciones.order_by("fecha", "pk")
    ]


def _participantes(solicitud: Solicitud, mirada: str) -> list[dict[str, str]]:
    return [{"funcion": p["clave"], "persona": p["valor"]} for p in participantes(solicitud, mirada)]


def _opiniones(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    revisiones = solicitud.revisiones.select_related("area", "dada_por").prefetch_related(
        "opiniones__concepto", "anteriores__dada_por"
    )
    return [
        {
            "area": r.area.nombre, "ronda": r.ronda, "encargo": r.encargo, "version": r.version,
            "postura": r.get_postura_display(), "texto": r.texto, "criterios": r.criterios, "en": r.dada_en,
            "por": r.dada_por.nombre if r.dada_por else "",
            "por_concepto": [
                {"concepto": o.concepto.orden, "postura": o.get_postura_display(), "nota": o.nota}
                for o in sorted(r.opiniones.all(), key=lambda o: o.concepto.orden)
            ],
            "anteriores": _anteriores(r),
        }
        for r in revisiones.order_by("ronda", "area__nombre", "pk")
    ]


def _anteriores(revision: Revision) -> list[dict[str, Any]]:
    return [
        {"version": a.version, "postura": a.get_postura_display(), "texto": a.texto, "criterios": a.criterios,
         "por_concepto": a.opiniones, "por": a.dada_por.nombre, "en": a.dada_en, "corregida_en": a.corregida_en,
         "motivo": a.motivo}
        for a in revision.anteriores.all()
    ]


def _proyectos(solicitud: Solicitud, mirada: str) -> list[dict[str, Any]]:
    """Cada versión del proyecto como se vio en firma, con las marcas con que se devolvió."""
    dictamen = dictamen_de(solicitud)
    if dictamen is None:
        return []
    proyectos = dictamen.proyectos.select_related("propuesto_por", "devuelto_por").prefetch_related("marcas")
    return [
        {
            "version": p.numero, "datos": p.datos, "sha256": p.sha256, "propuesto_por": p.propuesto_por.nombre,
            "propuesto_en": p.propuesto_en, "devuelto_por": p.devuelto_por.nombre if p.devuelto_por else "",
            "devuelto_en": p.devuelto_en, "motivo": p.motivo,
            "marcas": [{"sobre": m.sobre, "texto": m.texto, "respuesta": m.respuesta} for m in p.marcas.all()],
        }
        for p in proyectos
    ]


COMUNES: dict[str, Callable[[Solicitud, str], Any]] = {
    "presentaciones": _presentaciones, "prevenciones": _prevenciones, "mensajes": _mensajes, "plazos": _plazos,
    "dictamen": _dictamen, "participantes": _participantes,
}
INTERNAS: dict[str, Callable[[Solicitud, str], Any]] = {"opiniones": _opiniones, "proyectos": _proyectos}


def _en_texto(valor: Any) -> Any:
    """Con las fechas y momentos en ISO 8601, para escribirse en JSON."""
    if isinstance(valor, dict):
        return {clave: _en_texto(v) for clave, v in valor.items()}
    if isinstance(valor, list):
        return [_en_texto(v) for v in valor]
    return valor.isoformat() if isinstance(valor, (date, datetime)) else valor
