"""El formulario con que se registra el contrato celebrado con un dictamen."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora, Pesos


class ContratoForm(FormularioSonora, forms.Form):
    """Número, fecha de firma y, si se sabe, importe."""

    numero = forms.CharField(label="Número del contrato", max_length=120)
    fecha = forms.DateField(
        label="Fecha de firma", input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
    )
    importe = forms.DecimalField(
        label="Total con IVA", required=False, min_value=0, max_digits=16, decimal_places=2, widget=Pesos,
    )
