"""Qué contesta cada dirección de cuentas/avisos a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("resto=2", "resto=2", "cuentas:preferencias"),
    ("resto=m", "presenta=3 resto=-", "cuentas:aviso_leer"),
    ("resto=m", "resto=3", "cuentas:avisos_leer"),
    ("resto=2", "resto=m", "cuentas:avisos"),
)
