"""Lo que imprime el documento del Estado, palabra por palabra, con su lugar: con eso nace la cédula. Sin base."""

from __future__ import annotations

import json
from pathlib import Path

from dictamenes.congelado import CampoGuardado, FuenteCitada

ARCHIVO = Path(__file__).resolve().parents[2] / "datos" / "cedula_publicada.json"
IMPRESOS = {
    "nombre": "indicador", "objetivo_sectorial": "objetivo_sectorial", "objetivo": "objetivo_del_indicador",
    "unidad_responsable": "unidad_responsable", "unidad_ejecutora": "unidad_ejecutora",
    "descripcion": "descripcion_general", "metodo": "metodo_de_calculo", "sentido": "sentido",
    "frecuencia": "frecuencia", "fuente": "fuente", "unidad_de_medida": "unidad_de_medida",
    "referencia_adicional": "referencia_adicional", "linea_base": "linea_base", "avance": "avance", "meta": "meta",
}
"""De cada campo de la cédula, cómo se llama en el archivo."""
EN_LA_TABLA = {
    "sentido": {"Sentido": "sentido"}, "fuente": {"Fuente": "fuente"}, "semaforo": {"Semáforo": "semaforo"},
    "linea_base": {"Línea base 2021": "linea_base_2021"},
    "avance": {f"Resultados {anio}": f"resultados_{anio}" for anio in (2022, 2023, 2024)},
}
"""De cada campo, las celdas de la tabla de resultados que hablan de él."""
NOTAS = {
    "metodo": "La fórmula impresa no lleva × 100.",
    "semaforo": "La fuente lo deja en blanco: los umbrales son de este sistema.",
    "otras_cifras": "Se desconoce qué relación tienen con las 427 solicitudes atendidas de 2023.",
}


def de_arranque() -> dict[str, CampoGuardado]:
    """Cada campo con lo que imprime la fuente y dónde; la nota, sólo donde la fuente calla o se contradice."""
    dicho = json.loads(ARCHIVO.read_text(encoding="utf-8"))
    titulo, cedula, tabla = dicho["fuente"]["titulo"], dicho["cedula"], dicho["tabla_de_resultados"]
    notas = NOTAS | {"linea_base": dicho["contradiccion"]}
    en_cedula = f"{titulo}. {dicho['fuente']['apartado']}"
    en_tabla = f"{titulo}. {tabla['apartado']}"
    campos: dict[str, list[FuenteCitada]] = {
        clave: [{"dice": _celda(cedula[impreso]), "cita": en_cedula}] for clave, impreso in IMPRESOS.items()
    }
    for clave, celdas in EN_LA_TABLA.items():
        campos.setdefault(clave, []).extend(
            {"dice": f"{rotulo}: {tabla[celda]}", "cita": en_tabla} for rotulo, celda in celdas.items())
    campos["conteos"] = [{"dice": f"{uno['anio']}: {uno['valor']} {uno['que']}", "cita": f"{titulo}. {uno['apartado']}"}
                         for uno in dicho["conteos"]]
    campos["otras_cifras"] = [{"dice": uno["texto"], "cita": uno["fuente"]} for uno in dicho["otras_cifras"]]
    return {clave: {"nota": notas.get(clave, ""), "fuentes": fuentes} for clave, fuentes in campos.items()}


def _celda(impreso: str | dict[str, object]) -> str:
    """Una celda como se lee: la que trae año, con él por delante."""
    return impreso if isinstance(impreso, str) else f"{impreso['anio']}: {impreso['valor']}"
