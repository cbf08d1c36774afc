"""Contra qué: estándares técnicos publicados y su evaluación."""
