"""La parte de un formulario que contesta criterios: cumple, no cumple o no aplica, con su razón."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html

from dictamenes.criterios import RESULTADOS, Criterio, respuesta


class CriteriosMixin:
    """Mezcla: agrega dos campos por criterio y arma la lista que se guarda."""

    criterios: list[Criterio]

    def agregar_criterios(self, criterios: list[Criterio]) -> None:
        """Un resultado y una razón por cada criterio."""
        self.criterios = criterios
        for criterio in criterios:
            self.fields[f"criterio_{criterio.clave}"] = forms.ChoiceField(
                label=criterio.nombre, help_text=criterio.pregunta, choices=RESULTADOS,
                widget=forms.RadioSelect(attrs={"data-en-linea": ""}),
                error_messages={"required": f"Conteste «{criterio.nombre}»"},
            )
            self.fields[f"razon_{criterio.clave}"] = forms.CharField(
                label=format_html('Razón<span class="govuk-visually-hidden"> de «{}»</span>', criterio.nombre),
                required=False, max_length=500,
                error_messages={"max_length": f"Acorte la razón de «{criterio.nombre}»: caben 500 caracteres"},
            )

    def por_criterio(self) -> list[dict[str, Any]]:
        """Los campos ligados de cada criterio, para dibujarlos."""
        return [
            {"criterio": c, "resultado": self[f"criterio_{c.clave}"], "razon": self[f"razon_{c.clave}"]}
            for c in self.criterios
        ]

    def exigir_razones(self) -> None:
        """Lo que no se cumple dice por qué."""
        for c in self.criterios:
            incumple = self.cleaned_data.get(f"criterio_{c.clave}") == "no_cumple"
            if incumple and not self.cleaned_data.get(f"razon_{c.clave}"):
                self.add_error(f"razon_{c.clave}", f"Escriba por qué no se cumple «{c.nombre}»")

    def criterios_contestados(self) -> list[dict[str, Any]]:
        """Lo contestado, como se guarda."""
        limpio = self.cleaned_data
        return [respuesta(c, limpio[f"criterio_{c.clave}"], limpio[f"razon_{c.clave}"]) for c in self.criterios]
