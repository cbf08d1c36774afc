"""Qué contesta cada dirección de dictamenes/documento a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "dictamenes:formato_de_contingencia"),
    ("0", "m", "dictamenes:huella"),
    ("-", "m", "dictamenes:publico dictamenes:verificar_clave"),
    ("2", "u", "dictamenes:verificar"),
)
