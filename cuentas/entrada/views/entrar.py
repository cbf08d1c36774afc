"""Entrar por invitación y restablecer la contraseña: lo que allauth no hace como aquí se pide."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from smtplib import SMTPException
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, LogoutView, PasswordResetFromKeyView, PasswordResetView
from allauth.core import context, ratelimit
from allauth.decorators import rate_limit
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.entrada import equipo, invitaciones
from cuentas.entrada.adaptador import VENTANA_DE_LA_CUENTA, VENTANA_SEGUNDOS
from cuentas.entrada.forms.entrar import AceptarInvitacionForm
from cuentas.interfaz.genericas import FormView

VENTANAS = {"too_many_login_attempts": VENTANA_SEGUNDOS, "too_many_for_account": VENTANA_DE_LA_CUENTA}
registro = logging.getLogger(__name__)


class RedireccionYDespues(HttpResponseRedirect):
    """Redirección que hace un trabajo cuando el servidor ya la entregó."""

    def __init__(self, url: str, despues: Callable[[], Any]) -> None:
        super().__init__(url)
        self._despues = despues

    def close(self) -> None:
        """Lo llama el servidor WSGI al terminar de mandar la respuesta."""
        super().close()
        self._despues()


class EntrarView(LoginView):
    """Correo y contraseña; a quien ya gastó sus intentos, 429."""

    def form_invalid(self, form: Any) -> HttpResponse:
        respuesta = super().form_invalid(form)
        for error, ventana in VENTANAS.items():
            if form.has_error(NON_FIELD_ERRORS, code=error):
                respuesta.status_code = 429
                respuesta["Retry-After"] = str(ventana)
        return respuesta


class SalirView(LogoutView):
    """Salir y pedir al navegador que olvide lo que guardó de este sitio.

    Las cookies no: `"cookies"` borraría también las de los demás sistemas del mismo dominio. La de sesión muere aquí.
    """

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        respuesta = super().post(*args, **kwargs)
        respuesta["Clear-Site-Data"] = '"cache", "storage"'
        return respuesta


class RestablecerView(PasswordResetView):
    """Pedir el vínculo. El correo se arma y se manda después de responder: ni el texto ni el tiempo dicen si existe."""

    def form_valid(self, form: Any) -> HttpResponse:
        correo = form.cleaned_data["email"].lower()
        if limite := ratelimit.consume_or_429(self.request, action="reset_password", key=correo):
            return limite
        return RedireccionYDespues(self.get_success_url(), partial(_mandar_vinculo, form, self.request))


class NuevaContrasenaView(PasswordResetFromKeyView):
    """Elegir la contraseña; la clave pasa a la sesión y sale de la dirección."""

    reset_url_key = "elegir"

    def form_valid(self, form: Any) -> HttpResponse:
        """Quien abrió el vínculo de su correo hace suyo este equipo: aquí no lo detiene lo que intenten otros."""
        respuesta = super().form_valid(form)
        equipo.recordar(respuesta, form.user.correo)
        return respuesta


@method_decorator(
    [never_cache, sensitive_post_parameters("contrasena"), rate_limit(action="reset_password_from_key")],
    name="dispatch",
)
class InvitacionView(FormView[AceptarInvitacionForm]):
    """La persona invitada elige su contraseña y entra."""

    template_name = "cuentas/entrada/invitacion.html"
    form_class = AceptarInvitacionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Una invitación que ya no vale muestra por qué, con 410."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except invitaciones.InvitacionNoVale as motivo:
            return render(request, "cuentas/entrada/invitacion_no_vale.html", {"motivo": motivo}, status=410)

    def get_form_kwargs(self) -> dict[str, Any]:
        """El formulario valida la contraseña contra los datos de la persona invitada."""
        self.persona = invitaciones.vigente(self.kwargs["secreto"], reloj.ahora()).persona
        return super().get_form_kwargs() | {"persona": self.persona}

    def form_valid(self, form: AceptarInvitacionForm) -> HttpResponse:
        ahora = reloj.ahora()
        with con_constancia("invitacion.aceptar", self.persona, por=None, en=ahora):
            persona = invitaciones.aceptar(self.kwargs["secreto"], form.cleaned_data["contrasena"], en=ahora)
        return perform_login(self.request, persona, redirect_url=reverse("cuentas:mi_cuenta"))


def _mandar_vinculo(form: Any, request: HttpRequest) -> None:
    """Un correo que no sale no es asunto de quien lo pidió: se registra, sin la dirección."""
    with context.request_context(request):
        try:
            form.save(request)
        except (OSError, SMTPException) as error:
            registro.warning("No salió un correo para restablecer contraseña: %s", type(error).__name__)
