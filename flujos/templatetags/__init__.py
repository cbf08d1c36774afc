"""Etiquetas de plantilla del cuarto flujos."""
