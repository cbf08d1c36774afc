"""Lo que se elige en el tablero: dos años y hasta qué día contar. Todo viaja en la dirección."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from cuentas.formularios import FormularioSonora


class ConsultaForm(FormularioSonora, forms.Form):
    """Año, año con que se compara y corte."""

    anio = forms.TypedChoiceField(label="Año", coerce=int)
    contra = forms.TypedChoiceField(label="Comparar con el año", coerce=int)
    corte = forms.DateField(
        label="Contar hasta el día", input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Escriba el corte como AAAA-MM-DD, por ejemplo 2024-12-31"},
    )

    def __init__(self, datos: Mapping[str, Any], *, anios: Sequence[int], hoy: date) -> None:
        super().__init__(datos)
        self.hoy = hoy
        for campo in ("anio", "contra"):
            self.fields[campo].choices = [(anio, str(anio)) for anio in anios]

    def clean_corte(self) -> date:
        """El futuro no se cuenta."""
        corte = self.cleaned_data["corte"]
        if corte > self.hoy:
            raise forms.ValidationError("Elija un corte que no sea posterior a hoy")
        return corte

    def clean(self) -> dict[str, Any]:
        """Un año no se compara consigo mismo."""
        datos = super().clean()
        if datos.get("anio") is not None and datos.get("anio") == datos.get("contra"):
            self.add_error("contra", "Elija un año distinto para comparar")
        return datos
