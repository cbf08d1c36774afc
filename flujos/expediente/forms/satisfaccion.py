"""El formulario con que quien recibe un dictamen califica la atención."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.expediente.satisfaccion import LARGO
from dictamenes.models.satisfaccion import Puntos


class CalificarForm(FormularioSonora, forms.Form):
    """Del 1 al 5 y, si quiere, por qué."""

    puntos = forms.TypedChoiceField(
        label="¿Cómo fue la atención?", coerce=int, choices=Puntos.choices, widget=forms.RadioSelect,
        error_messages={"required": "Elija del 1 al 5"},
    )
    comentario = forms.CharField(
        label="Comentario", required=False, max_length=LARGO, widget=forms.Textarea({"rows": 3}),
        help_text="Lo lee la dirección, sin su nombre ni el de su dependencia. No escriba datos personales.",
    )
