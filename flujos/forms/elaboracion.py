"""Partes del formulario con que se propone el dictamen: contestar las marcas de quien lo devolvió."""

from __future__ import annotations

from typing import Any

from django import forms

from dictamenes import marcas as partes
from dictamenes.models import Marca


class MarcasMixin:
    """Mezcla: un campo por cada marca sin atender; ninguna se queda sin contestar."""

    marcas: list[Marca]

    def agregar_marcas(self, marcas: list[Marca], *, exigir: bool = True) -> None:
        """Un campo por marca. Sin `exigir` (la vista previa) pueden quedar en blanco."""
        self.marcas = marcas
        for marca in marcas:
            self.fields[f"atencion_{marca.pk}"] = forms.CharField(
                label="Cómo la atendió", required=exigir, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Diga cómo atendió la marca: " + marca.texto[:60]},
            )

    def marcas_sobre(self, *anclas: str) -> list[dict[str, Any]]:
        """Las marcas de esas partes («concepto-2») o clases de parte («condicion»), con su nombre y su campo ligado."""
        return [
            {"sobre": partes.en_palabras(m.proyecto.datos).get(m.ancla, m.ancla), "texto": m.texto,
             "campo": self[f"atencion_{m.pk}"]}
            for m in self.marcas if m.ancla in anclas or m.ancla.partition("-")[0] in anclas
        ]

    def atenciones(self) -> dict[int, str]:
        """Lo contestado, por la llave de cada marca."""
        return {m.pk: self.cleaned_data[f"atencion_{m.pk}"] or "Por contestar" for m in self.marcas}
