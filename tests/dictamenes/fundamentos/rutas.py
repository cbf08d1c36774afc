"""Qué contesta cada dirección de dictamenes/fundamentos a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "administrador=2 resto=x",
        "administrador=m resto=x",
        "dictamenes:cotejo dictamenes:documentos dictamenes:plazos dictamenes:parametros",
    ),
    (
        "administrador=2 resto=x",
        "administrador=2 resto=x",
        "dictamenes:competencia dictamenes:documento dictamenes:documento_nuevo dictamenes:parametro",
    ),
    (
        "administrador=m resto=x",
        "administrador=3 resto=x",
        "dictamenes:competencia_publicar dictamenes:documento_publicar dictamenes:parametro_publicar",
    ),
)
