"""El formulario con que se dispone de una relación. Valida; nunca guarda."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora

ANCHO = {"class": "govuk-input--width-10"}


class DisponerForm(FormularioSonora, forms.Form):
    """Los números que lo autorizan y la huella de la lista que se leyó; la serie y el corte van en la dirección."""

    catalogo = forms.CharField(
        label="Número del catálogo de disposición validado", max_length=100,
        help_text="El que el archivo general validó, con el que se archivó la serie.",
    )
    dictamen = forms.CharField(label="Número del dictamen de destino final", max_length=100)
    dictamen_fecha = forms.DateField(label="Fecha del dictamen de destino final", widget=forms.DateInput(ANCHO))
    acta = forms.CharField(label="Número del acta", max_length=100, help_text="De baja documental o de entrega.")
    acta_fecha = forms.DateField(label="Fecha del acta", widget=forms.DateInput(ANCHO))
    leida = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy

    def clean(self) -> dict[str, Any]:
        """El dictamen va antes que el acta, y ninguna fecha es de mañana."""
        datos = super().clean()
        dictamen, acta = datos.get("dictamen_fecha"), datos.get("acta_fecha")
        if dictamen and acta and acta < dictamen:
            self.add_error("acta_fecha", "El acta es posterior a su dictamen")
        for campo in ("dictamen_fecha", "acta_fecha"):
            if datos.get(campo) and datos[campo] > self.hoy:
                self.add_error(campo, "Esa fecha todavía no llega")
        return datos
