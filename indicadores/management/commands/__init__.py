"""Órdenes del cuarto indicadores."""
