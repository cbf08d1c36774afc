"""Aplicación WSGI para gunicorn: cada proceso carga todo al arrancar, no con la primera persona que llega."""

import ctypes
import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.ajustes")
with suppress(AttributeError):  # sólo la hay en glibc
    ctypes.CDLL(None).mallopt(-8, 2)  # M_ARENA_MAX: con un montón por hilo, lo que suelta uno no lo aprovecha otro
gc.disable()  # mientras se carga no hay basura, y buscarla costaba la quinta parte del arranque
application = get_wsgi_application()
resolve("/")  # con ella se cargan las direcciones y todas las vistas
gc.collect()
gc.freeze()  # lo cargado vive hasta el final: revisarlo en cada recolección detenía al proceso más de 100 ms
gc.enable()
gc.set_threshold(700, 10, 30)  # y lo que cada petición deja tibio (plantillas, consultas), tres veces menos seguido
