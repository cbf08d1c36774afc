"""Lo que se captura al asentar una notificación por oficio."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora, solo_escaneos


class PorOficioForm(FormularioSonora, forms.Form):
    """La hora del sello del ente y el oficio escaneado."""

    marcar_opcionales = False
    sellado_en = forms.DateTimeField(
        label="Fecha y hora del sello del ente", widget=forms.DateTimeInput({"class": "govuk-input--width-20"}),
        help_text="Como la dice el sello.",
    )
    archivo = forms.FileField(label="Oficio sellado, escaneado", validators=[solo_escaneos])

    def __init__(self, *args: Any, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archivo"].help_text = f"En PDF, PNG o JPG, de hasta {maximo_mb} MB."
