"""Entrar: contraseñas, segundo factor, invitaciones y topes."""
