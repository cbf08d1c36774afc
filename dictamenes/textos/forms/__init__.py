"""Los formularios de dictamenes/textos."""
