"""Qué contesta cada dirección de flujos/formularios a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "administrador=2 resto=x",
        "administrador=m resto=x",
        "flujos:formularios flujos:formulario_version flujos:formulario_json",
    ),
    ("administrador=2 resto=x", "administrador=2 resto=x", "flujos:formulario"),
    ("administrador=m resto=x", "administrador=3 resto=x", "flujos:formulario_publicar"),
)
DEL_MUNDO = {
    "flujos:formulario": lambda m: ["bienes"],
    "flujos:formulario_version": lambda m: [m.formulario().pk],
    "flujos:formulario_json": lambda m: [m.formulario().pk],
    "flujos:formulario_publicar": lambda m: [m.formulario().pk],
}
