"""Qué contesta cada dirección de config a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "salud_listo salud_vivo"),
    ("2", "m", "ayuda guia"),
    ("2", "2", "inicio muestrario privacidad security_txt"),
)
