"""Las pantallas que ejecutan un acto, y el expediente. Formulario, una llamada, redirección."""
