"""Los formularios de cuentas/entrada."""
