"""La bitácora como registro transparente (C2SP): notas firmadas, mosaicos, política, pruebas y el testigo."""
