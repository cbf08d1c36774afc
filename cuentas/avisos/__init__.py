"""Los avisos: su bandeja de salida, su correo y lo que cada quien prefiere."""
