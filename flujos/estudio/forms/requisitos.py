"""Los formularios de recepción: admitir, prevenir y declarar improcedente."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from cuentas.interfaz.formatos import con_unidad
from cuentas.interfaz.formularios import FormularioSonora, VariosField
from cuentas.models import Area
from dictamenes.models import Prevencion, Solicitud
from dictamenes.reglas import faltas, lugares
from flujos.base.campos import forma_de_firma, ofrecer_formas
from flujos.base.renglones import RenglonesMixin

SIN_ELEGIR = ("", "Elija")


class AdmitirForm(FormularioSonora, forms.Form):
    """Qué áreas revisan; vienen marcadas las que señalan las reglas."""

    areas = VariosField(
        Area.objects.none(), label="Áreas que deben opinar", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Vienen marcadas las que corresponden a los conceptos. Sin ninguna, pasa directo a la revisión "
        "estratégica.",
    )
    marcar_opcionales = False

    def __init__(self, *args: Any, areas: Any, sugeridas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elegible("areas").queryset = areas
        self.fields["areas"].initial = sugeridas


class PrevenirForm(RenglonesMixin, FormularioSonora, forms.Form):
    """Causal y observaciones, cada una sobre algo en particular."""

    causal = forms.ChoiceField(label="Causal", choices=[SIN_ELEGIR, *Prevencion.Causal.choices],
                               error_messages={"required": "Elija la causal"})
    forma_firma = forma_de_firma(required=False)
    marcar_opcionales = False
    renglon = ("sobre", "observacion")
    renglones_iniciales = 2

    def __init__(self, *args: Any, solicitud: Solicitud, sin_electronica: str, **kwargs: Any) -> None:
        self.lugares = [SIN_ELEGIR, *lugares.opciones(solicitud)]
        super().__init__(*args, **kwargs)
        ofrecer_formas(self, sin_electronica)

    def campos_del_renglon(self, numero: int) -> dict[str, forms.Field]:
        return {
            "sobre": forms.ChoiceField(label=f"Observación {numero}: sobre qué", choices=self.lugares, required=False),
            "observacion": forms.CharField(
                label="Qué falta o qué debe corregir", required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Cada observación dice sobre qué; al menos una."""
        limpio = super().clean()
        escritas = self.llenos_de_a_dos()
        self.observaciones = [escrita for _, escrita in escritas]
        self.senalar(faltas.de_observaciones(escritas))
        return limpio


class MotivoForm(FormularioSonora, forms.Form):
    """Un motivo escrito; `quien_lo_lee` se dice junto al campo."""

    quien_lo_lee = "Queda en el expediente y se le dice al ente."
    motivo = forms.CharField(label="Motivo", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motivo"].help_text = self.quien_lo_lee


class MotivoInternoForm(MotivoForm):
    """El que no se le dice al ente."""

    quien_lo_lee = "Lo lee quien elaboró el proyecto."


class ProrrogaForm(MotivoForm):
    """Cuántos días hábiles más, y por qué."""

    dias = forms.IntegerField(
        label="Días hábiles que se agregan", min_value=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    field_order = ("dias", "motivo")

    def __init__(self, *args: Any, tope: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dias"].help_text = f"Hasta {tope}, y una sola vez."
        self.fields["dias"].validators.append(
            MaxValueValidator(tope, f"La prórroga es de {con_unidad(tope, 'día hábil')} como máximo.")
        )
