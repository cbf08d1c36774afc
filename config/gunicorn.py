"""Cómo corre gunicorn en producción y en la demostración: `gunicorn -c config/gunicorn.py config.wsgi`.

Al recibir SIGTERM deja de aceptar, termina lo que ya aceptó (a lo más `graceful_timeout` segundos, menos que los 30 que
suele esperar quien lo detiene) y sale con 0. Lo que se puede cambiar sin tocar este archivo va en la línea de comandos.
"""

import os
import sys

from config.procesos.memoria import pocas_arenas
from config.registros import configuracion

pocas_arenas()

bind = os.environ.get("ESCUCHA", "127.0.0.1:8000")
# Uno por núcleo: con más, las páginas se estorban entre sí y esperan más (docs/decisiones/0047).
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, os.cpu_count() or 2))
worker_class = "gthread"
# El maestro carga todo una vez y sus procesos lo comparten; quien recarga al cambiar el código necesita lo contrario.
preload_app = "--reload" not in sys.argv
threads = 8  # quien espera un candado ocupa su hilo: con cuatro, unas presentaciones a la vez atoraban a las páginas
timeout = 60
graceful_timeout = 25
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
accesslog = None  # el renglón de acceso lo escribe config.peticiones, sin datos personales
logconfig_dict = configuracion(legible=os.environ.get("REGISTROS_LEGIBLES", "") not in ("", "0"))
