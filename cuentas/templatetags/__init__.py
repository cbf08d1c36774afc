"""Etiquetas y filtros de plantilla del cuarto cuentas."""
