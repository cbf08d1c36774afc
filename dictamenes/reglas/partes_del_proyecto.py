"""A qué parte del proyecto puede referirse una marca de quien autoriza, en clave y en palabras."""

from __future__ import annotations

from dictamenes.congelado import DatosDictamen

GENERALES = {
    "general": "El proyecto en general",
    "antecedentes": "Antecedentes",
    "fundamento": "Competencia y fundamento",
    "analisis": "Análisis estratégico",
    "criterios": "Criterios estratégicos",
    "bloques": "Consideraciones, requisitos y recomendaciones",
    "firma": "Quién autoriza y cómo se firma",
}


def opciones(datos: DatosDictamen) -> list[tuple[str, list[tuple[str, str]]]]:
    """Las partes de un proyecto congelado, agrupadas como las pide un selector."""
    conceptos = [(f"concepto-{c['numero']}", f"Concepto {c['numero']}: {c['descripcion'][:60]}")
                 for c in datos["conceptos"]]
    condiciones = [(f"condicion-{n}", f"Condición {n}: {c['texto'][:60]}")
                   for n, c in enumerate(datos.get("condiciones") or [], start=1)]
    resolutivos = [(f"resolutivo-{n}", f"Resolutivo {str(r['ordinal']).lower()}")
                   for n, r in enumerate(datos["resolutivos"], start=1)]
    grupos = [("El documento", list(GENERALES.items())), ("Conceptos", conceptos), ("Condiciones", condiciones),
              ("Resolutivos", resolutivos)]
    return [(nombre, grupo) for nombre, grupo in grupos if grupo]


def en_palabras(datos: DatosDictamen) -> dict[str, str]:
    """Nombre de cada parte que se puede marcar."""
    return {clave: texto for _, grupo in opciones(datos) for clave, texto in grupo}
