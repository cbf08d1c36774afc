"""El estudio: requisitos, revisión técnica, estrategia y firma."""
