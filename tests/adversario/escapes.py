"""Lo que a un lector se le escapa, con su razón; y lo que nadie puede ver, que docs/amenazas.md declara con lo que lo delata."""

from __future__ import annotations

ESCAPES: dict[tuple[str, str], str] = {}
"""(alteración, lector) → por qué todavía no la ve. Debe quedar vacía."""

LIMITES: dict[str, str] = {
    "8-callado": "El dueño de la base",
    "31-llavero": "Quien tenga a la vez el llavero y la base",
}
"""Alteración que nadie ve → cómo empieza el renglón de «Lo que queda fuera» que la declara."""
