"""Qué contesta cada dirección de cuentas/personas a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("resto=2", "resto=m", "cuentas:sesiones"),
    ("resto=m", "resto=3", "cuentas:sesiones_cerrar"),
    ("resto=m", "resto=-", "cuentas:sesion_cerrar"),
    ("administrador=2 resto=x", "administrador=x resto=x", "cuentas:factor_iniciar"),
    ("resto=2", "resto=m", "cuentas:mi_cuenta"),
    (
        "administrador=2 resto=x",
        "administrador=3 resto=x",
        "cuentas:desactivar cuentas:invitar cuentas:nombramiento_confirmar cuentas:nombramiento_revocar "
        "cuentas:reactivar",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "cuentas:ordenes"),
    ("administrador=2 resto=x", "administrador=2 resto=x", "cuentas:orden_nueva"),
    ("administrador=2 resto=x", "administrador=3 resto=x", "cuentas:orden_confirmar cuentas:orden_revocar"),
    ("presenta,ajena=2 resto=x", "presenta,ajena=m resto=x", "cuentas:mi_ente"),
    ("presenta=2 ajena=- resto=x", "presenta=2 ajena=- resto=x", "cuentas:designar"),
    # Es el suyo: lo lee, y nadie cambia sus propios papeles.
    ("presenta=2 ajena=- resto=x", "presenta=x ajena=- resto=x", "cuentas:designacion_terminar"),
    # El de estas pruebas no trae escaneo: quién lo abre, en tests/cuentas/personas/test_designaciones.py.
    (
        "presenta,ajena,administrador=- resto=x",
        "presenta,ajena,administrador=m resto=x",
        "cuentas:designacion_oficio",
    ),
    ("resto=2", "resto=2", "cuentas:ausencias"),
    ("resto=-", "resto=-", "cuentas:ausencia_cancelar"),
    (
        "administrador=2 resto=x",
        "administrador=2 resto=x",
        "cuentas:nombrar cuentas:persona_corregir cuentas:persona_nueva",
    ),
    ("administrador=2 resto=x", "administrador=m resto=x", "cuentas:persona cuentas:personas"),
    ("resto=m", "resto=3", "cuentas:atajos"),
)
