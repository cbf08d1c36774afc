"""Lo que se sube para el membrete."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

from archivos.entrada import recibir
from archivos.models import Archivo
from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.textos import escudo


class EscudoForm(FormularioSonora, forms.Form):
    """La imagen; se recibe por la misma puerta que los anexos."""

    imagen = forms.FileField(
        label="Imagen del escudo",
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"], "Suba una imagen PNG o JPG.")],
        help_text=f"PNG o JPG de hasta {escudo.MAXIMO_MB} MB, cuadrada o casi: se imprime de 1.4 cm, sobre blanco.",
        error_messages={"required": "Elija la imagen del escudo"},
    )

    def clean_imagen(self) -> tuple[Archivo, str]:
        subida: UploadedFile[Any] = self.cleaned_data["imagen"]
        archivo, nombre = recibir(subida, escudo.MAXIMO_MB)
        if escudo.mide_de_mas(archivo):
            raise forms.ValidationError(escudo.MIDE_DE_MAS)
        return archivo, nombre
