"""Lo que una persona redacta y otra publica: bloques, criterios, frases, fundamentos y formularios."""
