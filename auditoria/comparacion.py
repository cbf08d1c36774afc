"""Antes y después de dos versiones cualesquiera de algo del expediente, campo por campo.

Tres cosas tienen versiones: lo que el ente entregó (al presentar y cada vez que atendió observaciones), la opinión de
cada área y el proyecto de dictamen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cuentas.interfaz.formatos import pesos
from dictamenes.documento.diferencias import Cambio, cambios, cambios_de_partes, lineas
from dictamenes.documento.oficio.palabras import RESULTADOS, en_palabras
from dictamenes.generales import CAMPOS_GENERALES
from dictamenes.models import Formulario, OpinionAnterior, Revision, Solicitud
from dictamenes.models.revision import Postura
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
    datos: dict[str, Any]


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


def comparar(solicitud: Solicitud, serie: Serie, antes: Version, ahora: Version) -> list[Cambio]:
    """Lo que cambió de una versión a otra, parte por parte y palabra por palabra."""
    if serie.clave == "proyecto":
        return cambios(antes.datos, ahora.datos)
    if serie.clave == "entrega":
        textos = _textos_de_preguntas(solicitud)
        return cambios_de_partes(dict(_de_entrega(antes.datos, textos)), dict(_de_entrega(ahora.datos, textos)))
    return cambios_de_partes(dict(_de_opinion(antes.datos)), dict(_de_opinion(ahora.datos)))


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
    versiones = [Version(p.numero, p.en, p.por.nombre, p.datos) for p in presentaciones]
    return Serie("entrega", "Lo entregado por el ente", versiones)


def _dadas(solicitud: Solicitud) -> list[Revision]:
    dadas = solicitud.revisiones.exclude(dada_en=None).select_related("area", "dada_por")
    return list(dadas.prefetch_related("anteriores__dada_por", "opiniones__concepto"))


def _opinion(revision: Revision) -> Serie:
    """Las corregidas y la que vale."""
    dichas = revision.opiniones.all()
    vale = [{"concepto": o.concepto.orden, "postura": o.get_postura_display(), "nota": o.nota} for o in dichas]
    versiones = [_version_de(anterior, anterior.opiniones) for anterior in revision.anteriores.all()]
    nombre = f"Opinión de {revision.area.nombre}, ronda {revision.ronda}"
    return Serie(f"opinion-{revision.pk}", nombre, [*versiones, _version_de(revision, vale)])


def _version_de(opinion: Revision | OpinionAnterior, conceptos: list[dict[str, Any]]) -> Version:
    datos = {"postura": opinion.postura, "texto": opinion.texto, "criterios": opinion.criterios, "conceptos": conceptos}
    return Version(opinion.version, opinion.dada_en, opinion.dada_por.nombre, datos)


def _proyecto(solicitud: Solicitud) -> Serie:
    dictamen = getattr(solicitud, "dictamen", None)
    proyectos = dictamen.proyectos.select_related("propuesto_por") if dictamen else []
    versiones = [Version(p.numero, p.propuesto_en, p.propuesto_por.nombre, p.datos) for p in proyectos]
    return Serie("proyecto", "Proyecto de dictamen", versiones)


def _textos_de_preguntas(solicitud: Solicitud) -> dict[str, str]:
    """Cómo se pregunta cada cosa: gana la versión más nueva del formulario; las anteriores dicen lo que ya no está."""
    todas = Formulario.objects.filter(tipo=solicitud.tipo).order_by("numero")
    definiciones = todas.values_list("definicion", flat=True)
    return {pregunta["clave"]: pregunta["texto"] for una in definiciones for pregunta in preguntas(una)}


def _de_entrega(datos: dict[str, Any], textos: dict[str, str]) -> Partes:
    for campo, nombre in DE_LA_ENTREGA.items():
        yield nombre, lineas(datos.get(campo))
    for clave, respuesta in (datos.get("respuestas") or {}).items():
        yield textos.get(clave, clave), lineas(respuesta)
    for concepto in datos.get("conceptos") or []:
        yield from _de_concepto(concepto)
    yield "Total", [pesos(datos["totales"]["total"])]
    yield "Anexos", [f"{a['clase']}: {a['nombre']} (SHA-256 {a['sha256'][:12]}…)" for a in datos.get("anexos") or []]


def _de_concepto(concepto: dict[str, Any]) -> Partes:
    nombre = f"Concepto {concepto['numero']}"
    for campo, rotulo in DEL_CONCEPTO.items():
        valor = concepto.get(campo)
        yield f"{nombre}: {rotulo}", [pesos(valor)] if campo in EN_PESOS else lineas(valor)
    yield f"{nombre}: contra su perfil", [en_palabras(concepto.get("global"), RESULTADOS)]
    declarado = [f"{a['atributo']}: {a['declarado']}" for a in concepto.get("atributos") or [] if a["declarado"]]
    yield f"{nombre}: atributos declarados", declarado


def _de_opinion(datos: dict[str, Any]) -> Partes:
    yield "Opinión", [en_palabras(datos["postura"], dict(Postura.choices))]
    yield "Razones", lineas(datos["texto"])
    for criterio in datos["criterios"]:
        resultado = en_palabras(criterio.get("resultado"), RESULTADOS)
        yield f"Criterio: {criterio['criterio']}", [resultado, *lineas(criterio.get("razon"))]
    for opinion in datos["conceptos"]:
        yield f"Concepto {opinion['concepto']}", [opinion["postura"], *lineas(opinion.get("nota"))]
