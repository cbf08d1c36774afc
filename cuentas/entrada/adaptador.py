"""La puerta de entrada: alta sólo por invitación, y cada entrada, fallo y cambio de contraseña en la bitácora."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.acceso import sesiones
from cuentas.avisos.avisos import avisar
from cuentas.entrada import factores, frescura, invitaciones, tasa
from cuentas.models import Usuario

VENTANA_SEGUNDOS = 300
FORMAS_DE_CONFIRMAR = {
    "reauthenticate": "Usar su contraseña",
    "mfa_reauthenticate": "Usar un código",
    "mfa_reauthenticate:webauthn": "Usar una llave de paso",
}
POR_CUENTA_Y_DIRECCION, POR_DIRECCION = 5, 50


class AdaptadorDeCuentas(DefaultAccountAdapter):
    """Ajusta allauth a la casa."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "El correo o la contraseña no coinciden. Revíselos e inténtelo de nuevo",
        "enter_current_password": "La contraseña actual no coincide",
        "incorrect_password": "La contraseña no coincide",
        "invalid_password_reset": "El vínculo ya no sirve",
        "too_many_login_attempts": "Hubo demasiados intentos. Espere cinco minutos y vuelva a intentarlo",
        "rate_limited": "Hubo demasiados intentos. Espere unos minutos y vuelva a intentarlo",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nadie se da de alta por su cuenta."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credenciales: Any) -> None:
        """Los topes, antes de calcular la contraseña: por cuenta desde una dirección, y por dirección.

        No hay tope por cuenta a secas: con él, cualquiera dejaría fuera a otra persona. Lanza `ValidationError`.
        """
        direccion = tasa.direccion_de(request)
        for accion, quien, tope in _topes(direccion, credenciales):
            if tasa.anotar(accion, quien, segundos=VENTANA_SEGUNDOS) > tope:
                raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credenciales: Any) -> Usuario | None:
        """Comprueba la contraseña; el intento bueno no gasta el tope."""
        persona = super().authenticate(request, **credenciales)
        if persona:
            for accion, quien, _ in _topes(tasa.direccion_de(request), credenciales):
                tasa.devolver(accion, quien)
        return persona

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Para tocar los factores basta la identidad fresca de la casa, que cuenta también la entrada reciente."""
        return not frescura.es_fresca(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Quien tiene segundo factor confirma con él; la contraseña sola no basta."""
        formas = super().get_reauthentication_methods(user)
        if user.is_authenticated and factores.tiene(user):
            formas = [forma for forma in formas if forma["id"] != "reauthenticate"]
        return [forma | {"description": FORMAS_DE_CONFIRMAR[forma["id"]]} for forma in formas]

    def post_login(self, request: HttpRequest, user: Usuario, **extra: Any) -> HttpResponse:
        respuesta = super().post_login(request, user, **extra)
        with transaction.atomic():
            anotar("sesion.abierta", user, por=user, en=reloj.ahora())
        return respuesta

    def logout(self, request: HttpRequest) -> None:
        persona = request.user
        super().logout(request)
        if isinstance(persona, Usuario):
            with transaction.atomic():
                anotar("sesion.cerrada", persona, por=persona, en=reloj.ahora())

    def authentication_failed(self, request: HttpRequest, **credenciales: Any) -> None:
        """Anota el intento fallido sin guardar lo tecleado si no es de nadie."""
        super().authentication_failed(request, **credenciales)
        persona = Usuario.objects.filter(correo=(credenciales.get("email") or "").lower()).first()
        with transaction.atomic():
            anotar("sesion.rechazada", persona or "usuario:desconocido", por=None, en=reloj.ahora())

    def respond_user_inactive(self, request: HttpRequest, user: Usuario) -> HttpResponse:
        """Anota que alguien con la cuenta desactivada intentó entrar con su contraseña."""
        with transaction.atomic():
            anotar("sesion.rechazada", user, por=None, en=reloj.ahora(), datos={"motivo": "cuenta desactivada"})
        return super().respond_user_inactive(request, user)

    def set_password(self, user: Usuario, password: str) -> None:
        """Cambia la contraseña, anula las invitaciones pendientes, lo anota y se lo avisa a la persona."""
        en, con_sesion = reloj.ahora(), self.request.user.is_authenticated
        with transaction.atomic():
            super().set_password(user, password)
            invitaciones.anular(user, en)
            sesiones.cerrar(user, salvo=self.request.session.session_key if con_sesion else None)
            evento = anotar("contrasena.cambiada", user, por=user, en=en, datos={"con_sesion": con_sesion})
            avisar(
                user,
                asunto="Su contraseña cambió",
                url=reverse("cuentas:mi_cuenta"),
                clave=f"contrasena:{evento.n}",
                tema="cuenta",
                en=en,
                texto="Se cambió la contraseña de su cuenta. Si no fue usted, avise a quien administra el sistema.",
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """El vínculo para restablecer sale siempre con la dirección del sitio, no con el Host que pidió quien sea."""
        ruta = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "CLAVE"})
        return settings.SITIO_URL + ruta.replace("UID-CLAVE", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("cuentas:mi_cuenta")


def _topes(direccion: str, credenciales: dict[str, Any]) -> list[tuple[str, str, int]]:
    cuenta = str(credenciales.get("email") or credenciales.get("username") or "").lower()
    return [
        ("entrar_cuenta", f"{cuenta} {direccion}", POR_CUENTA_Y_DIRECCION),
        ("entrar_direccion", direccion, POR_DIRECCION),
    ]
