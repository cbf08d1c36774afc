"""La puerta de entrada: alta sólo por invitación, y cada entrada y cada fallo quedan en la bitácora."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.models import Usuario


class AdaptadorDeCuentas(DefaultAccountAdapter):
    """Ajusta allauth a la casa."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nadie se da de alta por su cuenta."""
        return False

    def post_login(self, request: Any, user: Usuario, **extra: Any) -> Any:
        """Anota la entrada."""
        respuesta = super().post_login(request, user, **extra)
        with transaction.atomic():
            anotar("sesion.abierta", user, por=user, en=reloj.ahora())
        return respuesta

    def logout(self, request: Any) -> None:
        """Anota la salida."""
        persona = request.user
        super().logout(request)
        if isinstance(persona, Usuario):
            with transaction.atomic():
                anotar("sesion.cerrada", persona, por=persona, en=reloj.ahora())

    def authentication_failed(self, request: Any, **credenciales: Any) -> None:
        """Anota el intento fallido sin guardar lo tecleado si no es de nadie."""
        super().authentication_failed(request, **credenciales)
        persona = Usuario.objects.filter(correo__iexact=credenciales.get("email") or "").first()
        with transaction.atomic():
            anotar("sesion.rechazada", persona or "usuario:desconocido", por=None, en=reloj.ahora())
