"""Etiquetas que sólo usa el sitio de práctica."""
