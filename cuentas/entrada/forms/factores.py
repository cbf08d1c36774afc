"""Los formularios del segundo factor: los de allauth, con nuestras palabras, códigos de un uso y fallos anotados."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth
from allauth.mfa.webauthn import forms as llaves
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from bitacora.cadena import anotar
from cuentas import reloj
from cuentas.entrada import factores, respaldo
from cuentas.entrada.forms.entrar import SinRellenoMixin
from cuentas.interfaz.formularios import FormularioSonora, JsonLegibleField

PENDIENTE = "factor_en_alta"
AYUDA_CODIGO = "Los seis dígitos de su aplicación, o uno de sus códigos de recuperación."
CASILLA = {
    "autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10", "maxlength": "32",
    "spellcheck": "false",
}
ILEGIBLE = (TypeError, ValueError, KeyError, AttributeError, IndexError)


class SinEco(forms.TextInput):
    """Un código no se repite en la página, ni el equivocado."""

    def format_value(self, value: Any) -> None:
        """Siempre vacío."""


class CodigoMixin(SinRellenoMixin, base.BaseAuthenticateForm):
    """Un código de la aplicación o de recuperación."""

    rotulos = {"code": "Código"}
    ayudas = {"code": AYUDA_CODIGO}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = SinEco(CASILLA)
        self.fields["code"].error_messages["required"] = "Escriba el código"

    def clean_code(self) -> str:
        """El código, si es bueno, de un factor que consta y nadie lo ha usado; el rechazo se anota, sin el código."""
        _exigir_respaldo(self.user)
        try:
            with transaction.atomic():
                return self._gastado()
        except ValidationError:
            _anotar_rechazo(self.user)
            raise

    def _gastado(self) -> str:
        codigo = super().clean_code()
        suyo = self.authenticator
        if suyo.type == Authenticator.Type.TOTP and not factores.gastar_codigo(suyo, codigo):
            raise get_adapter().validation_error("incorrect_code")
        if suyo.type == Authenticator.Type.RECOVERY_CODES:
            _anotar_recuperacion(self.user)
        return codigo


class EntrarConCodigoForm(CodigoMixin, base.AuthenticateForm):
    """Al entrar, después de la contraseña."""


class ConfirmarConCodigoForm(CodigoMixin, base.ReauthenticateForm):
    """Con la sesión abierta, antes de algo delicado."""


class ActivarAplicacionForm(SinRellenoMixin, totp.ActivateTOTPForm):
    """Comprobar que la aplicación quedó bien. El secreto a medio alta espera cifrado en la sesión."""

    rotulos = {"code": "Código que muestra la aplicación"}
    ayudas = {"code": "Seis dígitos; cambian cada 30 segundos."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        auth.clear_totp_secret(context.request)  # allauth lo deja en claro en la sesión
        sesion = context.request.session
        if not self.is_bound or PENDIENTE not in sesion:
            sesion[PENDIENTE] = factores.cifrar(auth.generate_totp_secret())
        self.secret = factores.descifrar(sesion[PENDIENTE])
        self.fields["code"].widget = SinEco(CASILLA)
        self.fields["code"].error_messages["required"] = "Escriba el código que muestra la aplicación"


class AgregarLlaveForm(FormularioSonora, llaves.AddWebAuthnForm):
    """Una llave de paso nueva: siempre con huella, rostro o clave del equipo, y sirve para entrar sin contraseña."""

    credential = JsonLegibleField(required=True, widget=forms.HiddenInput)

    name = forms.CharField(
        label="Nombre de la llave", required=False, max_length=60, help_text="Por ejemplo: «Mi teléfono»."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # siempre lo es: MFA_WEBAUTHN_USER_VERIFICATION

    def clean(self) -> dict[str, Any]:
        """Lo que el navegador mandó; lo ilegible es un código incorrecto, no una falla."""
        try:
            return super().clean()
        except ILEGIBLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LlaveMixin(llaves.AuthenticateWebAuthnForm):
    """Lo común de usar una llave: lo ilegible es un rechazo, y el rechazo de alguien conocido se anota."""

    def clean_credential(self) -> Authenticator:
        try:
            suya = super().clean_credential()
        except ILEGIBLE as error:
            _anotar_rechazo(self.user)
            raise get_adapter().validation_error("incorrect_code") from error
        except ValidationError:
            _anotar_rechazo(self.user)
            raise
        _exigir_respaldo(suya.user)
        return suya


class EntrarConLlaveForm(LlaveMixin, llaves.AuthenticateWebAuthnForm):
    """La llave como segundo factor, después de la contraseña."""

    credential = JsonLegibleField(required=True, widget=forms.HiddenInput)


class ConfirmarConLlaveForm(LlaveMixin, llaves.ReauthenticateWebAuthnForm):
    """La llave antes de algo delicado."""

    credential = JsonLegibleField(required=True, widget=forms.HiddenInput)


class EntrarSoloConLlaveForm(LlaveMixin, llaves.LoginWebAuthnForm):
    """La llave de paso sola, sin contraseña."""

    credential = JsonLegibleField(required=True, widget=forms.HiddenInput)


def _exigir_respaldo(persona: Any) -> None:
    if respaldo.falta(persona, "factores"):
        raise get_adapter().validation_error("unbacked_factor")


def _anotar_rechazo(persona: Any) -> None:
    with transaction.atomic():
        anotar("factor.rechazado", persona or "usuario:desconocido", por=None, en=reloj.ahora())


def _anotar_recuperacion(persona: Any) -> None:
    with transaction.atomic():
        factores.dejar_constancia(
            "factor.codigo_de_recuperacion_usado", persona, por=persona, en=reloj.ahora(),
            salvo=context.request.session.session_key,
        )
