"""Los diagramas de ARQUITECTURA.md, dibujados desde la tabla de transiciones y el recorrido."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dictamenes.models.solicitud import CONCLUIDOS, Estado
from dictamenes.tramite import TRANSICIONES
from flujos.flows import DictamenFlow

FORMAS = {
    "HUMAN": ("[", "]"), "JOB": ("[[", "]]"), "END": ("([", "])"), "START": ("([", "])"), "TIMER": (">", "]"),
    "SWITCH": ("{", "}"), "PARALLEL_GATEWAY": ("{", "}"), "JOIN": ("{", "}"),
}
INTERNOS = {"obsolete"}


def estados() -> str:
    """Estados de la solicitud y los actos que la mueven, en Mermaid."""
    lineas = ["stateDiagram-v2", f"    [*] --> {Estado.BORRADOR.value}"]
    lineas += [f"    {desde} --> {hacia}: {acto}" for desde, hacia, acto in sorted(_aristas())]
    lineas += [f"    {estado.value} --> [*]" for estado in CONCLUIDOS]
    return "\n".join(lineas)


def recorrido() -> str:
    """Los nodos del recorrido y cómo se siguen, en Mermaid."""
    nodos = [n for n in DictamenFlow.instance.nodes() if n.name not in INTERNOS]
    lineas = ["flowchart TD"]
    for nodo in nodos:
        abre, cierra = FORMAS.get(nodo.task_type, ("(", ")"))
        titulo = "Plazo" if nodo.task_type == "TIMER" else nodo.task_title
        lineas.append(f'    {nodo.name}{abre}"{titulo}"{cierra}')
    for nodo in nodos:
        lineas += [f"    {nodo.name} {_flecha(a)} {a.dst.name}" for a in nodo._outgoing()]
        lineas += [f"    {nodo.name} -. vence .-> {borde.name}" for borde in nodo._boundary_events]
    return "\n".join(lineas)


def al_dia(texto: str) -> str:
    """El mismo documento con sus diagramas vueltos a dibujar."""
    for nombre, dibujo in (("estados", estados()), ("recorrido", recorrido())):
        inicio, fin = f"<!-- diagrama:{nombre} -->", f"<!-- fin:{nombre} -->"
        antes, _, resto = texto.partition(inicio)
        texto = f"{antes}{inicio}\n```mermaid\n{dibujo}\n```\n{fin}{resto.partition(fin)[2]}"
    return texto


def _aristas() -> Iterator[tuple[str, str, str]]:
    """Pares (desde, hacia) con los actos que los unen; desistir y cancelar se dibujan una vez."""
    juntos: dict[tuple[str, str], list[str]] = {}
    for nombre, regla in TRANSICIONES.items():
        for desde in regla.desde:
            for hacia in regla.hacia:
                if desde != hacia:
                    juntos.setdefault((str(desde), str(hacia)), []).append(nombre)
    for (desde, hacia), actos in juntos.items():
        yield desde, hacia, ", ".join(actos)


def _flecha(arista: Any) -> str:
    return "-.->" if arista.edge_class == "cond_true" else "-->"
