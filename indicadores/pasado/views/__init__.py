"""Las pantallas de indicadores/pasado."""
