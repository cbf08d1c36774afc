"""El formulario con que se captura una orden de auditoría. Valida; no guarda."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora, VariosField
from cuentas.models import Ente, OrdenDeAuditoria, Usuario

PARES = (("desde", "hasta"), ("vigente_desde", "vigente_hasta"))


class OrdenForm(FormularioSonora, forms.Form):
    """Qué orden es, a quién se encarga, qué abarca y cuándo vale."""

    numero = forms.CharField(label="Número de la orden", max_length=60)
    fecha = forms.DateField(label="Fecha de la orden", widget=forms.DateInput)
    autoridad = forms.CharField(label="Autoridad que la expide", max_length=150)
    auditores = VariosField(
        Usuario.objects.none(), label="Quiénes auditan con ella", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Elija a quién se encarga"},
    )
    entes = VariosField(
        Ente.objects.all(), label="Entes que abarca", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sin elegir ninguno, abarca todos.",
    )
    ejercicio = forms.IntegerField(label="Ejercicio presupuestal", required=False, min_value=2000, max_value=2100)
    desde = forms.DateField(label="Presentado desde", required=False, widget=forms.DateInput)
    hasta = forms.DateField(label="Presentado hasta", required=False, widget=forms.DateInput)
    vigente_desde = forms.DateField(label="Vale desde", widget=forms.DateInput)
    vigente_hasta = forms.DateField(label="Vale hasta", widget=forms.DateInput)
    field_order = ["numero", "fecha", "autoridad", "auditores", "vigente_desde", "vigente_hasta", "ejercicio", "desde",
                   "hasta", "entes"]

    def __init__(self, *args: Any, auditores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elegible("auditores").queryset = auditores

    def clean_numero(self) -> str:
        """Un número, una orden."""
        numero: str = self.cleaned_data["numero"].strip()
        if OrdenDeAuditoria.objects.filter(numero=numero).exists():
            raise forms.ValidationError("Ya hay una orden con ese número")
        return numero

    def clean(self) -> dict[str, Any]:
        """Nada termina antes de empezar."""
        datos = super().clean()
        for desde, hasta in PARES:
            if datos.get(desde) and datos.get(hasta) and datos[hasta] < datos[desde]:
                self.add_error(hasta, "La fecha final no puede ser anterior a la inicial")
        return datos
