"""Los formularios del seguimiento de condiciones: reportar el cumplimiento y resolverlo."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora


class CumplimientoForm(FormularioSonora, forms.Form):
    """Cómo se cumplió y con qué se acredita."""

    nota = forms.CharField(
        label="Cómo se cumplió la condición", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    archivo = forms.FileField(label="Archivo que lo acredita", allow_empty_file=True)

    def __init__(self, *args: Any, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archivo"].help_text = f"PDF, Word, Excel o imagen (PNG o JPG) de hasta {maximo_mb} MB."


class ResolverForm(FormularioSonora, forms.Form):
    """Se acepta, o se devuelve con motivo."""

    ACEPTAR, DEVOLVER = "aceptar_condicion", "devolver_condicion"
    acto = forms.ChoiceField(
        label="Qué se resuelve", widget=forms.RadioSelect, error_messages={"required": "Elija qué se resuelve"},
        choices=[(ACEPTAR, "Aceptar: la condición queda cumplida"), (DEVOLVER, "Devolver: falta acreditarla")],
    )
    motivo = forms.CharField(
        label="Motivo, si se devuelve", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lo lee el ente: diga qué falta.",
    )
    marcar_opcionales = False

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        if limpio.get("acto") == self.DEVOLVER and not (limpio.get("motivo") or "").strip():
            self.add_error("motivo", "Escriba por qué se devuelve")
        return limpio
