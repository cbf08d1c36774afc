"""Campos que leen lo que la gente escribe: importes con «$» y miles, cantidades y decimales sin adivinar."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from cuentas.interfaz.formatos import numero
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import ModelChoiceField
from cuentas.models import Usuario
from dictamenes.fundamentos import electronica
from dictamenes.models.dictamen import FormaDeFirma

CON_MILES = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?")
EN_RENGLON = {"data-en-linea": ""}


def texto_de(archivo: UploadedFile[bytes], maximo: int) -> str:
    """Lo que dice un archivo de texto, en UTF-8 o como lo guarda Windows en español; a lo más `maximo` bytes."""
    crudo: bytes = archivo.read(maximo)
    try:
        return crudo.decode("utf-8-sig")
    except UnicodeDecodeError:
        return crudo.decode("cp1252", errors="replace")


class TextoDecimal(forms.TextInput):
    """Un número como texto: teclado decimal en el teléfono y sin que el navegador descarte lo que no entiende."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        propios = {"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-10"}
        super().__init__({**propios, **(attrs or {})})


class TextoPesos(TextoDecimal):
    """Un importe como texto, con «$» pegado."""

    prefijo = "$"


class PersonaField(ModelChoiceField[Usuario]):
    """Una persona; junto a su nombre, lo que conviene saber antes de elegirla: «ausente hasta el…»."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notas: dict[int, str] = {}

    def label_from_instance(self, obj: Usuario) -> str:
        return f"{obj.nombre} ({nota})" if (nota := self.notas.get(obj.pk)) else obj.nombre


def forma_de_firma(*, required: bool = True) -> forms.ChoiceField:
    """Cómo se firma un papel; cuáles se ofrecen lo dice `ofrecer_formas`."""
    return forms.ChoiceField(
        label="Forma de firma", choices=FormaDeFirma.choices, widget=forms.RadioSelect, required=required)


def ofrecer_formas(form: FormularioSonora, sin_electronica: str) -> None:
    """La electrónica sólo si no le falta nada, y entonces elegida; si no, se dice ahí mismo por qué no y qué falta."""
    formas = electronica.formas(sin_electronica)
    form.de_opciones("forma_firma").choices = formas
    form.fields["forma_firma"].help_text = sin_electronica
    if form.initial.get("forma_firma") not in dict(formas):
        form.initial["forma_firma"] = formas[0][0]


def ofrecer(campo: forms.Field, personas: QuerySet[Usuario], notas: dict[int, str]) -> None:
    """Entre quiénes elige un `PersonaField` y qué se dice de cada una."""
    assert isinstance(campo, PersonaField)
    campo.queryset, campo.notas = personas, notas


class NumeroField(forms.DecimalField):
    """Decimal que admite «$» y comas de miles bien puestas («18,500.00»); «18500,50» es error, no otro número."""

    widget = TextoDecimal

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 2, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Sin `min`, `max` ni `step`: el control es de texto."""
        return {}

    def prepare_value(self, value: Any) -> Any:
        """Un número guardado se muestra con miles («18,500.00», «10»); lo tecleado, tal cual."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:,.2f}" if isinstance(self.widget, TextoPesos) else numero(value)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # así lo da Django, hijo de IntegerField
        """El número, o `ValidationError` con el mensaje `invalid`."""
        if isinstance(value, str):
            texto = value.replace("$", "").replace("\u00a0", " ").strip()
            if "," in texto and not CON_MILES.fullmatch(texto):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = texto.replace(",", "")
        return super().to_python(value)
