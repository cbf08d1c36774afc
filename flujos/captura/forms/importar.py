"""El formulario para importar conceptos: lo pegado o un archivo, y qué hacer con lo que ya había."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora

AGREGAR, REEMPLAZAR = "agregar", "reemplazar"
LARGO = 1_500_000
MAXIMO_MB = 5


class ImportarForm(FormularioSonora, forms.Form):
    """Texto pegado o un XLSX. Aquí sólo se comprueba que venga uno de los dos."""

    marcar_opcionales = False

    texto = forms.CharField(
        label="Renglones pegados", required=False, strip=False, max_length=LARGO,
        help_text="Copie los renglones en su hoja de cálculo, con sus títulos, y péguelos aquí. También se leen "
        "separados por comas o por punto y coma.",
        widget=forms.Textarea({"rows": 10, "class": "sn-pegado-de-hoja", "wrap": "off", "spellcheck": "false"}),
    )
    archivo = forms.FileField(
        label="O elija un archivo de Excel (.xlsx)", required=False, allow_empty_file=True,
        help_text=f"Hasta {MAXIMO_MB} MB. Se lee la hoja «Conceptos» o, si no la tiene, la primera. No se guarda.",
    )
    modo = forms.ChoiceField(label="¿Qué se hace con los conceptos que ya hay?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, hay: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cuantos = "el que ya hay" if hay == 1 else f"los {hay:,} que ya hay"
        self.de_opciones("modo").choices = [
            (AGREGAR, f"Conservar {cuantos} y agregar éstos al final"),
            (REEMPLAZAR, f"Quitar {cuantos} y dejar sólo éstos"),
        ]
        if not hay:
            self.fields["modo"].widget = forms.HiddenInput()
            self.fields["modo"].required = False

    def clean(self) -> dict[str, Any]:
        """Hace falta lo uno o lo otro; con archivo, lo pegado antes no cuenta."""
        datos = super().clean()
        if not datos.get("archivo") and not (datos.get("texto") or "").strip() and "texto" not in self.errors:
            self.add_error("texto", "Pegue sus renglones o elija un archivo")
        return datos

    @property
    def reemplaza(self) -> bool:
        return self.cleaned_data.get("modo") == REEMPLAZAR
