"""Las pantallas de flujos/captura."""
