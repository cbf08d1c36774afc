"""Los formularios de cuentas/personas."""
