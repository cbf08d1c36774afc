"""Las pantallas de dictamenes/textos."""
