"""Qué contesta cada dirección de cuentas/entrada a cada quien; cómo se lee, en `tests/seguridad/tabla_de_rutas.py`."""

RUTAS = (
    ("resto=2", "resto=2", "account_change_password account_reauthenticate"),
    ("2", "m", "account_inactive account_reset_password_done account_reset_password_from_key_done"),
    ("anonimo=2 resto=3", "anonimo=2 resto=3", "account_login account_signup"),
    ("resto=2", "3", "account_logout"),
    ("2", "2", "account_reset_password account_reset_password_from_key"),
    ("resto=2", "resto=2", "mfa_activate_totp mfa_add_webauthn mfa_generate_recovery_codes"),
    ("resto=2", "resto=m", "mfa_index"),
    # El anexo de estas pruebas no tiene páginas: quién ve las de uno que sí, en tests/flujos/expediente/test_visor_de_anexos.py.
    ("resto=-", "resto=m", "mfa_view_recovery_codes"),
    ("resto=-", "resto=-", "mfa_deactivate_totp mfa_remove_webauthn"),
    ("resto=3", "resto=3", "mfa_reauthenticate mfa_reauthenticate_webauthn"),
    ("3", "3", "mfa_authenticate mfa_login_webauthn"),
    ("g", "g", "cuentas:factor_restablecer"),
    ("g", "g", "cuentas:invitacion"),
)
