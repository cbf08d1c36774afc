"""Lo que entra y lo que sale: archivos direccionados por su contenido."""
