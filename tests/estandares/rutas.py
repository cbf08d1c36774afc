"""Qué contesta cada dirección de estandares a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "estandares:json estandares:lista estandares:perfil estandares:version"),
)
