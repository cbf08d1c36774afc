"""Lo que envuelve a toda respuesta: cabeceras de aislamiento y codificaciones que no se admiten."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse


class CabecerasIntermedio:
    """Añade las cabeceras que Django no pone, también en páginas de error y archivos estáticos."""

    def __init__(self, siguiente):
        self.siguiente = siguiente

    def __call__(self, request):
        respuesta = self.siguiente(request)
        respuesta.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        respuesta.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        respuesta.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            respuesta.setdefault("Cache-Control", "no-store")
        return respuesta


class CharsetIntermedio:
    """Rechaza con 415 los formularios que no vienen en UTF-8: Django responde 500 a `charset=utf-7`."""

    ADMITIDOS = {"", "utf-8", "utf8", "us-ascii"}

    def __init__(self, siguiente):
        self.siguiente = siguiente

    def __call__(self, request):
        declarado = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
        if declarado not in self.ADMITIDOS:
            return HttpResponse("El formulario debe enviarse en UTF-8.", status=415, content_type="text/plain")
        return self.siguiente(request)


class NulosIntermedio:
    """Rechaza con 400 el carácter nulo en dirección, consulta o galletas: PostgreSQL no lo guarda ni lo compara.

    En los formularios lo rechaza cada campo, con su mensaje.
    """

    def __init__(self, siguiente):
        self.siguiente = siguiente

    def __call__(self, request):
        trozos = (request.path_info, *request.COOKIES.values())
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in trozo for trozo in trozos):
            raise BadRequest("La petición lleva un carácter nulo.")
        return self.siguiente(request)
