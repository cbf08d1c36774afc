"""Lo que teclea o sube quien verifica."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.documento.verificacion import MAXIMO_DE_BYTES
from dictamenes.reglas import claves

MAL_TECLEADA = (
    "Algún signo de la clave no es el que está impreso: el último comprueba los demás y no casa. Compárela signo por "
    "signo"
)
NO_HALLADA = (
    "No hay ningún documento emitido con esa clave o folio. La clave son 13 letras y números (no usa I, L, O ni U) o, "
    "en documentos anteriores, 24 signos que distinguen mayúsculas de minúsculas. Cópiela otra vez o compruebe el PDF"
)
MB = MAXIMO_DE_BYTES // 1024 // 1024


class ClaveForm(FormularioSonora, forms.Form):
    """La clave junto al QR, o el folio del dictamen."""

    titulo_de_errores = "No se encontró"
    clave = forms.CharField(
        label="Clave de verificación o folio", max_length=300,
        help_text=format_html(
            "La clave está junto al código QR, en la última hoja. El folio se ve así: {}.",
            mark_safe('<span class="sn-folio">SGD-DTE-2026-0001</span>'),  # noqa: S308 - constante
        ),
        error_messages={"required": "Escriba la clave que está junto al código QR, o el folio del dictamen"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def no_hallada(self) -> None:
        """Anota que no hay nada con esa clave ni folio, y qué revisar."""
        self.add_error("clave", MAL_TECLEADA if claves.mal_tecleada(self.data.get("clave", "")) else NO_HALLADA)


class ArchivoForm(FormularioSonora, forms.Form):
    """El PDF que se quiere comprobar."""

    archivo = forms.FileField(
        label="PDF que quiere comprobar", allow_empty_file=False,
        help_text=f"Arrástrelo aquí o elíjalo. Hasta {MB} MB. No se guarda.",
        error_messages={"required": "Elija el PDF que quiere comprobar", "empty": "El archivo está vacío"},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_archivo(self) -> UploadedFile[bytes]:
        archivo: UploadedFile[bytes] = self.cleaned_data["archivo"]
        if (archivo.size or 0) > MAXIMO_DE_BYTES:
            raise ValidationError(f"El archivo pesa más de {MB} MB; ningún dictamen pesa tanto")
        return archivo
