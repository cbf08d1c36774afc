"""Lo que escribió quien elaboró el proyecto, aparte del texto que pone el sistema: es lo que hay que leer con lupa."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from dictamenes.congelado import CondicionImpuesta, DatosDictamen
from dictamenes.documento.diferencias import Pedazo, lineas, palabra_por_palabra
from dictamenes.documento.oficio.fechas import fecha_larga
from dictamenes.models import Dictamen, ParrafoDeBloque
from dictamenes.textos import bloques


@dataclass(frozen=True)
class Parte:
    """Una parte escrita a mano y sus párrafos, cada uno en pedazos."""

    nombre: str
    parrafos: list[list[Pedazo]]


def partes_de_elaboracion(dictamen: Dictamen) -> list[Parte]:
    """Lo libre de lo congelado y los párrafos de bloque que se modificaron, contra su bloque publicado."""
    libres = [Parte(nombre, [[Pedazo("igual", t)] for t in textos]) for nombre, textos in _libres(dictamen.congelado)]
    return [*libres, *_modificados(dictamen)]


def tal_cual(dictamen: Dictamen) -> list[str]:
    """Los bloques que se usaron sin cambiarles nada: «Garantías, versión 2»."""
    return [str(parrafo.version) for parrafo in _parrafos(dictamen) if not parrafo.se_modifico]


def _libres(datos: DatosDictamen) -> Iterator[tuple[str, list[str]]]:
    estrategico = datos["analisis_estrategico"]
    partes = [("Análisis estratégico", lineas(estrategico["texto"]))]
    partes += [
        (f"Concepto {c['numero']}: razones y qué corregir", [*c["razones"], *lineas(c["corregir"])])
        for c in datos["conceptos"]
    ]
    partes += [(f"Concepto {c['numero']}: por qué procede", lineas(c.get("motivo"))) for c in datos["conceptos"]]
    partes += [("Criterios", [f"{c['criterio']}: {c['razon']}" for c in estrategico["criterios"] if c["razon"]])]
    partes += [(f"Condición {n}", [_condicion(c)]) for n, c in enumerate(datos["condiciones"], start=1)]
    return ((nombre, textos) for nombre, textos in partes if textos)


def _condicion(condicion: CondicionImpuesta) -> str:
    fecha = fecha_larga(condicion["fecha"])
    return (
        f"{condicion['texto'].rstrip('.')}. Responde: {condicion['responsable']}; a más tardar el {fecha}; se acredita "
        f"con: {condicion['evidencia']}."
    )


def _modificados(dictamen: Dictamen) -> list[Parte]:
    valores = bloques.valores_de(dictamen.solicitud)
    return [
        Parte(f"Bloque modificado: {p.version.bloque}",
              [palabra_por_palabra(bloques.fundir(p.version.texto, valores), p.texto)])
        for p in _parrafos(dictamen) if p.se_modifico
    ]


def _parrafos(dictamen: Dictamen) -> QuerySet[ParrafoDeBloque]:
    return dictamen.parrafos.select_related("version__bloque")
