"""La aplicación de `servidor_de_prueba`: la de siempre, después de correr lo que la prueba pidió al arrancar."""

import os
from importlib import import_module

from config.wsgi import application

for _nombre in filter(None, os.environ.get("ARRANQUE_DE_PRUEBA", "").split(",")):
    _modulo, _funcion = _nombre.split(":")
    getattr(import_module(_modulo), _funcion)()

__all__ = ["application"]
