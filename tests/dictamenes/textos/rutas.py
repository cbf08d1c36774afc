"""Qué contesta cada dirección de dictamenes/textos a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("tecnico,otro_tecnico,estrategico=2 resto=x", "tecnico,otro_tecnico,estrategico=2 resto=x", "dictamenes:frases"),
    (
        "tecnico=2 otro_tecnico,estrategico=- resto=x",
        "tecnico=2 otro_tecnico,estrategico=- resto=x",
        "dictamenes:frase",
    ),
    (
        "tecnico,otro_tecnico,estrategico=m resto=x",
        "tecnico=3 otro_tecnico,estrategico=- resto=x",
        "dictamenes:frase_retirar",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "dictamenes:bloques dictamenes:criterios"),
    (
        "administrador=2 resto=x",
        "administrador=2 resto=x",
        "dictamenes:bloque dictamenes:bloque_nuevo dictamenes:escudo dictamenes:lista_de_criterios",
    ),
    (
        "administrador=m resto=x",
        "administrador=3 resto=x",
        "dictamenes:bloque_publicar dictamenes:criterios_publicar dictamenes:escudo_publicar",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "dictamenes:escudo_imagen"),
)
