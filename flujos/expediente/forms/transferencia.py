"""Elegir qué se transfiere y declararlo."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora

DESDE = date(2000, 1, 1)


class CorteForm(FormularioSonora, forms.Form):
    """De qué serie y hasta qué día."""

    serie = forms.ChoiceField(label="Serie")
    corte = forms.DateField(
        label="Corte", help_text="Los que cumplieron su plazo en trámite a más tardar ese día.",
        widget=forms.DateInput({"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, series: dict[str, str], hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.de_opciones("serie").choices = list(series.items())

    def clean_corte(self) -> date:
        corte: date = self.cleaned_data["corte"]
        if not DESDE <= corte <= self.hoy:
            raise forms.ValidationError("Elija un día entre el 1 de enero de 2000 y hoy")
        return corte


class TransferirForm(FormularioSonora, forms.Form):
    """Quién recibe y la huella de la lista que se leyó; la serie y el corte van en la dirección."""

    recibe = forms.CharField(
        label="Área o persona que recibe", max_length=150, help_text="La responsable del archivo de concentración."
    )
    leida = forms.CharField(widget=forms.HiddenInput, max_length=64)
