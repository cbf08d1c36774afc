"""Las pantallas de indicadores/tableros."""
