"""El expediente: hechos, actos, plazos, folios, documento, firma y verificación."""
