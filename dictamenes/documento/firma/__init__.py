"""El sello institucional, la firma de quien autoriza y el cierre con estampa de tiempo (PAdES)."""

import verificador.ajeno.sin_red  # noqa: F401  (antes que pyHanko)
