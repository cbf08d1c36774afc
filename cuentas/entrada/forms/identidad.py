"""Quién es, confirmado en el mismo formulario del acto que lo pide y sólo si hace falta (docs/decisiones/0079)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest

from cuentas.acceso.peticion import persona_de
from cuentas.entrada import factores
from cuentas.entrada.forms.factores import AYUDA_CODIGO, CASILLA, ConfirmarConCodigoForm, SinEco
from cuentas.entrada.frescura import es_fresca
from cuentas.interfaz.formularios import FormularioSonora

EQUIVOCADA = "equivocada"


class Pide(StrEnum):
    """Qué hace falta para saber que es quien dice."""

    NADA = ""
    CONTRASENA = "contrasena"
    CODIGO = "codigo"
    OTRA_PAGINA = "otra_pagina"  # sólo tiene llave de paso: se usa en la página de confirmar


def que_pide(request: HttpRequest) -> Pide:
    """Nada si se confirmó hace cinco minutos o menos; si no, lo que tenga: su código o, sin factor, su contraseña."""
    persona = persona_de(request)
    if es_fresca(request):
        return Pide.NADA
    if not factores.tiene(persona):
        return Pide.CONTRASENA
    con_codigo = Authenticator.objects.filter(user=persona, type=Authenticator.Type.TOTP).exists()
    return Pide.CODIGO if con_codigo else Pide.OTRA_PAGINA


class ConIdentidadForm(FormularioSonora, forms.Form):
    """Mezcla: pide la contraseña o el código sólo sin identidad fresca; bueno, vale cinco minutos para lo demás."""

    contrasena = forms.CharField(
        label="Su contraseña, para confirmar", strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}),
        error_messages={"required": "Escriba su contraseña para firmar"},
    )
    codigo = forms.CharField(
        label="Su código, para confirmar", help_text=AYUDA_CODIGO, widget=SinEco(CASILLA),
        error_messages={"required": "Escriba su código para firmar"},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.pide = request, que_pide(request)
        for nombre in ("contrasena", "codigo"):
            if nombre != self.pide:
                del self.fields[nombre]

    def clean(self) -> dict[str, Any]:
        """Dicho bien quién es, no se vuelve a pedir aunque lo demás del formulario haya que corregirlo."""
        limpio = super().clean() or {}
        if self.pide in limpio:
            del self.fields[self.pide]
            self.pide = Pide.NADA
        return limpio

    @property
    def de_identidad(self) -> list[forms.BoundField]:
        """El campo con que se confirma, si hace falta."""
        return [self[self.pide]] if self.pide in self.fields else []

    @property
    def equivocada(self) -> bool:
        """Si lo tecleado para confirmar no era."""
        return any(self.has_error(nombre, code=EQUIVOCADA) for nombre in ("contrasena", "codigo"))

    def clean_contrasena(self) -> str:
        """La de su cuenta; se puede intentar de nuevo."""
        if not persona_de(self.request).check_password(self.cleaned_data["contrasena"]):
            raise forms.ValidationError("La contraseña no es la de su cuenta. No se firmó nada.", code=EQUIVOCADA)
        reauthenticate_by_password(self.request)
        return ""

    def clean_codigo(self) -> str:
        """Uno de su aplicación o de recuperación, que se gasta."""
        suyo = ConfirmarConCodigoForm({"code": self.cleaned_data["codigo"]}, user=persona_de(self.request))
        if not suyo.is_valid():
            raise forms.ValidationError([*suyo.errors["code"]][0] + " No se firmó nada.", code=EQUIVOCADA)
        suyo.save()
        return ""
