"""Invitar y aceptar: un alta de un solo uso. El secreto viaja por correo; aquí sólo queda su huella.

El correo de invitación no pasa por `cuentas.avisos.avisos`, porque el aviso guarda su texto y el secreto no debe
quedar en la base. Se manda una vez, tras confirmar la transacción; si no sale, se vuelve a invitar, lo que
anula la invitación anterior.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from bitacora.atado import exigir_atados, reparos_de
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso import sesiones
from cuentas.acceso.acceso import exigir
from cuentas.models import Invitacion, Usuario
from cuentas.parametros import parametro

registro = logging.getLogger(__name__)
BYTES_DEL_SECRETO = 32


class InvitacionNoVale(Rechazo):
    """La invitación no existe, ya se usó, venció, o la cuenta está desactivada."""


def invitar(persona: Usuario, *, por: Usuario | None, en: datetime, envio: str | None = None) -> str:
    """Crea una invitación, anula las anteriores y devuelve el secreto, que no se guarda en ningún lado.

    Una vez por `envio`. Lanza `YaSeEnvio` si ese envío ya se atendió, `AccesoDenegado` si quien invita no administra
    personas, `InvitacionNoVale` si la cuenta está desactivada.
    """
    with una_vez(envio) as clave:
        if por is not None:
            exigir(por, "personas.administrar")
        persona = Usuario.objects.select_for_update().get(pk=persona.pk)
        if not persona.is_active:
            raise InvitacionNoVale("La cuenta está desactivada: reactívela antes de invitar.")
        exigir_atados(persona, clases=("persona",))  # la invitación va a su correo
        anular(persona, en)
        secreto = secrets.token_urlsafe(BYTES_DEL_SECRETO)
        invitacion = Invitacion.objects.create(
            persona=persona, huella=_huella(secreto), creada_en=en, creada_por=por,
            vence_en=en + timedelta(days=parametro("invitacion.dias")),
        )
        datos = {"invitacion": invitacion.pk, "vence": invitacion.vence_en}
        anotar("invitacion.creada", persona, por=por, en=en, datos=datos, clave=clave, ata=[invitacion])
    return secreto


def anular(persona: Usuario, en: datetime) -> int:
    """Vence de inmediato las invitaciones pendientes de la persona; cuántas eran."""
    return Invitacion.objects.filter(persona=persona, usada_en=None, vence_en__gt=en).update(vence_en=en)


def vigente(secreto: str, en: datetime) -> Invitacion:
    """La invitación de ese secreto, si todavía sirve. Lanza `InvitacionNoVale` con el motivo."""
    invitacion = Invitacion.objects.select_related("persona").filter(huella=_huella(secreto)).first()
    if invitacion is None:
        raise InvitacionNoVale("No reconocemos esta invitación. Revise que el vínculo esté completo.")
    if reparos_de([invitacion]):
        raise InvitacionNoVale("Esta invitación no la hizo este sistema. Pida una nueva a quien administra el sistema.")
    if invitacion.usada_en:
        raise InvitacionNoVale("Esta invitación ya se usó. Entre con su correo y la contraseña que eligió.")
    if invitacion.vence_en <= en or not invitacion.persona.is_active:
        raise InvitacionNoVale("Esta invitación ya no está vigente. Pida una nueva a quien administra el sistema.")
    return invitacion


@transaction.atomic
def aceptar(secreto: str, contrasena: str, *, en: datetime) -> Usuario:
    """Fija la contraseña y gasta la invitación; de dos intentos a la vez sólo gana uno. Lanza `InvitacionNoVale`."""
    invitacion = vigente(secreto, en)
    if not Invitacion.objects.filter(pk=invitacion.pk, usada_en=None).update(usada_en=en):
        raise InvitacionNoVale("Esta invitación ya se usó. Entre con su correo y la contraseña que eligió.")
    persona = invitacion.persona
    persona.set_password(contrasena)
    persona.save(update_fields=["password"])
    sesiones.cerrar(persona)
    anotar("invitacion.aceptada", persona, por=persona, en=en, datos={"invitacion": invitacion.pk}, ata=[persona])
    return persona


def direccion(secreto: str) -> str:
    """La dirección completa que recibe la persona invitada."""
    return settings.SITIO_URL + reverse("cuentas:invitacion", args=[secreto])


def invitar_por_correo(persona: Usuario, *, por: Usuario | None, en: datetime, envio: str | None = None) -> bool:
    """Invita y manda el correo ya fuera de la transacción; falso si el correo no salió (hay que reinvitar)."""
    secreto = invitar(persona, por=por, en=en, envio=envio)
    contexto = {"persona": persona, "direccion": direccion(secreto), "dias": parametro("invitacion.dias")}
    texto = render_to_string("cuentas/entrada/correo/invitacion.txt", contexto)
    try:
        EmailMessage("Invitación al sistema de Dictamen de TIC", texto, to=[persona.correo]).send()
    except (OSError, SMTPException, ValueError) as error:
        registro.warning("No salió la invitación de usuario:%s: %s", persona.pk, type(error).__name__)
        return False
    return True


def _huella(secreto: str) -> str:
    return hashlib.sha256(secreto.encode()).hexdigest()
