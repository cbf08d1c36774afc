"""El caso de un asunto: lo que consta en su expediente, con lo que alguien opina, propone o está por firmar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from cuentas.models import Area as AreaDictaminadora
from cuentas.parametros import parametro
from dictamenes.congelado import CriterioContestado
from dictamenes.models import Concepto as ConceptoPedido
from dictamenes.models import Dictamen, Revision, Solicitud
from dictamenes.models import Fundamento as FundamentoCapturado
from dictamenes.models.dictamen import FAVORABLES, Sentido
from dictamenes.models.revision import Postura
from dictamenes.textos.formularios.definicion import preguntas
from estandares.reglas import OBLIGATORIO

from .caso import (
    FIRMA,
    OPINION,
    PROPUESTA,
    Area,
    Caso,
    Clausula,
    Concepto,
    Condicion,
    Criterio,
    Fundamento,
    Opinion,
    postura_de,
)
from .juicio import Hallazgo, hallazgos
from .tabla import admite

Resoluciones = Mapping[int, Mapping[str, Any]]  # por la llave de cada concepto
Opiniones = Mapping[int, tuple[str, str]]
NO_CUMPLE = "no_cumple"


@dataclass(frozen=True)
class Propuesto:
    """Lo que se propone o está por firmar, como lo dicen el acto y su formulario."""

    analisis: str = ""
    criterios: Sequence[CriterioContestado] = ()
    sentidos: Resoluciones = field(default_factory=dict)
    condiciones: Sequence[Mapping[str, Any]] = ()
    fundamentos: Iterable[FundamentoCapturado] = ()
    aclaraciones: Mapping[str, str] = field(default_factory=dict)


def opinando(
    solicitud: Solicitud, area: AreaDictaminadora, hoy: date, *, texto: str, opiniones: Opiniones,
    criterios: Iterable[CriterioContestado], aclaraciones: Mapping[str, str], conceptos: Iterable[ConceptoPedido] = (),
) -> Caso:
    """El de un área que da su opinión; su postura se deriva. `conceptos`, si ya se leyeron."""
    pedidos = list(conceptos) or list(solicitud.conceptos.all())
    dichas = tuple(Opinion(c.orden, *_dicha(opiniones.get(c.pk))) for c in pedidos)
    opina = Area(area.clave, area.nombre, postura_de(o.postura for o in dichas if o.postura), texto, dichas,
                 _criterios(criterios))
    return Caso(OPINION, hoy, solicitud.tipo, tuple(Concepto(c.orden) for c in pedidos), (opina,),
                aclaraciones=aclaraciones, severidades=_severidades())


def proponiendo(
    solicitud: Solicitud, hoy: date, dicho: Propuesto, conceptos: Iterable[ConceptoPedido] = (),
    momento: str = PROPUESTA, severidades: Mapping[str, str] | None = None,
) -> Caso:
    """El de quien propone `dicho`. `conceptos` y `severidades` (el parámetro), si ya se leyeron."""
    pedidos = list(conceptos) or list(solicitud.conceptos.all())
    exceptuadas = _exceptuadas(solicitud)
    return Caso(
        momento, hoy, solicitud.tipo,
        tuple(_concepto(c, dicho.sentidos.get(c.pk, {}), exceptuadas) for c in pedidos),
        _areas(solicitud, {c.pk: c.orden for c in pedidos}), dicho.analisis, _criterios(dicho.criterios),
        tuple(_condicion(c) for c in dicho.condiciones), total=sum((c.importe for c in pedidos), Decimal(0)),
        fundamentos=citados(dicho.fundamentos), folio_anterior=_folio_anterior(solicitud),
        aclaraciones=dicho.aclaraciones, severidades=_severidades() if severidades is None else severidades,
    )


def por_firmar(dictamen: Dictamen, hoy: date, severidades: Mapping[str, str] | None = None) -> Caso:
    """El de un proyecto ya hecho, como consta."""
    dicho = Propuesto(
        dictamen.analisis, dictamen.criterios,
        {s.concepto_id: {"sentido": s.sentido, "razones": s.razones, "corregir": s.corregir, "motivo": s.motivo}
         for s in dictamen.sentidos.all()},
        [{"texto": c.texto, "responsable": c.responsable, "fecha": c.fecha, "evidencia": c.evidencia}
         for c in dictamen.condiciones.all()],
        _con_relevo(dictamen), dictamen.aclaraciones,
    )
    return proponiendo(dictamen.solicitud, hoy, dicho, momento=FIRMA, severidades=severidades)


def enteros(dictamenes: Iterable[int]) -> list[Dictamen]:
    """Esos proyectos con todo lo que se juzga de ellos, leídos de una vez."""
    return list(Dictamen.objects.filter(pk__in=dictamenes).defer("datos", "datos_publicos").select_related(
        "solicitud__formulario").prefetch_related(
            "sentidos", "condiciones", Prefetch("fundamentos", FundamentoCapturado.objects.con_relevo()),
            "solicitud__conceptos__excepciones__requisito",
            Prefetch("solicitud__revisiones", Revision.objects.select_related("area")),
            "solicitud__revisiones__opiniones"))


def de_varios(leidos: Iterable[Dictamen], hoy: date) -> dict[int, list[Hallazgo]]:
    """Lo que se halla en cada uno de `enteros`."""
    severidades = _severidades()
    return {dictamen.pk: hallazgos(por_firmar(dictamen, hoy, severidades)) for dictamen in leidos}


def citados(fundamentos: Iterable[FundamentoCapturado]) -> tuple[Fundamento, ...]:
    return tuple(Fundamento(str(f), _hasta(f)) for f in fundamentos)


def _hasta(fundamento: FundamentoCapturado) -> date | None:
    """Su último día: el de su vigencia o, si ya tiene versión siguiente, la víspera de que empiece."""
    relevado: date | None = getattr(fundamento, "relevado_desde", None)
    fines = [fundamento.vigente_hasta, relevado and relevado - timedelta(days=1)]
    return min((fin for fin in fines if fin), default=None)


def _con_relevo(dictamen: Dictamen) -> Iterable[FundamentoCapturado]:
    """Los que cita, sabiendo si ya los releva otra versión; los de `enteros` ya vienen así."""
    leidos = getattr(dictamen, "_prefetched_objects_cache", {}).get("fundamentos")
    return leidos if leidos is not None else dictamen.fundamentos.con_relevo()


def _concepto(pedido: ConceptoPedido, dicho: Mapping[str, Any], exceptuadas: set[tuple[int, str]]) -> Concepto:
    sentido = dicho.get("sentido") if dicho.get("sentido") in Sentido.values else ""
    return Concepto(
        pedido.orden, sentido or "", tuple(dicho.get("razones") or ()), dicho.get("corregir") or "",
        dicho.get("motivo") or "", pedido.importe, pedido.importe if sentido in FAVORABLES else Decimal(0),
        _incumplidas(pedido, exceptuadas),
    )


def _incumplidas(pedido: ConceptoPedido, exceptuadas: set[tuple[int, str]]) -> tuple[Clausula, ...]:
    """Las obligatorias que no cumple, citadas como en el documento: perfil y número («LAP-ADM.3»)."""
    if pedido.evaluacion is None or not pedido.no_cumple:
        return ()
    perfil = pedido.evaluacion.get("perfil_clave", "")
    halladas = tuple(
        Clausula(f"{perfil}.{n}", a["atributo"], (pedido.pk, a["clave"]) in exceptuadas)
        for n, a in enumerate(pedido.evaluacion["atributos"], start=1)
        if a["resultado"] == NO_CUMPLE and a["nivel"] == OBLIGATORIO
    )
    return halladas or (Clausula(perfil or "su perfil"),)


def _exceptuadas(solicitud: Solicitud) -> set[tuple[int, str]]:
    """De qué concepto, qué atributo: sólo lo otorgado."""
    prefetch_related_objects([solicitud], "conceptos__excepciones__requisito")
    return {(c.pk, e.requisito.atributo)
            for c in solicitud.conceptos.all() for e in c.excepciones.all() if e.vale_en(c)}


def _areas(solicitud: Solicitud, numeros: Mapping[int, int]) -> tuple[Area, ...]:
    """Lo último que dijo cada área, y las que en esta ronda no han contestado."""
    con_area = Prefetch("revisiones", Revision.objects.select_related("area"))
    prefetch_related_objects([solicitud], con_area, "revisiones__opiniones")
    ultimas: dict[int, Revision] = {}
    for revision in solicitud.revisiones.all():  # por ronda
        if revision.dada_en or revision.ronda == solicitud.ronda:
            ultimas[revision.area_id] = revision
    return tuple(
        Area(r.area.clave, r.area.nombre, r.postura, r.texto,
             tuple(Opinion(numeros[o.concepto_id], o.postura, o.nota) for o in r.opiniones.all()),
             _criterios(r.criterios))
        for r in ultimas.values()
    )


def _criterios(contestados: Iterable[CriterioContestado]) -> tuple[Criterio, ...]:
    return tuple(Criterio(c.get("clave", ""), c["criterio"], c["resultado"], c["razon"]) for c in contestados)


def _condicion(dicha: Mapping[str, Any]) -> Condicion:
    textos = {campo: dicha.get(campo) or "" for campo in ("texto", "responsable", "evidencia")}
    return Condicion(fecha=dicha.get("fecha"), **textos)


def _dicha(opinion: tuple[str, str] | None) -> tuple[str, str]:
    postura, nota = opinion or ("", "")
    return postura if postura in Postura.values else "", nota


def _folio_anterior(solicitud: Solicitud) -> str:
    claves = [p["clave"] for p in preguntas(solicitud.formulario.definicion) if p.get("es_folio_anterior")]
    return " ".join(solicitud.respuestas.get(clave, "") for clave in claves).strip()


def _severidades() -> dict[str, str]:
    """Las que se cambiaron y la tabla admite."""
    return {clave: severidad for clave, severidad in parametro("coherencia.severidades").items()
            if admite(clave, severidad)}
