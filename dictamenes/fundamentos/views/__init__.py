"""Las pantallas de dictamenes/fundamentos."""
