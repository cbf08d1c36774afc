"""Los formularios de lo firmado que no se emite."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from flujos.estudio.forms.requisitos import MotivoForm


class PedirAnulacionForm(MotivoForm):
    """Por qué; al ente no se le dice."""

    quien_lo_lee = "Lo lee quien autoriza y queda en la bitácora."


class AnularFirmaForm(FormularioSonora, forms.Form):
    """La firma que se leyó."""

    firmado = forms.CharField(max_length=64, widget=forms.HiddenInput)
    confirma = forms.BooleanField(label="Revisé la causa y la razón, y anulo la firma de este dictamen")
