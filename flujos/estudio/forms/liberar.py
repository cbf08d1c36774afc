"""Lo que se revisó del ejemplar público antes de publicarlo."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.tramite.publico import SE_REVISA


class LiberarForm(FormularioSonora, forms.Form):
    """Cada cosa se declara por separado: la lista es la del acto. `leido` es la huella del ejemplar que se leyó."""

    leido = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for clave, texto in SE_REVISA.items():
            self.fields[clave] = forms.BooleanField(label=texto)
