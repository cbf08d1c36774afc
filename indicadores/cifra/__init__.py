"""La cifra: su definición, de dónde salen los hechos y cómo se recalcula."""
