"""El sitio de práctica: el mismo programa en otra base, donde cada ente ensaya el camino completo y nada cuenta."""
