"""El recorrido: ejecutar actos con el motor, sus trabajos, sus plazos y sus avisos."""
