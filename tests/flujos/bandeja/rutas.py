"""Qué contesta cada dirección de flujos/bandeja a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("coordinacion=2 resto=x", "coordinacion=m resto=x", "flujos:equipo"),
    ("resto=2", "resto=m", "flujos:bandeja"),
    ("administrador=2 resto=x", "administrador=m resto=x", "flujos:detenidos"),
    ("administrador=m resto=x", "administrador=- resto=x", "flujos:correo_reintentar flujos:trabajo_reintentar"),
    ("administrador=2 resto=x", "administrador=u resto=x", "flujos:calendario flujos:calendario_importar"),
    ("administrador=m resto=x", "administrador=3 resto=x", "flujos:calendario_federales flujos:calendario_quitar"),
    ("sin_papel=2 resto=3", "resto=m", "flujos:trabajo"),
    ("resto=3", "resto=3", "flujos:lote"),
    (
        "resto=m",
        "resto=3",
        "flujos:acomodar flujos:deshacer flujos:tomar_siguiente flujos:vista_guardar flujos:vista_quitar",
    ),
)
SUELTAS = {
    "flujos:calendario_federales": [2027],
    "flujos:calendario_quitar": [1],
}
