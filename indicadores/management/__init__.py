"""Órdenes de administración del cuarto indicadores."""
