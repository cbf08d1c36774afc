"""Lo que suma: conteos, cédula y registro histórico."""
