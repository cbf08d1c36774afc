"""Los formularios de la firma autógrafa: entregar su escaneo y, si dejó dudas, resolverlas."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import ArchivosField, FormularioSonora, VariosArchivos
from flujos.estudio.forms.requisitos import MotivoForm

ADMITIDOS = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png")


class EntregarEscaneosForm(FormularioSonora, forms.Form):
    """El escaneo de uno o de varios documentos firmados a mano y dónde quedan los originales."""

    escaneo = ArchivosField(
        label="Escaneo de lo firmado: PDF, TIFF o fotos", widget=VariosArchivos({"accept": ",".join(ADMITIDOS)}),
        help_text="A 200 puntos por pulgada o más. Puede traer varios dictámenes mezclados, inclinados y en cualquier "
                  "orden: cada hoja dice de cuál es.",
    )
    ubicacion = forms.CharField(
        label="Dónde quedan guardados los originales en papel", max_length=200,
        help_text="Por ejemplo: archivo de trámite, estante 4, expediente 2026/118.",
        error_messages={"required": "Escriba dónde quedan guardados los originales en papel"},
    )

    def clean_escaneo(self) -> list[Any]:
        """Al menos un archivo, de los que se cotejan."""
        subidos: list[Any] = self.cleaned_data["escaneo"]
        if not subidos:
            raise forms.ValidationError("Adjunte el escaneo de lo firmado a mano")
        if any(not subido.name.lower().endswith(ADMITIDOS) for subido in subidos):
            raise forms.ValidationError("El escaneo debe ser un PDF, un TIFF o fotos JPG o PNG.")
        return subidos


class DejarEnDudaForm(FormularioSonora, forms.Form):
    """Nada que escribir: sólo el botón."""


class ResolverEscaneoForm(MotivoForm):
    """Si lo que vio es el original firmado, y por qué."""

    quien_lo_lee = "Lo lee quien firmó y queda en la bitácora."
    visto = forms.CharField(max_length=64, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Después de verlas lado a lado", widget=forms.RadioSelect,
        choices=[("confirmar", "Es el mismo documento y está firmado: lo confirmo"),
                 ("rechazar", "No lo es, o no se alcanza a ver: que se escanee otra vez")],
        error_messages={"required": "Diga si lo confirma"},
    )
    field_order = ("visto", "decision", "motivo")
