"""Configuración del cuarto cuentas."""

from django.apps import AppConfig


class CuentasConfig(AppConfig):
    name = "cuentas"
