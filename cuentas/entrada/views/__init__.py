"""Las pantallas de cuentas/entrada."""
