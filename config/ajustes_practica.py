"""Ajustes de la práctica: los de producción con su base, almacén, credenciales de prueba, galletas y folios propios.

Se prende con las variables `PRACTICA_*` (docs/operacion.md); lo que coincida con el sitio real detiene el arranque.
"""

import os
from pathlib import Path

from config import entorno
from config.practica import ambiente

entorno.leer_de(ambiente.variables(os.environ))

from config import ajustes  # noqa: E402
from config.ajustes import *  # noqa: E402, F403

PRACTICA = True
BITACORA_LLAVERO_SE_CREA = True
ROOT_URLCONF = "config.practica.urls"
TEMPLATES[0]["DIRS"] = [RAIZ / "templates" / "practica", RAIZ / "templates"]  # noqa: F405
ROTULO_SIN_VALIDEZ = "ENSAYO — sin validez"
AVISO_DEL_SITIO = {
    "titulo": "Ensayo, sin validez",
    "texto": "Aquí se practica: nada de lo que haga se presenta ante la Subsecretaría ni cuenta para nadie.",
}
FOLIOS_PREFIJO = "PRUEBA-"
ENTRE_SITIOS = {"texto": "Volver al sitio real", "url": os.environ.get("SITIO_URL", "")}

SESSION_COOKIE_NAME = "__Host-sesion-practica"
CSRF_COOKIE_NAME = "__Host-csrf-practica"
ambiente.exigir_galletas(
    (SESSION_COOKIE_NAME, CSRF_COOKIE_NAME), (ajustes.SESSION_COOKIE_NAME, ajustes.CSRF_COOKIE_NAME)
)

CKAN_URL = ""  # lo que se practica no llega a un portal de datos
CORREO_DE_SALIDA = str(entorno.correo()["EMAIL_BACKEND"])
EMAIL_BACKEND = "config.practica.correo.SoloAQuienPractica"
vars().update(entorno.credenciales_de_prueba(Path(entorno.texto("CREDENCIALES"))))
