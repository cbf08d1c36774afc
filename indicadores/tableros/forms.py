"""Lo que se elige al consultar: qué años, hasta qué día contar y qué constaba. Todo viaja en la dirección."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from bitacora.models import Evento
from cuentas.interfaz.formularios import FormularioSonora
from indicadores.cifra.parametros import PRIMER_ANIO


class CorteForm(FormularioSonora, forms.Form):
    """Año y corte."""

    anio = forms.TypedChoiceField(label="Año", coerce=int)
    corte = forms.DateField(
        label="Contar hasta el día", input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Escriba el corte como AAAA-MM-DD, por ejemplo 2024-12-31"},
    )

    def __init__(self, datos: Mapping[str, Any], *, anios: Sequence[int], hoy: date) -> None:
        super().__init__(datos)
        self.hoy = hoy
        for campo in {"anio", "contra"} & set(self.fields):
            self.de_opciones(campo).choices = [(anio, str(anio)) for anio in anios]

    def clean_corte(self) -> date:
        """El futuro no se cuenta, ni lo que no pudo ser."""
        corte: date = self.cleaned_data["corte"]
        if corte.year < PRIMER_ANIO:
            raise forms.ValidationError(f"Elija un corte de {PRIMER_ANIO} en adelante")
        if corte > self.hoy:
            raise forms.ValidationError("Elija un corte que no sea posterior a hoy")
        return corte


class ConsultaForm(CorteForm):
    """Además, el año con que se compara."""

    contra = forms.TypedChoiceField(label="Comparar con el año", coerce=int)
    field_order = ("anio", "contra", "corte")

    def clean(self) -> dict[str, Any]:
        """Un año no se compara consigo mismo."""
        datos = super().clean()
        if datos.get("anio") is not None and datos.get("anio") == datos.get("contra"):
            self.add_error("contra", "Elija un año distinto para comparar")
        return datos


class CifraForm(CorteForm):
    """Además, hasta qué evento de la bitácora se sabía; vacío, hasta el último."""

    marcar_opcionales = False
    hasta = forms.IntegerField(
        label="Saber hasta el evento", required=False, min_value=1, max_value=10**15,
        widget=forms.NumberInput({"class": "govuk-input--width-10", "placeholder": "el último"}),
    )

    def clean_hasta(self) -> int | None:
        """Un evento que la bitácora tenga."""
        hasta: int | None = self.cleaned_data["hasta"]
        if hasta is not None and not Evento.objects.filter(n=hasta).exists():
            raise forms.ValidationError(f"El evento {hasta} no está en la bitácora")
        return hasta
