"""El formulario de un mensaje."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.expediente.mensajes import LARGO
from dictamenes.models import Mensaje

ROTULOS = {
    "compartido": "Con el ente: lo leen las dos partes",
    "interno": "Interno: sólo lo lee la Subsecretaría",
}


class MensajeForm(FormularioSonora, forms.Form):
    """Qué se dice y en qué tablero; quien sólo tiene uno no elige."""

    tablero = forms.ChoiceField(label="¿Quién lo puede leer?", widget=forms.RadioSelect)
    texto = forms.CharField(
        label="Mensaje", max_length=LARGO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Queda en el expediente y no se puede borrar. No detiene ni alarga ningún plazo.",
    )

    def __init__(self, *args: Any, tableros: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opciones = [(tablero, ROTULOS[tablero]) for tablero in tableros]
        self.de_opciones("tablero").choices = opciones
        if len(tableros) == 1:
            self.fields["tablero"].widget = forms.HiddenInput()
            self.fields["tablero"].initial = Mensaje.Tablero.COMPARTIDO
