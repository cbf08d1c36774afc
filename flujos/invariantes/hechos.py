"""Todo hecho tiene su evento y todo evento su hecho; lo emitido no cambia."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dictamenes.models.dictamen import EstadoDeDictamen
from dictamenes.models.solicitud import Estado
from flujos.invariantes.casos import Caso

PUBLICADOS = {
    EstadoDeDictamen.VIGENTE, EstadoDeDictamen.CONTRATADO, EstadoDeDictamen.SUSTITUIDO, EstadoDeDictamen.SIN_EFECTOS,
}
FIRMADOS = PUBLICADOS | {EstadoDeDictamen.FIRMADO}


def cada_hecho_con_su_evento(caso: Caso) -> Iterator[str]:
    """Los renglones y los eventos cuentan lo mismo, uno a uno y con la misma persona."""
    for que, hechos, eventos in _parejas(caso):
        for sobra in _menos(hechos, eventos):
            yield f"{que} {sobra}: está el hecho y falta su evento"
        for falta in _menos(eventos, hechos):
            yield f"{que} {falta}: está el evento y falta el hecho"


def _parejas(caso: Caso) -> Iterator[tuple[str, list[Any], list[Any]]]:
    s = caso.solicitud
    entregas = caso.con("solicitud.presentada", "prevencion.desahogada")
    yield ("entrega", [(p.folio_acuse, p.por_id) for p in s.presentaciones.all()],
           [(e.datos.get("acuse"), e.por_id) for e in entregas])
    yield ("folio", [s.folio] if s.folio else [], [e.datos.get("folio") for e in caso.con("solicitud.presentada")])
    yield ("prevención", [(p.folio, p.emitida_por_id) for p in s.prevenciones.all()],
           [(e.datos.get("prevencion"), e.por_id) for e in caso.con("solicitud.prevenida")])
    yield ("desahogo", [(p.folio, p.desahogada_por_id) for p in s.prevenciones.all() if p.desahogada_por_id],
           [(e.datos.get("prevencion"), e.por_id) for e in caso.con("prevencion.desahogada")])
    yield ("opinión", [(r.area.clave, r.ronda, r.dada_por_id) for r in s.revisiones.all() if r.dada_en],
           [(e.datos.get("area"), e.datos.get("ronda"), e.por_id) for e in caso.con("revision.dada")])
    yield ("corrección", [(r.area.clave, r.ronda, a.version + 1, a.dada_por_id)
                          for r in s.revisiones.all() for a in r.anteriores.all()],
           [(e.datos.get("area"), e.datos.get("ronda"), e.datos.get("version"), e.por_id)
            for e in caso.con("revision.corregida")])
    yield ("interés", [i.persona_id for i in s.intereses.all()],
           [e.por_id for e in caso.con("interes.declarado")])
    yield ("escrito en papel", [(e.archivo.sha256, e.capturado_por_id) for e in s.escritos.all()],
           [(e.datos["escaneo"], e.por_id) for e in caso.eventos if "escaneo" in e.datos])
    yield "inicio", [s.elaborada_por_id], [e.por_id for e in caso.con("solicitud.iniciada")]
    yield from _del_dictamen(caso)


def _del_dictamen(caso: Caso) -> Iterator[tuple[str, list[Any], list[Any]]]:
    d, propuestas = caso.dictamen, caso.con("dictamen.propuesto")
    yield ("proyecto", [(d.version, d.proyectado_por_id)] if d else [],
           [(e.datos.get("version"), e.por_id) for e in propuestas[-1:]])
    yield "versiones del proyecto", list(range(1, d.version + 1)) if d else [], [
        e.datos.get("version") for e in propuestas]
    congelados = {e.datos.get("folio") for e in caso.con("dictamen.congelado")}
    yield "folio de dictamen", [d.folio] if d and d.folio else [], sorted(congelados, key=str)
    detenidas = list(d.sin_emitir.all()) if d else []
    anuladas = [a for a in detenidas if a.anulada_en]
    vale = [d.firmado_por_id] if d and d.firmado_por_id and d.firmado_id not in {a.firmado_id for a in anuladas} else []
    yield ("firma", [a.firmado_por_id for a in anuladas] + vale,
           [e.por_id for e in caso.con("dictamen.firmado")])
    yield ("petición de anular la firma", [(a.pedida_por_id, a.motivo) for a in detenidas if a.pedida_en],
           [(e.por_id, e.datos.get("motivo")) for e in caso.con("dictamen.anulacion_pedida")])
    yield ("firma anulada", [(a.anulada_por_id, a.motivo) for a in anuladas],
           [(e.por_id, e.datos.get("motivo")) for e in caso.con("dictamen.firma_anulada", "dictamen.firma_revocada")])
    libre = getattr(d, "revision_publica", None) if d else None
    yield ("revisión de lo público", [libre.liberada_por_id] if libre and libre.liberada_en else [],
           [e.por_id for e in caso.con("dictamen.publico_liberado")])
    yield ("espera para publicarse", [libre.vence.isoformat()] if libre else [],
           [e.datos["por_publicar"] for e in caso.con("dictamen.emitido") if "por_publicar" in e.datos])
    yield "emisión", [d.folio] if d and d.emitido_en else [], [e.datos.get("folio") for e in caso.con(
        "dictamen.emitido")]


def _menos(unos: list[Any], otros: list[Any]) -> list[Any]:
    quedan, faltan = list(otros), []
    for uno in unos:
        if uno in quedan:
            quedan.remove(uno)
        else:
            faltan.append(uno)
    return faltan


def lo_emitido_no_cambia(caso: Caso) -> Iterator[str]:
    """SD11: las huellas de hoy son las del evento que selló, firmó o emitió."""
    if caso.dictamen is None:
        return
    d = caso.dictamen
    for accion, dato, archivo in (
        ("dictamen.preparado", "sha256", d.sellado), ("dictamen.firmado", "firmado", d.firmado),
        ("dictamen.firmado", "visto", d.sellado), (_publico_segun(caso), "publico", d.publico),
        ("dictamen.emitido", "de_las_partes", d.de_las_partes),
    ):
        ultimos = caso.con(accion, "dictamen.propuesto")[-1:]  # otra propuesta deja atrás lo que se selló
        for evento in ultimos:
            if evento.accion == accion and evento.datos.get(dato) != (archivo.sha256 if archivo else None):
                yield f"su {dato} no es el del evento {evento.n} «{accion}»"
    emitidos = caso.con("dictamen.emitido")
    if emitidos and emitidos[-1].datos.get("folio") != d.folio:
        yield f"se emitió con el folio {emitidos[-1].datos.get('folio')} y hoy dice {d.folio}"


def _publico_segun(caso: Caso) -> str:
    """El evento que dejó el ejemplar público de hoy: el que lo emitió o, si algo se testó, el último que testó."""
    return "dictamen.testado" if caso.con("dictamen.testado") else "dictamen.emitido"


def dictamen_con_sus_archivos(caso: Caso) -> Iterator[str]:
    """A lo más un dictamen, emitido una sola vez; firmado o vigente, con todos sus archivos."""
    if len(caso.con("dictamen.emitido")) > 1:
        yield "su dictamen se emitió más de una vez"
    d = caso.dictamen
    if (d is not None and d.estado in PUBLICADOS) != (caso.solicitud.estado == Estado.EMITIDA):
        yield f"está en «{caso.solicitud.estado}» y su dictamen en «{d.estado if d else None}»"
    if d is None:
        return
    exigidos = {"sellado": d.estado != EstadoDeDictamen.EN_PREPARACION, "firmado": d.estado in FIRMADOS,
                "publico": d.estado in PUBLICADOS, "de_las_partes": d.estado in PUBLICADOS}
    for campo, exigido in exigidos.items():
        if exigido and getattr(d, f"{campo}_id") is None:
            yield f"su dictamen está en «{d.estado}» sin el archivo {campo}"
