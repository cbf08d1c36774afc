"""Las pantallas de indicadores/cedula."""
