"""El eslabón de la cadena y la política de PDF, sin Django."""
