"""El formulario con que se registra una interrupción del sistema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora


class ContingenciaForm(FormularioSonora, forms.Form):
    """De cuándo a cuándo y qué pasó."""

    desde = forms.DateTimeField(
        label="Desde cuándo no estuvo disponible", widget=forms.DateTimeInput({"class": "govuk-input--width-20"})
    )
    hasta = forms.DateTimeField(
        label="Hasta cuándo", widget=forms.DateTimeInput({"class": "govuk-input--width-20"}),
        help_text="Si no conoce el minuto exacto, ponga el último momento en que se recibió en papel.",
    )
    motivo = forms.CharField(label="Qué pasó", max_length=200, help_text="Por ejemplo: falla eléctrica del edificio.")

    def __init__(self, *args: Any, en: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.en = en

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        desde, hasta = limpio.get("desde"), limpio.get("hasta")
        if desde and hasta and hasta <= desde:
            self.add_error("hasta", "Debe terminar después de empezar")
        if hasta and hasta > self.en:
            self.add_error("hasta", "Regístrela cuando ya terminó")
        return limpio
