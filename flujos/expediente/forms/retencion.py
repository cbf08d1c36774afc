"""Los formularios de una retención legal. Validan; nunca guardan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora


class RetenerForm(FormularioSonora, forms.Form):
    """Por qué, quién lo pide y hasta cuándo."""

    autoridad = forms.CharField(
        label="Quién pide la retención", max_length=200, help_text="La autoridad y su expediente u oficio.",
    )
    fundamento = forms.CharField(
        label="Fundamento", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="El ordenamiento y el artículo, y qué debe conservarse.",
    )
    hasta = forms.DateField(
        label="Último día", widget=forms.DateInput({"class": "govuk-input--width-10"}),
        help_text="Toda retención termina. Si hace falta más tiempo, se propone otra.",
    )

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy

    def clean_hasta(self) -> date:
        hasta: date = self.cleaned_data["hasta"]
        if hasta < self.hoy:
            raise forms.ValidationError("Escriba un último día que no haya pasado")
        return hasta


class LevantarForm(FormularioSonora, forms.Form):
    """Por qué termina antes de su día."""

    motivo = forms.CharField(label="Por qué se levanta antes", max_length=1000)
