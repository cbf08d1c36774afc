"""Qué contesta cada dirección de indicadores/cedula a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    (
        "2",
        "m",
        "indicadores:cifra indicadores:cifra_json indicadores:cifra_csv indicadores:cifra_zip "
        "indicadores:cedula indicadores:cedula_pdf indicadores:cedula_xlsx indicadores:informes",
    ),
    # publicado, en tests/indicadores/cedula/test_informe_anual.py
    ("-", "m", "indicadores:informe_zip indicadores:informe_cedula"),
    ("coordinacion,administrador=2 resto=x", "coordinacion,administrador=3 resto=x", "indicadores:cedula_versiones"),
    ("coordinacion,administrador=m resto=x", "coordinacion,administrador=3 resto=x", "indicadores:cedula_publicar"),
    ("coordinacion=2 resto=x", "coordinacion=2 resto=x", "indicadores:informe_publicar"),
)
DEL_MUNDO = {
    "indicadores:cedula_publicar": lambda m: [m.cedula().pk],
    "indicadores:informe_zip": lambda m: [0],
    "indicadores:informe_cedula": lambda m: [0],
}
