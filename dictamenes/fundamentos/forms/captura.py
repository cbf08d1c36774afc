"""Lo que se escribe al capturar un fundamento, una competencia o el valor de un parámetro."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from cuentas.fichas import Ficha
from cuentas.interfaz.formularios import FormularioSonora, JsonLegibleField
from cuentas.interfaz.genericas import ModelForm
from dictamenes.fundamentos import parametros
from dictamenes.models import Fundamento
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import Sentido

SIN_ELEGIR = ("", "Elija")
TODOS = "Sin marcar ninguno, en todos."


class DocumentoForm(FormularioSonora, ModelForm[Fundamento]):
    """Un documento del catálogo, o su versión siguiente."""

    tipos = forms.MultipleChoiceField(
        label="Tipos de solicitud en que conviene citarlo", choices=Tipo.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=TODOS,
    )

    class Meta:
        model = Fundamento
        fields = ["clase", "ordenamiento", "articulos", "ambito", "medio", "tomo", "ejemplar", "seccion", "fecha",
                  "vigente_desde", "vigente_hasta", "tipos"]
        help_texts = {"vigente_hasta": "Su último día; vacío, sigue rigiendo."}

    def clean(self) -> dict[str, Any]:
        """La vigencia no termina antes de empezar."""
        limpio = super().clean()
        desde, hasta = limpio.get("vigente_desde"), limpio.get("vigente_hasta")
        if desde and hasta and hasta < desde:
            self.add_error("vigente_hasta", "La vigencia termina antes de empezar")
        return limpio


class DocumentoNuevoForm(DocumentoForm):
    """Con la clave que lo identifica entre sus versiones."""

    class Meta(DocumentoForm.Meta):
        fields = ["clave", *DocumentoForm.Meta.fields]
        help_texts = {**DocumentoForm.Meta.help_texts,
                      "clave": "Corta y sin espacios, por ejemplo reglamento-interior. No se cambia después."}

    def clean_clave(self) -> str:
        clave: str = self.cleaned_data["clave"]
        if Fundamento.objects.filter(clave=clave).exists():
            raise forms.ValidationError("Ya hay un documento con esa clave: corríjalo desde su página")
        return clave


class CompetenciaForm(FormularioSonora, forms.Form):
    """Quién puede hacer el acto, con qué facultad y según qué documentos."""

    facultad = forms.CharField(label="Facultad", max_length=300, help_text="Como la da el documento.")
    ejerce = forms.CharField(label="Quién la ejerce", max_length=200, help_text="El cargo o la unidad.")
    fundamentos = forms.MultipleChoiceField(
        label="Documentos", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Los confirmados en el catálogo. Sin marcar ninguno, el acto queda apagado.",
    )
    sentidos = forms.MultipleChoiceField(
        label="Sentidos que puede tener", choices=Sentido.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=TODOS,
    )
    papeles = forms.MultipleChoiceField(
        label="Con qué nombramientos se ejerce", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sin marcar ninguno, cualquiera de ellos.",
    )
    desde = forms.DateField(label="Rige desde", widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}))

    def __init__(
        self, *args: Any, documentos: list[Fundamento], con_sentidos: bool, papeles: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.de_opciones("papeles").choices = papeles
        if len(papeles) < 2:  # noqa: PLR2004 - uno no se elige
            del self.fields["papeles"]
        self.de_opciones("fundamentos").choices = [(f.clave, str(f)) for f in documentos]
        if not con_sentidos:
            del self.fields["sentidos"]

    def clean(self) -> dict[str, Any]:
        return {"sentidos": [], "papeles": [], **super().clean()}


class ParametroForm(FormularioSonora, forms.Form):
    """El valor siguiente de un parámetro, en el control que le toca."""

    desde = forms.DateField(label="Rige desde", widget=forms.DateInput(attrs={"class": "govuk-input--width-10"}))
    fundamento = forms.ChoiceField(label="Fundamento", required=False)
    motivo = forms.CharField(label="Motivo", required=False, max_length=300)

    def __init__(self, *args: Any, ficha: Ficha, documentos: list[Fundamento], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ficha = ficha
        self.fields = {"valor": _control(ficha), **self.fields}
        self.de_opciones("fundamento").choices = [SIN_ELEGIR, *((f.clave, str(f)) for f in documentos)]
        if not ficha.legal:
            del self.fields["fundamento"]

    def clean_valor(self) -> Any:
        """De la misma forma que el de omisión."""
        valor = self.cleaned_data.get("valor")
        if falta := parametros.faltas(self.ficha, valor):
            raise forms.ValidationError(falta)
        return valor

    def clean(self) -> dict[str, Any]:
        return {"fundamento": "", **super().clean()}


class _ValorJson(JsonLegibleField):
    """JSON que la base puede guardar: sin infinitos, nulos ni medias letras."""

    def to_python(self, value: Any) -> Any:
        """El valor; `ValidationError` si no se puede leer o guardar."""
        valor = super().to_python(value)
        try:
            guardable = "\\u0000" not in json.dumps(valor, ensure_ascii=False, allow_nan=False).encode().decode()
        except (RecursionError, ValueError):
            guardable = False
        if not guardable:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""})
        return valor


def _control(ficha: Ficha) -> forms.Field:
    ayuda = f"En {ficha.unidad}. {ficha.ayuda}".strip()
    if isinstance(ficha.omision, bool):
        return forms.BooleanField(label=ficha.nombre, required=False)
    if isinstance(ficha.omision, int):
        return forms.IntegerField(label="Valor", min_value=0, help_text=ayuda,
                                  widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}))
    if isinstance(ficha.omision, str):
        return forms.CharField(label="Valor", required=False, max_length=1000, help_text=ayuda, empty_value="",
                               widget=forms.Textarea(attrs={"rows": 2}))
    return _ValorJson(label="Valor", required=False, help_text=f"{ayuda} Se escribe como JSON.",
                      widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}))


def manana(hoy: date) -> date:
    """El primer día en que puede regir lo que se propone hoy."""
    return date.fromordinal(hoy.toordinal() + 1)
