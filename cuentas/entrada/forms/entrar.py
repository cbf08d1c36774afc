"""Los formularios de entrar y de contraseñas: los de allauth, con nuestras palabras y un solo campo por contraseña."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import Usuario

AYUDA_CONTRASENA = "Al menos 15 caracteres. Puede ser una frase que sólo usted recuerde."


class SinRellenoMixin(FormularioSonora):
    """Quita los textos de relleno: el rótulo ya dice qué va."""

    rotulos: dict[str, str] = {}
    ayudas: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for nombre, campo in self.fields.items():
            campo.label = self.rotulos.get(nombre, campo.label)
            campo.help_text = self.ayudas.get(nombre, "")
            campo.widget.attrs.pop("placeholder", None)


class EntrarForm(SinRellenoMixin, allauth.LoginForm):
    """Correo y contraseña."""

    rotulos = {"login": "Correo institucional", "password": "Contraseña"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].error_messages["required"] = "Escriba su correo institucional"
        self.fields["password"].error_messages["required"] = "Escriba su contraseña"


class RestablecerForm(SinRellenoMixin, allauth.ResetPasswordForm):
    """El correo al que se manda el vínculo."""

    rotulos = {"email": "Correo institucional"}


class NuevaContrasenaForm(SinRellenoMixin, allauth.ResetPasswordKeyForm):
    """Elegir contraseña desde el vínculo del correo."""

    rotulos = {"password1": "Contraseña nueva"}
    ayudas = {"password1": AYUDA_CONTRASENA}


class CambiarContrasenaForm(SinRellenoMixin, allauth.ChangePasswordForm):
    """Cambiarla sabiendo la actual."""

    rotulos = {"oldpassword": "Contraseña actual", "password1": "Contraseña nueva"}
    ayudas = {"password1": AYUDA_CONTRASENA}


class ConfirmarIdentidadForm(SinRellenoMixin, allauth.ReauthenticateForm):
    """La contraseña otra vez, antes de algo delicado."""

    rotulos = {"password": "Contraseña"}


class AceptarInvitacionForm(FormularioSonora, forms.Form):
    """La primera contraseña de una persona invitada."""

    contrasena = forms.CharField(
        label="Contraseña",
        strip=False,
        help_text=AYUDA_CONTRASENA,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_contrasena(self) -> str:
        contrasena: str = self.cleaned_data["contrasena"]
        validate_password(contrasena, self.persona)
        return contrasena


class ConfirmarContrasenaForm(FormularioSonora, forms.Form):
    """La contraseña de una cuenta conocida, fuera de sesión."""

    password = forms.CharField(
        label="Su contraseña", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_password(self) -> str:
        """Debe ser la suya; no se devuelve."""
        if not self.persona.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError("La contraseña no coincide")
        return ""
