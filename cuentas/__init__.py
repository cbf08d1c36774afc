"""Quién y cuándo: personas, entes, áreas, nombramientos, acceso, calendario y avisos."""
