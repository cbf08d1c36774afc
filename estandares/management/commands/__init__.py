"""Órdenes del cuarto estandares."""
