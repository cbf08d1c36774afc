"""Un cliente HTTP de verdad (http.client) con sesión y CSRF, y la salida simultánea de varios.

    ana = s.cliente(persona)
    datos = ana.formulario("/solicitudes/nueva/")                 # lo que el formulario trae puesto, con sus ocultos
    respuestas = a_la_vez(*[ana.listo("/solicitudes/nueva/", {**datos, "tipo": "bienes"}) for _ in range(20)])

No toca la base después de abrir la sesión: puede usarse desde muchos hilos.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from lxml import html

ESPERA_SEGUNDOS = 90
DE_SALIDA = re.compile("salir|logout")
CSRF = "a" * CSRF_SECRET_LENGTH


@dataclass(frozen=True)
class Respuesta:
    """Lo que contestó el servidor."""

    codigo: int
    cabeceras: Mapping[str, str]
    cuerpo: bytes

    @property
    def texto(self) -> str:
        """El cuerpo, como texto."""
        return self.cuerpo.decode(errors="replace")

    @property
    def destino(self) -> str:
        """A dónde redirige; vacío si no redirige."""
        return self.cabeceras.get("Location", "")

    @property
    def principal(self) -> str:
        """El texto de lo principal de la página, con espacios sencillos."""
        principal = html.fromstring(self.texto).find(".//main")
        return " ".join(principal.text_content().split()) if principal is not None else ""


class ClienteHttp:
    """Un navegador sin pantalla: una cookie de sesión abierta en la base de la prueba y su ficha CSRF."""

    def __init__(self, url: str, persona: Any = None) -> None:
        self.direccion = urlsplit(url).netloc
        self.galletas = {settings.CSRF_COOKIE_NAME: CSRF}
        if persona is not None:
            entrada = Client()
            entrada.force_login(persona, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.galletas[settings.SESSION_COOKIE_NAME] = entrada.cookies[settings.SESSION_COOKIE_NAME].value

    def get(self, ruta: str) -> Respuesta:
        """Pide una página; no sigue redirecciones."""
        return self._pedir("GET", ruta, None, self._conexion())

    def post(self, ruta: str, datos: Mapping[str, Any] | None = None) -> Respuesta:
        """Envía un formulario (con archivos, si algún valor se puede leer); no sigue redirecciones."""
        return self._pedir("POST", ruta, datos or {}, self._conexion())

    def listo(self, ruta: str, datos: Mapping[str, Any] | None = None) -> Callable[[], Respuesta]:
        """El mismo envío, con la conexión ya abierta: sale en cuanto se le llama. Es para `a_la_vez`."""
        conexion, cuerpo = self._conexion(), _codificar(datos or {})
        conexion.connect()
        return lambda: self._pedir("POST", ruta, cuerpo, conexion)

    def formulario(self, ruta: str, boton: str = "") -> dict[str, Any]:
        """Lo que trae puesto el formulario de esa página, con sus campos ocultos: el que tenga `boton`, o el último POST.

        `boton` es parte del texto de su botón. Lanza `LookupError` si no lo hay.
        """
        return self.formulario_de(self.get(ruta), boton)

    def formulario_de(self, respuesta: Respuesta, boton: str = "") -> dict[str, Any]:
        """Lo mismo, de una página que ya se pidió."""
        formas = [f for f in html.fromstring(respuesta.texto).forms if f.method == "POST"]
        hallados = [f for f in formas if boton in f.text_content() and not DE_SALIDA.search(f.action or "")]
        if not hallados:
            raise LookupError(f"No hay formulario «{boton}» ({respuesta.codigo} {respuesta.destino}).")
        datos: dict[str, Any] = {}
        for nombre, valor in hallados[-1].form_values():
            datos[nombre] = [*datos[nombre], valor] if nombre in datos else [valor]
        return {nombre: valor if len(valor) > 1 else valor[0] for nombre, valor in datos.items()}

    def _conexion(self) -> HTTPConnection:
        return HTTPConnection(self.direccion, timeout=ESPERA_SEGUNDOS)

    def _pedir(self, verbo: str, ruta: str, datos: Any, conexion: HTTPConnection) -> Respuesta:
        cabeceras = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.galletas.items()), "Connection": "close"}
        if datos is not None:
            datos = datos if isinstance(datos, bytes) else _codificar(datos)
            cabeceras["Content-Type"] = MULTIPART_CONTENT
        try:
            conexion.request(verbo, ruta, body=datos, headers=cabeceras)
            return _leer(conexion.getresponse())
        finally:
            conexion.close()


def _codificar(datos: Mapping[str, Any]) -> bytes:
    return encode_multipart(BOUNDARY, {**datos, "csrfmiddlewaretoken": CSRF})


def _leer(respuesta: HTTPResponse) -> Respuesta:
    return Respuesta(respuesta.status, dict(respuesta.getheaders()), respuesta.read())


def a_la_vez(*tareas: Callable[[], Any]) -> list[Any]:
    """Corre cada tarea en su hilo, con salida simultánea; devuelve qué regresó o lanzó cada una, en orden."""
    barrera, resultados = threading.Barrier(len(tareas)), [None] * len(tareas)

    def correr(n: int, tarea: Callable[[], Any]) -> None:
        barrera.wait()
        try:
            resultados[n] = tarea()
        except Exception as error:
            resultados[n] = error
        finally:
            connections.close_all()

    hilos = [threading.Thread(target=correr, args=(n, tarea)) for n, tarea in enumerate(tareas)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return resultados
