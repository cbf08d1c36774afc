"""El formulario con que un ente designa a su gente. Valida; nunca guarda."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora, solo_escaneos
from cuentas.personas.designaciones import OPCIONES_DEL_ENTE
from cuentas.personas.forms.personas import FundamentoField, falta_fundamento


class DesignacionForm(FormularioSonora, forms.Form):
    """A quién se designa, para qué y con qué oficio."""

    nombre = forms.CharField(
        label="Nombre completo", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    correo = forms.EmailField(
        label="Correo institucional", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Con él entrará. Si ya tiene cuenta, escriba el mismo.",
    )
    cargo = forms.CharField(label="Cargo", max_length=150)
    papeles = forms.MultipleChoiceField(
        label="Papeles en su ente", choices=OPCIONES_DEL_ENTE, widget=forms.CheckboxSelectMultiple,
        help_text="Quien presenta también puede elaborar y recibe las notificaciones: no hace falta marcar los demás.",
    )
    oficio = forms.CharField(label="Número del oficio de designación", max_length=100)
    oficio_fecha = forms.DateField(label="Fecha del oficio", widget=forms.DateInput)
    archivo = forms.FileField(label="Oficio escaneado", allow_empty_file=True, validators=[solo_escaneos])
    desde = forms.DateField(label="Primer día", widget=forms.DateInput)
    hasta = forms.DateField(
        label="Último día", required=False, widget=forms.DateInput, help_text="Déjelo vacío si no tiene término."
    )
    fundamento = FundamentoField()

    def __init__(self, *args: Any, hoy: date, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        self.fields["archivo"].help_text = f"Firmado, en PDF o como imagen (PNG o JPG), de hasta {maximo_mb} MB."

    def clean_correo(self) -> str:
        """El correo es la identidad: sin mayúsculas."""
        return str(self.cleaned_data["correo"]).lower()

    def clean_oficio_fecha(self) -> date:
        """Un oficio no se firma mañana."""
        fecha: date = self.cleaned_data["oficio_fecha"]
        if fecha > self.hoy:
            raise forms.ValidationError("La fecha del oficio no puede ser posterior a hoy")
        return fecha

    def clean(self) -> dict[str, Any]:
        """Las fechas van en orden y no han terminado."""
        datos: dict[str, Any] = super().clean()
        if (hasta := datos.get("hasta")) and hasta < max(self.hoy, datos.get("desde") or self.hoy):
            self.add_error("hasta", "El último día no puede ser anterior al primero ni a hoy")
        if falta := falta_fundamento(datos, self.hoy):
            self.add_error("fundamento", falta)
        return datos
