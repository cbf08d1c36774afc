"""Lo que envuelve a toda respuesta: cabeceras de aislamiento, y verbos y codificaciones que no se admiten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

SALIDA = "account_logout"
LECTURA = {"GET", "HEAD"}
Siguiente = Callable[[HttpRequest], HttpResponseBase]


class CabecerasIntermedio:
    """Añade las cabeceras que Django no pone, también en páginas de error y archivos estáticos."""

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        respuesta = self.siguiente(request)
        respuesta.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        respuesta.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        respuesta.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        # Se mira la galleta y no `request.user`: preguntar por la persona va a la base, y sin base no habría cabeceras.
        if settings.SESSION_COOKIE_NAME in {*request.COOKIES, *respuesta.cookies}:
            respuesta.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and getattr(request.resolver_match, "url_name", "") == SALIDA:
            respuesta["Clear-Site-Data"] = '"cache", "storage"'
        return respuesta


class VerbosIntermedio:
    """Contesta 405, en español y diciendo qué se admite, a los verbos que ninguna página usa (TRACE, PUT, DELETE…).

    También le pone página al 405 en blanco de Django: abrir con la barra de direcciones lo que sólo recibe formularios.
    """

    ADMITIDOS = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        admitido = request.method in self.ADMITIDOS
        respuesta = self.siguiente(request) if admitido else HttpResponseNotAllowed(self.ADMITIDOS)
        if isinstance(respuesta, HttpResponse) and respuesta.status_code == 405 and not respuesta.content:
            respuesta.content = render_to_string("405.html")
            respuesta["Content-Type"] = "text/html; charset=utf-8"
            respuesta["Content-Length"] = str(len(respuesta.content))
        return respuesta


class TurnoIntermedio:
    """Las lecturas pasan de una en una en cada proceso, como llegan, y dejan acabar a lo que escribe, que no espera.

    El intérprete sólo corre un hilo: ocho páginas a la vez salen todas cuando la última, y quien tiene un candado de la
    base espera detrás de ellas (docs/decisiones/0038). Nada largo detiene a las demás: a los `PACIENCIA` segundos se
    pasa sin turno, y quien lleva más que eso escribiendo (subiendo un archivo) ya no las detiene.
    """

    PACIENCIA = 0.25

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente
        self.turno = threading.Semaphore()
        self.escrituras = threading.Condition()
        self.escriben: list[float] = []  # cuándo empezó cada una

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._leer(request) if request.method in LECTURA else self._escribir(request)

    def _leer(self, request: HttpRequest) -> HttpResponseBase:
        hasta = time.monotonic() + self.PACIENCIA
        tomado = self.turno.acquire(timeout=self.PACIENCIA)
        try:
            with self.escrituras:
                self.escrituras.wait_for(self._nadie_escribe, timeout=hasta - time.monotonic())
            return self.siguiente(request)
        finally:
            if tomado:
                self.turno.release()

    def _escribir(self, request: HttpRequest) -> HttpResponseBase:
        inicio = time.monotonic()
        with self.escrituras:
            self.escriben.append(inicio)
        try:
            return self.siguiente(request)
        finally:
            with self.escrituras:
                self.escriben.remove(inicio)
                self.escrituras.notify_all()

    def _nadie_escribe(self) -> bool:
        hace_poco = time.monotonic() - self.PACIENCIA
        return all(inicio < hace_poco for inicio in self.escriben)


class CompresionIntermedio(GZipMiddleware):
    """Comprime las páginas y los datos, no los archivos: un PDF no mengua y perdería su tamaño y su orden de lectura.

    Contra BREACH: Django agrega a cada respuesta relleno al azar y enmascara la llave CSRF en cada página.
    """

    COMPRIMIBLES = ("text/html", "text/csv", "text/plain", "application/json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Sólo lo que es texto y no viene por partes."""
        tipo = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or tipo not in self.COMPRIMIBLES:
            return response
        return super().process_response(request, response)


class EsperaIntermedio:
    """A quien sube archivos con su avance a la vista (`X-Espera`) se le dice a dónde ir: va la página y no el guion."""

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        respuesta = self.siguiente(request)
        if request.headers.get("X-Espera") and respuesta.has_header("Location"):
            respuesta.status_code = 204
            respuesta["X-Ir-A"] = respuesta["Location"]
            del respuesta["Location"]
        return respuesta


class CharsetIntermedio:
    """Rechaza con 415 los formularios que no vienen en UTF-8: Django responde 500 a `charset=utf-7`."""

    ADMITIDOS = {"", "utf-8", "utf8", "us-ascii"}

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        declarado = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
        if declarado not in self.ADMITIDOS:
            return HttpResponse("El formulario debe enviarse en UTF-8.", status=415, content_type="text/plain")
        return self.siguiente(request)


class NulosIntermedio:
    """Rechaza con 400 el carácter nulo en dirección, consulta o galletas: PostgreSQL no lo guarda ni lo compara.

    En los formularios lo rechaza cada campo, con su mensaje.
    """

    def __init__(self, siguiente: Siguiente) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        trozos = (request.path_info, *request.COOKIES.values())
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in trozo for trozo in trozos):
            raise BadRequest("La petición lleva un carácter nulo.")
        return self.siguiente(request)
