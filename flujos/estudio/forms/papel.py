"""Los formularios de lo que llega en papel: cuándo se recibió, su escaneo y qué dice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from cuentas.interfaz.formatos import fecha_hora
from cuentas.interfaz.formularios import FormularioSonora, solo_escaneos
from dictamenes.models import Contingencia
from dictamenes.reglas import faltas
from flujos.base.dinamicos import RespuestasForm

DESACUERDO = "El ente no está de acuerdo con esta observación; arriba dice por qué"


class RecibidoForm(FormularioSonora, forms.Form):
    """Cuándo se recibió y si fue mientras el sistema no estaba; sin interrupciones registradas, eso no se pregunta."""

    recibida_en = forms.DateTimeField(
        label="Fecha y hora en que se recibió en papel", widget=forms.DateTimeInput({"class": "govuk-input--width-20"}),
        help_text="La del sello de recepción, en hora de Hermosillo. Desde ella cuenta.",
    )
    contingencia = forms.ModelChoiceField(
        Contingencia.objects.all(), label="Motivo de contingencia, si se recibió con el sistema caído", required=False,
        empty_label="No fue por contingencia",
    )

    def __init__(self, *args: Any, en: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.en = en
        if not Contingencia.objects.exists():
            del self.fields["contingencia"]

    def clean(self) -> dict[str, Any]:
        """Nunca después de ahora; si fue por contingencia, dentro de ella."""
        limpio = super().clean()
        if recibida := limpio.get("recibida_en"):
            self.senalar(faltas.de_recepcion(recibida, self.en, limpio.get("contingencia")))
        return limpio

    def recibido(self) -> dict[str, Any]:
        """Los datos de su recepción, como los piden los actos."""
        return {"recibida_en": self.cleaned_data["recibida_en"], "contingencia": self.cleaned_data.get("contingencia")}


class EscritoForm(RecibidoForm):
    """Un escrito del ente: además, su escaneo."""

    archivo = forms.FileField(
        label="Escaneo del escrito, con su sello de recibido", allow_empty_file=True, validators=[solo_escaneos],
    )

    def __init__(self, *args: Any, desde: datetime | None, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desde = desde
        self.fields["archivo"].help_text = f"PDF o imagen (PNG o JPG) de hasta {maximo_mb} MB."

    def clean_recibida_en(self) -> datetime:
        """Nunca antes de aquello a lo que se refiere."""
        recibida: datetime = self.cleaned_data["recibida_en"]
        if self.desde and recibida < self.desde:
            raise forms.ValidationError(f"No pudo recibirse antes del {fecha_hora(self.desde)}")
        return recibida


class EntregarTantoForm(FormularioSonora, forms.Form):
    """El acuse de entrega: quién recibe el papel por el ente, con qué se identifica y cuándo."""

    recibio = forms.CharField(label="Quién lo recibe por el ente: nombre y cargo", max_length=160)
    identificacion = forms.CharField(
        label="Con qué se identifica", max_length=80,
        help_text="Por ejemplo: gafete 1182 del ente. De una credencial, sólo cuál es: no hace falta su número.",
    )
    entregado_en = forms.DateTimeField(
        label="Fecha y hora en que se le entregó", widget=forms.DateTimeInput({"class": "govuk-input--width-20"}),
        help_text="La que firmó en el acuse, en hora de Hermosillo.",
    )


class DesistimientoForm(EscritoForm):
    """Por qué se desiste, según su escrito."""

    motivo = forms.CharField(
        label="Motivo del desistimiento, como lo dice el escrito", max_length=2000, widget=forms.Textarea({"rows": 4}),
    )


class RespuestaEnPapelForm(EscritoForm, RespuestasForm):
    """Lo contestado: a diferencia de lo que captura el ente, se entrega de una vez y no puede faltar ninguna."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for observacion in self.observaciones:
            self.fields[f"desacuerdo_{observacion.pk}"].label = DESACUERDO
            for campo in ("respuesta", "desacuerdo"):  # lo que el ente lleva en línea no es lo que dice su escrito
                self.fields[f"{campo}_{observacion.pk}"].initial = None

    def clean(self) -> dict[str, Any]:
        limpio = super().clean()
        self.exigir_todas()
        return limpio
