"""Qué contesta cada dirección de config a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("2", "m", "salud_listo salud_vivo"),
    ("2", "m", "ayuda guia ayuda_de_la_firma"),
    ("2", "2", "inicio muestrario privacidad security_txt"),
)
