"""Órdenes de `manage.py` que juntan a todos los cuartos."""
