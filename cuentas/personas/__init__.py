"""Personas: altas, nombramientos, suplencias, ausencias, designaciones y órdenes."""
