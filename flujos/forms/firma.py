"""Los formularios de quien autoriza: firmar (con su contraseña) o devolver."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.formularios import FormularioSonora
from cuentas.models import Usuario


class FirmarForm(FormularioSonora, forms.Form):
    """La huella de lo que se vio y la contraseña de la cuenta, para confirmar que es quien dice."""

    visto = forms.CharField(widget=forms.HiddenInput, max_length=64)
    contrasena = forms.CharField(
        label="Su contraseña, para confirmar", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}),
        error_messages={"required": "Escriba su contraseña para firmar"},
    )

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_contrasena(self) -> str:
        """La de su cuenta; se puede intentar de nuevo."""
        if not self.persona.check_password(self.cleaned_data["contrasena"]):
            raise forms.ValidationError("La contraseña no es la de su cuenta. No se firmó nada.", code="equivocada")
        return ""


class FirmarAutografaForm(FirmarForm):
    """Además, el escaneo de lo firmado a mano y dónde queda el papel."""

    escaneo = forms.FileField(
        label="Escaneo del dictamen firmado, en PDF", widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Adjunte el escaneo del dictamen firmado"},
    )
    ubicacion_original = forms.CharField(
        label="Dónde queda guardado el original en papel", max_length=200,
        help_text="Por ejemplo: archivo de trámite, estante 4, expediente 2026/118.",
        error_messages={"required": "Escriba dónde queda guardado el original en papel"},
    )
    field_order = ("visto", "escaneo", "ubicacion_original", "contrasena")

    def clean_escaneo(self) -> Any:
        """Sólo PDF."""
        subido = self.cleaned_data["escaneo"]
        if not subido.name.lower().endswith(".pdf"):
            raise forms.ValidationError("El escaneo debe ser un PDF.")
        return subido
