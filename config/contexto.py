"""Lo que toda página necesita saber del sitio."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from cuentas import avisos


def sitio(request):
    """Rótulo de demostración, navegación de la persona, sus avisos y cuánto dura su sesión sin actividad."""
    return {
        "demostracion": settings.DEMOSTRACION,
        "navegacion": [],
        "avisos_sin_leer": SimpleLazyObject(lambda: avisos.sin_leer(request.user)),
        "sesion_segundos": settings.SESION_INACTIVA_SEGUNDOS,
    }
