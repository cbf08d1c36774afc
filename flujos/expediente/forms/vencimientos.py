"""El formulario con que el ente corrige cuándo termina algo, o dice que no lo renovará."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora


class VencimientoForm(FormularioSonora, forms.Form):
    """Otra fecha, o no se renueva."""

    FECHA, NO = "fecha", "no"
    marcar_opcionales = False
    que = forms.ChoiceField(
        label="Qué quiere dejar dicho", widget=forms.RadioSelect,
        choices=[(FECHA, "Termina en otra fecha"), (NO, "No se renovará")],
        error_messages={"required": "Elija qué quiere dejar dicho"},
    )
    fecha = forms.DateField(
        label="Cuándo termina", required=False, help_text="Por ejemplo, 31/12/2027. La del contrato o la licencia.",
        widget=forms.DateInput({"class": "govuk-input--width-10", "data-si-pregunta": "que", "data-si-es": FECHA}),
    )
    motivo = forms.CharField(
        label="Por qué no se renovará", required=False, max_length=1000, help_text="Queda en el expediente.",
        widget=forms.Textarea({"rows": 3, "data-si-pregunta": "que", "data-si-es": NO}),
    )

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        if limpio.get("que") == self.FECHA and not limpio.get("fecha") and "fecha" not in self.errors:
            self.add_error("fecha", "Escriba cuándo termina")
        if limpio.get("que") == self.NO and not (limpio.get("motivo") or "").strip():
            self.add_error("motivo", "Escriba por qué no se renovará")
        return limpio
