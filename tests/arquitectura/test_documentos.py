"""Lo que dicen los documentos para quien hereda la casa: los archivos que nombran existen y los glosarios casan."""

from __future__ import annotations

import re

import pytest

from tests.herramientas import arbol

RECETAS = "docs/recetas.md"
CUANTAS = 14
RUTA = re.compile(r"`((?:[a-z_]+/)+[\w.-]*|[A-Z]+\.md)`")


def _citadas(documento: str) -> set[str]:
    return set(RUTA.findall(arbol.texto(documento)))


@pytest.mark.parametrize("documento", [RECETAS, "ARQUITECTURA.md", "README.md"])
def test_los_archivos_que_nombra_existen(documento):
    assert sorted(ruta for ruta in _citadas(documento) if not (arbol.RAIZ / ruta).exists()) == []


def test_hay_una_receta_por_cada_cambio_de_siempre_y_todas_nombran_archivos():
    _, *recetas = re.split(r"^## ", arbol.texto(RECETAS), flags=re.MULTILINE)
    assert len(recetas) == CUANTAS
    assert [receta.splitlines()[0] for receta in recetas if not RUTA.search(receta)] == []


def _palabras(documento: str, titulo: str) -> list[str]:
    glosario = arbol.texto(documento).partition(titulo)[2]
    return re.findall(r"^\| ([^|]+?) \| ", glosario, flags=re.MULTILINE)


def test_el_glosario_en_ingles_trae_las_mismas_palabras():
    assert sorted(_palabras("docs/glossary.en.md", "| Word |")) == sorted(_palabras("ARQUITECTURA.md", "| Palabra |"))
