"""La bitácora publicada como registro transparente (C2SP) y los testigos que la ven."""
