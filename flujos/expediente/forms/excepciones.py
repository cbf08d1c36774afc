"""Los formularios de la excepción a una cláusula: pedirla y resolverla."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models import Fundamento
from dictamenes.reglas.excepciones import Pedible


class PedirExcepcionForm(FormularioSonora, forms.Form):
    """A qué cláusula de qué concepto, y por qué."""

    cual = forms.ChoiceField(
        label="Cláusula que se pide exceptuar", widget=forms.RadioSelect,
        error_messages={"required": "Elija la cláusula que pide exceptuar"},
    )
    razon = forms.CharField(
        label="Por qué no puede cumplirse", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Vale sólo para este concepto de esta solicitud. No escriba datos personales.",
    )

    def __init__(self, *args: Any, pedibles: list[Pedible], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("cual").choices = [(p.llave, str(p)) for p in pedibles]


class ResolverExcepcionForm(FormularioSonora, forms.Form):
    """Se otorga, con su fundamento, o se niega; siempre con el motivo."""

    OTORGAR, NEGAR = "otorgar", "negar"
    decision = forms.ChoiceField(
        label="Qué se resuelve", widget=forms.RadioSelect, error_messages={"required": "Elija qué se resuelve"},
        choices=[(OTORGAR, "Otorgar: la cláusula no se exige en este concepto"), (NEGAR, "Negar: se exige")],
    )
    fundamento = forms.ModelChoiceField(
        Fundamento.objects.none(), label="Fundamento, si se otorga", required=False, empty_label="Elija",
        help_text="Se publica con la excepción. Sólo los capturados que rigen hoy.",
    )
    motivo = forms.CharField(
        label="Motivo", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lo lee el ente y, si se otorga, se publica.",
    )
    marcar_opcionales = False

    def __init__(self, *args: Any, fundamentos: list[Fundamento], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elegir_entre("fundamento", fundamentos)

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        if limpio.get("decision") == self.OTORGAR and not limpio.get("fundamento"):
            self.senalar([("fundamento", "Elija el fundamento con que se otorga")])
        return limpio
