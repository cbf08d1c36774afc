"""Órdenes del cuarto cuentas."""
