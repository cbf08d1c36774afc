"""Los formularios de los contratos: elegir el archivo, ligar por folio y decir por qué."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core import signing

from archivos.entrada import exigir_no_rechazado, nombre_limpio
from archivos.models import Archivo
from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models import Dictamen
from indicadores.contratos.lectura import TAMANO_MAXIMO
from indicadores.contratos.propuestas import ligable
from indicadores.models import Contrato

EXTENSIONES = ("csv", "txt", "tsv", "json")
SAL = "indicadores.contratos"
UN_DIA = 24 * 60 * 60
OTRA_VEZ = "Elija otra vez el archivo: pasó más de un día desde que lo revisó."


class ImportarForm(FormularioSonora, forms.Form):
    """Un archivo nuevo o, para confirmar, el que ya se revisó: `sellado` dice cuál, firmado por el sistema."""

    archivo = forms.FileField(
        label="Archivo de contratos", required=False, allow_empty_file=True,
        help_text="CSV con una fila por contrato, o JSON de OCDS 1.1 (releases o records). Hasta 20 MB.",
    )
    procedencia = forms.CharField(
        label="De dónde salió", max_length=300,
        help_text="Por ejemplo: «Compranet Sonora, contratos de enero a junio, descargado el 3 de julio».",
    )
    sellado = forms.CharField(required=False, widget=forms.HiddenInput)
    marcar_opcionales = False

    def clean(self) -> dict[str, Any]:
        """Deja `contenido` y `nombre`, vengan del archivo elegido o del que ya se había revisado."""
        limpio = super().clean()
        if subido := limpio.get("archivo"):
            limpio["nombre"] = nombre_limpio(subido.name)
            if limpio["nombre"].rpartition(".")[2].lower() not in EXTENSIONES:
                self.add_error("archivo", f"«{limpio['nombre']}» no se admite: elija un archivo .csv o .json")
            elif subido.size > TAMANO_MAXIMO:
                self.add_error("archivo", f"«{limpio['nombre']}» pesa más de {TAMANO_MAXIMO // 2**20} MB")
            else:
                limpio["contenido"] = subido.read()
                self._exigir_admitido(limpio["nombre"], limpio["contenido"])
        elif sellado := limpio.get("sellado"):
            limpio |= self._revisado(sellado)
        elif "archivo" not in self.errors:
            self.add_error("archivo", "Elija el archivo de contratos")
        return limpio

    def _exigir_admitido(self, nombre: str, contenido: bytes) -> None:
        try:
            exigir_no_rechazado(nombre, hashlib.sha256(contenido).hexdigest())
        except forms.ValidationError as error:
            self.add_error("archivo", error)

    def _revisado(self, sellado: str) -> dict[str, Any]:
        try:
            dicho = signing.loads(sellado, salt=SAL, max_age=UN_DIA)
            return {"nombre": dicho["nombre"], "contenido": Archivo.objects.get(sha256=dicho["sha256"]).leer()}
        except (signing.BadSignature, Archivo.DoesNotExist):
            self.add_error("archivo", OTRA_VEZ)
            return {}


def sellar(sha256: str, nombre: str) -> str:
    """Qué archivo se revisó, para confirmarlo después sin volver a subirlo."""
    return signing.dumps({"sha256": sha256, "nombre": nombre}, salt=SAL)


class MotivoForm(FormularioSonora, forms.Form):
    motivo = forms.CharField(label="Motivo", max_length=2000, widget=forms.Textarea({"rows": 2}))


class LoteForm(MotivoForm):
    """Por qué, una vez para todos; aceptar lo que se propone no lleva motivo."""

    def __init__(self, *args: Any, con_motivo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not con_motivo:
            del self.fields["motivo"]


class AnularForm(MotivoForm):
    """Qué decisión y por qué deja de valer."""

    decision = forms.IntegerField(min_value=1, max_value=2**53, widget=forms.HiddenInput)


class FolioForm(FormularioSonora, forms.Form):
    """Un dictamen del mismo ente, por su folio."""

    folio = forms.CharField(
        label="Folio del dictamen", max_length=30, help_text="Por ejemplo, SGD-DTE-2026-0001.",
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, contrato: Contrato, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contrato = contrato

    def clean_folio(self) -> Dictamen:
        """El dictamen, con efectos."""
        folio = self.cleaned_data["folio"]
        if hallado := ligable(folio, self.contrato):
            return hallado
        de_quien = f" de {self.contrato.ente.siglas}" if self.contrato.ente else ""
        raise forms.ValidationError(f"No hay un dictamen con efectos{de_quien} con el folio «{folio}»")


class DescartarForm(FolioForm, MotivoForm):
    """El dictamen propuesto y por qué no es ése."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folio"].widget = forms.HiddenInput()
