"""Las pantallas de auditoria."""
