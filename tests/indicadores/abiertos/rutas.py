"""Qué contesta cada dirección de indicadores/abiertos a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "indicadores:datos_abiertos"),
    # Con una versión publicada, en tests/indicadores/abiertos/test_datos_abiertos.py.
    (
        "-",
        "m",
        "indicadores:datos_version indicadores:datos_archivo indicadores:datos_ultimo "
        "indicadores:ocds_extension",
    ),
    ("coordinacion=2 resto=x", "coordinacion=3 resto=x", "indicadores:datos_publicar"),
)
DEL_MUNDO = {
    "indicadores:datos_version": lambda m: [1],
    "indicadores:datos_archivo": lambda m: [1, "dictamenes.csv"],
    "indicadores:datos_ultimo": lambda m: ["dictamenes.csv"],
    "indicadores:ocds_extension": lambda m: ["otra.json"],
}
