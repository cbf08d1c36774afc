"""Las pantallas de flujos/expediente."""
