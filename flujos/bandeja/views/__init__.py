"""Las pantallas de flujos/bandeja."""
