"""Las pantallas de flujos/estudio."""
