"""La mesa del auditor: la bitácora a la vista."""
