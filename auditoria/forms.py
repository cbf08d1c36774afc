"""Lo que se teclea en las pantallas de auditoría."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora

MAYOR = 10**15


class CancelacionForm(FormularioSonora, forms.Form):
    """De qué evento y con qué fundamento."""

    evento = forms.IntegerField(
        label="Número de evento", min_value=1, max_value=MAYOR,
        widget=forms.TextInput({"class": "govuk-input--width-10", "inputmode": "numeric"}),
        help_text="Lo dicen la bitácora y el expediente exportado.",
    )
    fundamento = forms.CharField(
        label="Fundamento y documento que lo pide", max_length=300,
        help_text="Por ejemplo: solicitud ARCO-014/2026, artículo y acuerdo. No escriba aquí el dato ni nombres.",
    )
    resolucion = forms.CharField(
        label="Resolución del Comité de Transparencia", max_length=200,
        help_text="Número y fecha. Si la ley no la pide para este caso, diga por qué.",
    )
