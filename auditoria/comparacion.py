"""Antes y después de dos versiones cualesquiera de algo del expediente, campo por campo.

Tres cosas tienen versiones: lo que el ente entregó (al presentar y cada vez que atendió observaciones), la opinión de
cada área y el proyecto de dictamen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from cuentas.interfaz.formatos import pesos
from dictamenes.congelado import ConceptoEntregado, Entrega, OpinionGuardada
from dictamenes.documento.diferencias import Cambio, cambios_de_partes, lineas
from dictamenes.documento.diferencias import partes as partes_del_documento
from dictamenes.documento.oficio.palabras import RESULTADOS, en_palabras
from dictamenes.generales import CAMPOS_GENERALES
from dictamenes.models import Formulario, OpinionAnterior, Revision, Solicitud
from dictamenes.models.revision import PosturaDeArea
from dictamenes.textos.formularios.definicion import preguntas

DE_LA_ENTREGA = {campo.nombre: campo.en_documentos for campo in CAMPOS_GENERALES if campo.congelado} | {
    "formulario": "Versión de las preguntas",
}
DEL_CONCEPTO = {
    "descripcion": "descripción", "cantidad": "cantidad", "unidad": "unidad", "precio_unitario": "precio unitario",
    "tasa_iva": "tasa de IVA", "total": "total", "perfil": "perfil del estándar", "marca_justificada": "marca",
}
EN_PESOS = {"precio_unitario", "total"}
Partes = Iterator[tuple[str, list[str]]]


@dataclass(frozen=True)
class Version:
    """Una versión: cuál, cuándo quedó, de quién y lo que decía."""

    numero: int
    en: datetime
    por: str
    partes: Callable[[], Partes]


@dataclass(frozen=True)
class Serie:
    """Lo que tiene versiones, de la primera a la última."""

    clave: str
    nombre: str
    versiones: list[Version]

    def numero(self, texto: str) -> Version | None:
        return next((v for v in self.versiones if str(v.numero) == texto), None)


def series(solicitud: Solicitud) -> list[Serie]:
    """Todo lo del expediente que tiene versiones, también si sólo hay una."""
    halladas = [_entregas(solicitud), *(_opinion(r) for r in _dadas(solicitud)), _proyecto(solicitud)]
    return [serie for serie in halladas if serie.versiones]


def comparar(antes: Version, ahora: Version) -> list[Cambio]:
    """Lo que cambió de una versión a otra, parte por parte y palabra por palabra."""
    return cambios_de_partes(dict(antes.partes()), dict(ahora.partes()))


def elegir(todas: list[Serie], consulta: Mapping[str, str]) -> tuple[Serie, Version, Version] | None:
    """La serie y las dos versiones que pide la dirección, o la última y la de antes; None si nada tiene dos.

    Lanza `LookupError` si pide una serie que no existe.
    """
    pedida = consulta.get("serie") or next((serie.clave for serie in todas if len(serie.versiones) > 1), "")
    if not pedida:
        return None
    serie = next((serie for serie in todas if serie.clave == pedida), None)
    if serie is None:
        raise LookupError(pedida)
    antes, ahora = serie.versiones[-2:][0], serie.versiones[-1]
    return serie, serie.numero(consulta.get("antes", "")) or antes, serie.numero(consulta.get("ahora", "")) or ahora


def _entregas(solicitud: Solicitud) -> Serie:
    presentaciones = solicitud.presentaciones.select_related("por")
    textos = cache(partial(_textos_de_preguntas, solicitud))
    versiones = [Version(p.numero, p.en, p.por.nombre, partial(_de_entrega, p.datos, textos)) for p in presentaciones]
    return Serie("entrega", "Lo entregado por el ente", versiones)


def _dadas(solicitud: Solicitud) -> list[Revision]:
    dadas = solicitud.revisiones.exclude(dada_en=None).select_related("area", "dada_por")
    return list(dadas.prefetch_related("anteriores__dada_por", "opiniones__concepto"))


def _opinion(revision: Revision) -> Serie:
    """Las corregidas y la que vale."""
    dichas = revision.opiniones.all()
    vale: list[OpinionGuardada] = [
        {"concepto": o.concepto.orden, "postura": o.get_postura_display(), "nota": o.nota} for o in dichas
    ]
    versiones = [
        Version(a.version, a.dada_en, a.dada_por.nombre, partial(_de_opinion, a, a.opiniones))
        for a in revision.anteriores.all()
    ]
    ultima = Version(
        revision.version, revision.momento_de_opinion, revision.quien_opino.nombre,
        partial(_de_opinion, revision, vale),
    )
    nombre = f"Opinión de {revision.area.nombre}, ronda {revision.ronda}"
    return Serie(f"opinion-{revision.pk}", nombre, [*versiones, ultima])


def _proyecto(solicitud: Solicitud) -> Serie:
    dictamen = getattr(solicitud, "dictamen", None)
    proyectos = dictamen.proyectos.select_related("propuesto_por") if dictamen else []
    versiones = [
        Version(p.numero, p.propuesto_en, p.propuesto_por.nombre, partial(partes_del_documento, p.datos))
        for p in proyectos
    ]
    return Serie("proyecto", "Proyecto de dictamen", versiones)


def _textos_de_preguntas(solicitud: Solicitud) -> dict[str, str]:
    """Cómo se pregunta cada cosa: gana la versión más nueva del formulario; las anteriores dicen lo que ya no está."""
    todas = Formulario.objects.filter(tipo=solicitud.tipo).order_by("numero")
    definiciones = todas.values_list("definicion", flat=True)
    return {pregunta["clave"]: pregunta["texto"] for una in definiciones for pregunta in preguntas(una)}


def _de_entrega(datos: Entrega, textos: Callable[[], dict[str, str]]) -> Partes:
    for campo, nombre in DE_LA_ENTREGA.items():
        yield nombre, lineas(datos.get(campo))
    for clave, respuesta in datos["respuestas"].items():
        yield textos().get(clave, clave), lineas(respuesta)
    for concepto in datos.get("conceptos") or []:
        yield from _de_concepto(concepto)
    yield "Total", [pesos(datos["totales"]["total"])]
    yield "Anexos", [f"{a['clase']}: {a['nombre']} (SHA-256 {a['sha256'][:12]}…)" for a in datos.get("anexos") or []]


def _de_concepto(concepto: ConceptoEntregado) -> Partes:
    nombre = f"Concepto {concepto['numero']}"
    for campo, rotulo in DEL_CONCEPTO.items():
        valor = concepto.get(campo)
        yield f"{nombre}: {rotulo}", [pesos(valor)] if campo in EN_PESOS else lineas(valor)
    yield f"{nombre}: contra su perfil", [en_palabras(concepto.get("global"), RESULTADOS)]
    declarado = [f"{a['atributo']}: {a['declarado']}" for a in concepto.get("atributos") or [] if a["declarado"]]
    yield f"{nombre}: atributos declarados", declarado


def _de_opinion(dada: Revision | OpinionAnterior, conceptos: list[OpinionGuardada]) -> Partes:
    yield "Opinión", [en_palabras(dada.postura, dict(PosturaDeArea.choices))]
    yield "Razones", lineas(dada.texto)
    for criterio in dada.criterios:
        resultado = en_palabras(criterio.get("resultado"), RESULTADOS)
        yield f"Criterio: {criterio['criterio']}", [resultado, *lineas(criterio.get("razon"))]
    for opinion in conceptos:
        yield f"Concepto {opinion['concepto']}", [opinion["postura"], *lineas(opinion.get("nota"))]
