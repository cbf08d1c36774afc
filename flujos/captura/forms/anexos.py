"""Formularios de los anexos: adjuntar varios a la vez, fotografiar uno y sustituirlo por una versión nueva."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from archivos.entrada import ADMITIDOS
from cuentas.interfaz.formularios import ArchivosField, FormularioSonora, VariosArchivos
from cuentas.reloj import HERMOSILLO

SE_ELIGEN = {"accept": ",".join(f".{extension}" for extension in ADMITIDOS)}
SE_FOTOGRAFIAN = {"accept": "image/jpeg,image/png", "capture": "environment"}
SIN_ARCHIVO = "Adjunte el archivo o tome una foto"


class SubirForm(FormularioSonora, forms.Form):
    """Lo que se adjunta: archivos elegidos o una foto. Quien hereda dice cuántos caben `a_la_vez`."""

    marcar_opcionales = False
    a_la_vez = 10  # sin guion llegan en una sola petición, que se revisa entera antes de contestar

    archivo = ArchivosField(
        label="Archivos", required=False, allow_empty_file=True, widget=VariosArchivos({**SE_ELIGEN})
    )
    foto = forms.FileField(
        label="Tomar foto", required=False, allow_empty_file=True, widget=forms.FileInput(SE_FOTOGRAFIAN),
        help_text="Una hoja a la vez, derecha y con buena luz: cada una queda como un anexo, en ese orden.",
    )

    def __init__(self, *args: Any, maximo_mb: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maximo_mb = maximo_mb
        varios = f" Puede elegir hasta {self.a_la_vez} a la vez." if self.a_la_vez > 1 else ""
        self.fields["archivo"].help_text = f"PDF, Word, Excel o imagen (PNG o JPG) de hasta {maximo_mb} MB.{varios}"

    def clean(self) -> dict[str, Any]:
        """Algo hay que adjuntar, y no más de lo que se atiende de una vez."""
        datos = super().clean()
        elegidos = len(datos.get("archivo", [])) + bool(datos.get("foto"))
        if not elegidos and not self.errors.keys() & {"archivo", "foto"}:
            self.add_error("archivo", SIN_ARCHIVO)
        if elegidos > self.a_la_vez:
            self.add_error("archivo", f"Adjunte hasta {self.a_la_vez} a la vez" if self.a_la_vez > 1 else "Adjunte uno")
        return datos

    def subidos(self, en: datetime) -> list[UploadedFile[bytes]]:
        """Lo elegido y, al final, la foto con nombre propio: el teléfono les pone a todas el mismo."""
        archivos: list[UploadedFile[bytes]] = self.cleaned_data["archivo"]
        foto = self.cleaned_data["foto"]
        if not foto:
            return archivos
        foto.name = f"Foto {en.astimezone(HERMOSILLO):%Y-%m-%d %H.%M.%S}.{foto.name.rpartition('.')[2]}"
        return [*archivos, foto]


class AnexoForm(SubirForm):
    """Archivos y de qué clase son."""

    clase = forms.ChoiceField(label="Clase de anexo")
    field_order = ("clase", "archivo", "foto")

    def __init__(self, *args: Any, clases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("clase").choices = clases


class SustituirForm(SubirForm):
    """La versión nueva de un anexo: un solo archivo."""

    a_la_vez = 1

    archivo = ArchivosField(
        label="Versión nueva", required=False, allow_empty_file=True, widget=forms.FileInput(SE_ELIGEN)
    )
