"""El sello institucional, la firma de quien autoriza y el cierre con estampa de tiempo (PAdES)."""
