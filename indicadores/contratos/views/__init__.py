"""Las pantallas de indicadores/contratos."""
