"""Qué copia se certifica, para quién y con qué fundamento."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora, VariosField
from dictamenes.models import CopiaCertificada, Fundamento
from dictamenes.models.dictamen import FormaDeFirma
from flujos.base.campos import forma_de_firma, ofrecer_formas

Alcance = CopiaCertificada.Alcance


class CertificarForm(FormularioSonora, forms.Form):
    """Una copia del expediente como está hoy."""

    alcance = forms.ChoiceField(
        label="Qué se certifica", choices=Alcance.choices, initial=Alcance.ENTE, widget=forms.RadioSelect
    )
    para = forms.CharField(
        label="Autoridad o persona a quien se expide", max_length=200, help_text="Como irá en la carátula."
    )
    fundamentos = VariosField(
        label="Fundamento para certificar", queryset=Fundamento.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Sólo se imprime lo capturado en el catálogo de fundamentos.",
    )

    forma_firma = forma_de_firma(required=False)

    def __init__(self, *args: Any, hoy: date, sin_electronica: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_formas(self, sin_electronica)
        self.elegible("fundamentos").queryset = Fundamento.objects.vigentes(hoy)

    def clean_forma_firma(self) -> str:
        """Sin decirla, a mano."""
        return self.cleaned_data["forma_firma"] or FormaDeFirma.AUTOGRAFA
