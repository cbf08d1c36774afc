"""Texto comparable: igual en los dos motores, sin depender de su colación."""

import unicodedata


def normalizar(texto: str) -> str:
    """Minúsculas, sin acentos y con espacios sencillos."""
    sin_acentos = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(sin_acentos.lower().split())
