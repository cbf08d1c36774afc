"""Nadie abre bytes ajenos fuera de las puertas con presupuesto (docs/decisiones/0058)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.herramientas import arbol
from verificador import vivero

# Módulo que interpreta formatos → quién lo puede llamar, y por qué.
ABREN = {"pikepdf", "pypdfium2", "PIL", "zipfile", "pyhanko.pdf_utils.reader"}
PERMITIDOS = {
    "archivos/obrero.py": "es el hijo encerrado",
    "archivos/revision": "corre sólo en el hijo encerrado",
    "archivos/paquetes.py": "escribe los ZIP de la casa",
    "archivos/libros.py": "rehace el libro que acaba de escribir",
    "dictamenes/documento": "redacta, sella y cierra los documentos de la casa",
    "verificador": "corre en el hijo encerrado, o en la máquina de quien verifica",
    "bitacora/exportacion.py": "escribe el ZIP de la bitácora",
    "flujos/expediente/exportacion": "escribe el ZIP del expediente",
}
JUZGAN = {
    "dictamenes/documento/autenticidad.py": "bytes que hizo este sistema, por su huella",
    "dictamenes/documento/distancia.py": "la hoja de prueba, recién rematada aquí",
    "dictamenes/documento/firma/cierre.py": "lo que acaba de cerrar",
    "dictamenes/documento/firma/largo_plazo.py": "lo que acaba de renovar",
    "dictamenes/documento/firmante/papeles.py": "el firmante: el documento firmado que consta, por su huella",
}
OBREROS = {
    "archivos/aparte.py", "indicadores/ajeno/aparte.py", "verificador/subproceso.py", "verificador/escaneo/puerta.py",
}
PIDEN = {"archivos/aparte.py", "indicadores/ajeno/aparte.py"}  # quien pide, lo hace con su lugar


def _puede(ruta: str, permitidos: set[str]) -> bool:
    return any(ruta == uno or ruta.startswith(f"{uno}/") for uno in permitidos)


def _importados(ruta: str) -> set[str]:
    nombres = set()
    for nodo in ast.walk(arbol.arbol(ruta)):
        if isinstance(nodo, ast.Import):
            nombres |= {alias.name for alias in nodo.names}
        elif isinstance(nodo, ast.ImportFrom) and nodo.module:
            nombres |= {nodo.module, *(f"{nodo.module}.{alias.name}" for alias in nodo.names)}
    return nombres


def test_nadie_abre_un_formato_ajeno_fuera_de_las_puertas():
    abren = {
        ruta for ruta in arbol.modulos()
        if any(nombre == uno or nombre.startswith(f"{uno}.") for nombre in _importados(ruta) for uno in ABREN)
    }
    assert {ruta for ruta in abren if not _puede(ruta, set(PERMITIDOS))} == set()
    assert {uno for uno in PERMITIDOS if not any(_puede(ruta, {uno}) for ruta in abren)} == set()


def test_juzgar_un_pdf_en_este_proceso_es_solo_para_los_de_la_casa():
    juzgan = {ruta for ruta in arbol.modulos() if "verificador.politica.juzgar" in _importados(ruta)}
    assert juzgan - {"verificador/obrero.py"} == set(JUZGAN)


def test_los_viveros_son_los_de_siempre_y_el_presupuesto_uno_solo():
    """Quien lance otro dice por qué; y ninguno pone sus propios límites."""
    assert {ruta for ruta in arbol.modulos() if "verificador.vivero.Vivero" in _importados(ruta)} == OBREROS
    con_limites = {ruta for ruta in arbol.modulos() if "Limites(" in arbol.texto(ruta)}
    assert con_limites == {"verificador/vivero.py"}
    assert (vivero.PRESUPUESTO.memoria, vivero.PRESUPUESTO.procesador) <= (384 * 2**20, 10)
    assert vivero.SEGUNDOS <= 10
    for ruta in PIDEN:
        assert "with tomar_lugar():" in arbol.texto(ruta)


def test_las_tablas_y_los_json_ajenos_se_leen_en_el_obrero():
    leen = {
        ruta for ruta in arbol.modulos("indicadores", "flujos", "config")
        if "crudos_de(" in arbol.texto(ruta) or "de_csv(" in arbol.texto(ruta).replace("_de_csv(", "")
    }
    assert leen == {"indicadores/ajeno/obrero.py", "indicadores/ajeno/ocds.py", "indicadores/ajeno/tabla.py"}
    assert Path(arbol.RAIZ / "indicadores/ajeno/obrero.py").exists()
