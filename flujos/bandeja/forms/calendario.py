"""Los formularios del calendario: declarar un periodo e importar un archivo."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.models import Ente
from cuentas.tiempo.dias import LARGO, Clase, Dia, periodo
from cuentas.tiempo.dias_de_archivo import RenglonMalo, fechas_de, leer
from flujos.base.campos import texto_de

MAXIMO_DE_BYTES = 300_000
MAXIMO_DE_ERRORES = 30


class DeclararForm(FormularioSonora, forms.Form):
    """Un día o un periodo, para todos o para un ente."""

    desde = forms.DateField(
        label="Primer día", widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        help_text="Por ejemplo, 16/11/2026",
    )
    hasta = forms.DateField(
        label="Último día", required=False, widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}),
        help_text="Si es un solo día, déjelo vacío.",
    )
    clase = forms.ChoiceField(
        label="¿Cuenta para los plazos?", widget=forms.RadioSelect, initial=Clase.INHABIL,
        choices=[(Clase.INHABIL, "No cuenta: inhábil"), (Clase.HABILITADO, "Sí cuenta: habilitado")],
    )
    motivo = forms.CharField(label="Motivo", max_length=LARGO, help_text="Se muestra junto al vencimiento.")
    fuente = forms.CharField(label="Fuente", max_length=LARGO, help_text="El acuerdo, oficio o Boletín que lo dice.")
    ente = forms.ModelChoiceField(Ente.objects.all(), label="Ente", required=False, empty_label="Todos los entes")

    def clean(self) -> dict[str, Any]:
        """Un periodo al derecho y de un largo razonable."""
        limpio = super().clean()
        if limpio.get("desde") and "hasta" not in self.errors:
            limpio["hasta"] = limpio.get("hasta") or limpio["desde"]
            try:
                fechas_de(limpio["desde"], limpio["hasta"])
            except RenglonMalo as error:
                self.add_error("hasta", str(error).capitalize())
        return limpio

    def dias(self) -> list[Dia]:
        return periodo(**self.cleaned_data)


class ImportarForm(FormularioSonora, forms.Form):
    """Un archivo CSV o lo que se pegó de él."""

    archivo = forms.FileField(label="Archivo CSV", required=False)
    texto = forms.CharField(
        label="O pegue aquí los renglones", required=False, max_length=MAXIMO_DE_BYTES, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Lee todo y dice todos los errores de una vez, por renglón."""
        limpio = super().clean()
        if not self.errors:
            limpio["texto"] = self._texto()
            entes = {ente.siglas.upper(): ente for ente in Ente.objects.all()}
            self.leidos, errores = leer(limpio["texto"], entes)
            for error in errores[:MAXIMO_DE_ERRORES]:
                self.add_error(None, error)
        return limpio

    def dias(self) -> list[Dia]:
        return self.leidos

    def _texto(self) -> str:
        archivo = self.cleaned_data.get("archivo")
        return self.cleaned_data["texto"] if archivo is None else texto_de(archivo, MAXIMO_DE_BYTES)
