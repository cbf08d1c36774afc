"""Lo que se escribe al redactar una lista de criterios."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.excepciones import DatosInvalidos
from dictamenes.textos import criterios


class ListaForm(FormularioSonora, forms.Form):
    """Los criterios en JSON, uno por renglón."""

    marcar_opcionales = False
    criterios = forms.CharField(
        label="Criterios", max_length=60_000, widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        help_text="Uno por renglón, con su clave, su nombre y su pregunta. Con «categorias» sólo se pregunta si hay un "
                  "concepto de una de ellas. La clave identifica la pregunta: no se reúsa para otra.",
        error_messages={"required": "Escriba los criterios"},
    )

    def clean_criterios(self) -> list[dict[str, Any]]:
        try:
            return criterios.leer(self.cleaned_data["criterios"])
        except DatosInvalidos as error:
            raise forms.ValidationError(str(error)) from error
