"""Qué cambió entre dos versiones congeladas de un dictamen: por parte, por párrafo y palabra por palabra. Puro."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from dictamenes.congelado import (
    AnalisisTecnico,
    ConceptoResuelto,
    CondicionImpuesta,
    CriterioContestado,
    DatosDictamen,
    ParrafoDeBloque,
)
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.documento.oficio.palabras import RESULTADOS, SENTIDOS, en_palabras

PALABRAS = re.compile(r"\s+|\w+|[^\w\s]")
PARECIDO = 0.5
Clase = Literal["igual", "quitado", "agregado"]


@dataclass(frozen=True)
class Pedazo:
    """Un tramo de texto: el que quedó igual, el que se quitó o el que se agregó."""

    clase: Clase
    texto: str


@dataclass(frozen=True)
class Cambio:
    """Una parte que cambió y sus párrafos cambiados, cada uno en pedazos."""

    parte: str
    parrafos: list[list[Pedazo]]


def cambios(antes: DatosDictamen, ahora: DatosDictamen) -> list[Cambio]:
    """Las partes que cambiaron entre dos `datos` congelados, en el orden del documento."""
    return cambios_de_partes(dict(partes(antes)), dict(partes(ahora)))


def cambios_de_partes(viejas: dict[str, list[str]], nuevas: dict[str, list[str]]) -> list[Cambio]:
    """Lo mismo entre dos textos ya partidos: de cada parte, por su nombre, sus párrafos."""
    return [
        Cambio(nombre, _parrafos(viejas.get(nombre, []), nuevas.get(nombre, [])))
        for nombre in _cambiadas(viejas, nuevas)
    ]


def partes_que_cambiaron(antes: DatosDictamen, ahora: DatosDictamen) -> list[str]:
    """Sólo sus nombres, sin compararlas por dentro, que en un texto largo tarda."""
    return _cambiadas(dict(partes(antes)), dict(partes(ahora)))


def _cambiadas(viejas: dict[str, list[str]], nuevas: dict[str, list[str]]) -> list[str]:
    nombres = [*nuevas, *(nombre for nombre in viejas if nombre not in nuevas)]
    return [nombre for nombre in nombres if viejas.get(nombre, []) != nuevas.get(nombre, [])]


def palabra_por_palabra(antes: str, ahora: str) -> list[Pedazo]:
    """Los pedazos de un párrafo que cambió. Dos textos que casi no se parecen salen enteros: el viejo y el nuevo."""
    viejas, nuevas = PALABRAS.findall(antes), PALABRAS.findall(ahora)
    cotejo = SequenceMatcher(None, viejas, nuevas, autojunk=False)
    if cotejo.ratio() < PARECIDO:
        return _del_cambio(antes, ahora)
    pedazos: list[Pedazo] = []
    quitado = agregado = ""
    for que, a, b, c, d in cotejo.get_opcodes():
        viejo, nuevo = "".join(viejas[a:b]), "".join(nuevas[c:d])
        if que != "equal" or (not viejo.strip() and (quitado or agregado)):  # un espacio suelto no parte el cambio
            quitado, agregado = quitado + viejo, agregado + nuevo
            continue
        pedazos += [*_del_cambio(quitado, agregado), Pedazo("igual", viejo)]
        quitado = agregado = ""
    return pedazos + _del_cambio(quitado, agregado)


def _del_cambio(quitado: str, agregado: str) -> list[Pedazo]:
    return [*([Pedazo("quitado", quitado)] if quitado else []), *([Pedazo("agregado", agregado)] if agregado else [])]


def _parrafos(antes: list[str], ahora: list[str]) -> list[list[Pedazo]]:
    """Sólo los párrafos que cambiaron: los que se corresponden, comparados; los demás, enteros."""
    pares = SequenceMatcher(None, antes, ahora, autojunk=False).get_opcodes()
    return [
        palabra_por_palabra(viejo, nuevo)
        for que, a, b, c, d in pares if que != "equal"
        for viejo, nuevo in zip_longest(antes[a:b], ahora[c:d], fillvalue="")
    ]


def partes(datos: DatosDictamen) -> Iterator[tuple[str, list[str]]]:
    """Cada parte del documento con su nombre y sus párrafos; lo que cambia solo (folio, fecha, cadena) no cuenta."""
    yield "Destinatario", _renglones(datos.get("destinatario"))
    yield "Antecedentes", list(datos.get("antecedentes") or [])
    yield "Fundamento", [" · ".join(_renglones(fundamento)) for fundamento in datos.get("fundamentos") or []]
    for concepto in datos["conceptos"]:
        yield from _de_concepto(concepto)
    yield from _opiniones(datos["analisis_tecnico"])
    estrategico = datos["analisis_estrategico"]
    yield "Análisis estratégico", lineas(estrategico.get("texto"))
    yield from _de_bloques(datos.get("bloques") or {})
    for criterio in estrategico.get("criterios") or []:
        yield f"Criterio: {criterio['criterio']}", _veredicto(criterio)
    for numero, condicion in enumerate(datos.get("condiciones") or [], start=1):
        yield f"Condición {numero}", _condicion(condicion)
    for resolutivo in datos["resolutivos"]:
        yield f"Resolutivo {str(resolutivo['ordinal']).lower()}", lineas(resolutivo["texto"])
    yield "Quién autoriza", _renglones(datos.get("autoriza"))
    yield "Forma de firma", lineas(datos["dictamen"].get("forma_firma"))
    yield "Copias", list(datos.get("ccp") or [])


def _de_concepto(concepto: ConceptoResuelto) -> Iterator[tuple[str, list[str]]]:
    nombre = f"Concepto {concepto['numero']}"
    yield f"{nombre}: sentido", [en_palabras(concepto.get("sentido"), SENTIDOS)]
    yield f"{nombre}: razones", list(concepto.get("razones") or [])
    yield f"{nombre}: qué corregir", lineas(concepto.get("corregir"))
    yield f"{nombre}: por qué procede", lineas(concepto.get("motivo"))


def _de_bloques(bloques: dict[str, list[ParrafoDeBloque]]) -> Iterator[tuple[str, list[str]]]:
    nombres = {"consideracion": "Consideraciones", "requisito": "Requisitos", "recomendacion": "Recomendaciones"}
    for clase, nombre in nombres.items():
        yield nombre, [parrafo["texto"] for parrafo in bloques.get(clase) or []]


def _opiniones(tecnico: AnalisisTecnico) -> Iterator[tuple[str, list[str]]]:
    for opinion in tecnico.get("opiniones") or []:
        sentido = en_palabras(opinion.get("sentido"), SENTIDOS)
        dichas = opinion.get("conceptos", [])
        posturas = [f"Concepto {p['concepto']}: {p['postura']}. {p['nota']}".strip() for p in dichas]
        yield f"Opinión de {opinion.get('area')}", [sentido, *lineas(opinion.get("texto")), *posturas]
        for criterio in opinion.get("criterios", []):
            yield f"Criterio de {opinion['area']}: {criterio['criterio']}", _veredicto(criterio)


def _veredicto(criterio: CriterioContestado) -> list[str]:
    return [en_palabras(criterio.get("resultado"), RESULTADOS), *lineas(criterio.get("razon"))]


def _condicion(condicion: CondicionImpuesta) -> list[str]:
    fecha = fecha_larga(condicion["fecha"]) if condicion.get("fecha") else ""
    return [str(t) for t in (condicion["texto"], condicion.get("responsable"), fecha, condicion.get("evidencia")) if t]


def _renglones(valores: Mapping[str, object] | None) -> list[str]:
    return [str(valor) for valor in (valores or {}).values() if valor]


def lineas(texto: object) -> list[str]:
    """Los renglones de un texto, sin los vacíos."""
    return [linea.strip() for linea in str(texto or "").splitlines() if linea.strip()]
