"""Lo que toda página necesita saber del sitio."""

from django.conf import settings


def sitio(request):
    """Rótulo de demostración y navegación de la persona."""
    return {"demostracion": settings.DEMOSTRACION, "navegacion": []}
