"""Los formularios con que se agrupan y separan expedientes."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models import Agrupacion, Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet

SEPARADORES = re.compile(r"[\s,;]+")


class AgruparForm(FormularioSonora, forms.Form):
    """Con cuáles y por qué; el nombre, sólo si el expediente aún no está en un grupo."""

    folios = forms.CharField(
        label="Folios de los otros expedientes", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Completos, como SGD-SDTE-2026-00042, uno por renglón o separados por comas.",
    )
    nombre = forms.CharField(label="Nombre del grupo", max_length=120)
    motivo = forms.CharField(
        label="Motivo", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lo leen quienes estudian cualquiera de los expedientes; el ente no.",
    )

    def __init__(self, *args: Any, alcanza: SolicitudQuerySet, grupo: Agrupacion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alcanza = alcanza
        if grupo:
            del self.fields["nombre"]

    def clean_folios(self) -> list[Solicitud]:
        """Los expedientes de esos folios; el que no alcanza, para ella no existe."""
        folios = {folio.upper() for folio in SEPARADORES.split(self.cleaned_data["folios"]) if folio}
        halladas = list(self.alcanza.filter(folio__in=folios))
        if faltan := sorted(folios - {s.folio for s in halladas}):
            raise forms.ValidationError(f"No se encontró: {', '.join(faltan)}")
        return halladas
