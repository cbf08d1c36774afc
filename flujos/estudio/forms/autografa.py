"""Los formularios de la firma autógrafa: entregar su escaneo y, si dejó dudas, resolverlas."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.interfaz.formularios import ArchivosField, VariosArchivos
from dictamenes.models import EscaneoFirmado
from flujos.estudio.forms.firma import FirmarForm
from flujos.estudio.forms.requisitos import MotivoForm

ADMITIDOS = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png")
YA_LLEGO = "Ya se recibió «{}»: adjunte otro sólo si quiere cambiarlo."


class FirmarAutografaForm(FirmarForm):
    """Además, el escaneo de lo firmado a mano —si no se recibió ya— y dónde queda el papel."""

    escaneo = ArchivosField(
        label="Escaneo del dictamen firmado: un PDF o TIFF, o una foto por hoja", required=False,
        widget=VariosArchivos({"accept": ",".join(ADMITIDOS)}),
        help_text="A 200 puntos por pulgada o más. No importa si va inclinado ni el orden de las hojas.",
    )
    ubicacion_original = forms.CharField(
        label="Dónde queda guardado el original en papel", max_length=200,
        help_text="Por ejemplo: archivo de trámite, estante 4, expediente 2026/118.",
        error_messages={"required": "Escriba dónde queda guardado el original en papel"},
    )
    field_order = ("visto", "hojas", "escaneo", "ubicacion_original", "contrasena", "codigo")

    def __init__(self, *args: Any, recordado: EscaneoFirmado | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recordado = recordado
        if recordado:
            self.fields["escaneo"].help_text = YA_LLEGO.format(recordado.nombre)
            self.initial.setdefault("ubicacion_original", recordado.ubicacion)

    def clean_escaneo(self) -> list[Any]:
        """Los archivos; ninguno, sólo si ya se había recibido."""
        subidos: list[Any] = self.cleaned_data["escaneo"]
        if not subidos and self.recordado is None:
            raise forms.ValidationError("Adjunte el escaneo del dictamen firmado")
        if any(not subido.name.lower().endswith(ADMITIDOS) for subido in subidos):
            raise forms.ValidationError("El escaneo debe ser un PDF, un TIFF o fotos JPG o PNG.")
        return subidos


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
