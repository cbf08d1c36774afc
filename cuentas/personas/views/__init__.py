"""Las pantallas de cuentas/personas."""
