"""Lo que a un lector se le escapa, con su razón; y lo que nadie puede ver, que docs/amenazas.md declara con lo que lo delata."""

from __future__ import annotations

POR_ATAR = "el contenido del expediente y de las personas todavía no está atado a la cadena (asunto 19, línea 5)"
ESCAPES: dict[tuple[str, str], str] = dict.fromkeys(
    ((clave, "I") for clave in ("28", "35", "36", "37", "38", "38-firma", "40-vigencia", "42", "anexo", "rfc", "contraseña")), POR_ATAR,
) | {("contraseña", "U"): POR_ATAR}
"""(alteración, lector) → por qué todavía no la ve. Debe quedar vacía."""

LIMITES: dict[str, str] = {
    "8-callado": "El dueño de la base",
    "31-llavero": "Quien tenga a la vez el llavero y la base",
}
"""Alteración que nadie ve → cómo empieza el renglón de «Lo que queda fuera» que la declara."""
