"""Los formularios de coordinación y de quien se excusa."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import Usuario
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet
from flujos.base.campos import PersonaField, ofrecer


class TurnarForm(FormularioSonora, forms.Form):
    """A quién del área se le turna."""

    a = PersonaField(
        Usuario.objects.none(), label="Persona del área", widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Elija a quién se turna"},
    )

    def __init__(self, *args: Any, personas: Any, notas: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer(self.fields["a"], personas, notas)


class AcumularForm(FormularioSonora, forms.Form):
    """A cuál de su mismo ente y por qué."""

    a = forms.ModelChoiceField(
        Solicitud.objects.none(), label="A cuál se acumula", widget=forms.RadioSelect, empty_label=None,
        help_text="Las que presentó el mismo ente, la más reciente primero.",
        error_messages={"required": "Elija a cuál se acumula", "invalid_choice": "Esa solicitud ya no se puede elegir"},
    )
    motivo = forms.CharField(
        label="Motivo", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Lo lee el ente.")

    def __init__(self, *args: Any, candidatas: SolicitudQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elegible("a").queryset = candidatas
        if not candidatas:
            self.fields["a"].help_text = "El ente no tiene otra solicitud presentada: si fue un error, cancélela."


class InteresForm(FormularioSonora, forms.Form):
    """Por qué se excusa."""

    motivo = forms.CharField(
        label="Motivo", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sólo lo lee quien audita. Desde ahora no podrá participar en este asunto.",
    )
