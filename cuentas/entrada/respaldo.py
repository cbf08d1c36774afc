"""Si lo que se usa para entrar es lo que dejó este sistema, y no algo que alguien puso en la base."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db import transaction

from bitacora.atado import reparos_de
from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.models import Usuario

NO_CONSTA = (
    "No se puede entrar con esta cuenta: lo que guarda para entrar no es lo que se registró en la bitácora. Quedó "
    "anotado y lo sabe quien audita. Avise a quien administra el sistema."
)
OTRA_CONTRASENA = (
    "Esa contraseña no la puso este sistema y no se admite: quedó anotado y lo sabe quien audita. Si la cuenta es "
    "suya, elija otra con «Olvidé mi contraseña»."
)
DE_LA_CUENTA = ("persona", "factores")


def falta(persona: Usuario, *clases: str) -> bool:
    """Si algo de la persona ya no es lo que se registró; en ese caso lo anota."""
    hallados = reparos_de([persona], *(clases or DE_LA_CUENTA))
    if hallados:
        with transaction.atomic():
            datos = {"porque": str(hallados[0])}
            anotar("credencial.rechazada", persona, por=None, en=reloj.ahora(), datos=datos)
    return bool(hallados)


def es_trasplantada(correo: str, contrasena: str) -> bool:
    """Si la contraseña coincide con la guardada, pero la guardada no la dejó este sistema."""
    persona = Usuario.objects.filter(correo=correo).first()
    if persona is None or not reparos_de([persona], "contrasena"):
        return False
    return check_password(contrasena, persona.password)
