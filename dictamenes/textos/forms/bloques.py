"""Lo que se teclea al redactar un bloque."""

from __future__ import annotations

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import ModelForm
from dictamenes.models import Bloque
from dictamenes.models.catalogos import Tipo
from dictamenes.models.dictamen import Sentido
from dictamenes.textos import bloques


class TextoForm(FormularioSonora, forms.Form):
    """El texto de una versión, con sus marcadores."""

    marcar_opcionales = False
    texto = forms.CharField(
        label="Texto", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Los datos del asunto van entre llaves, por ejemplo {ente}. Los demás marcadores están abajo.",
    )

    def clean_texto(self) -> str:
        """Sólo marcadores de la lista, sin llaves sueltas y sin citar artículos."""
        texto: str = self.cleaned_data["texto"]
        if impedimentos := bloques.faltas(texto):
            raise forms.ValidationError(impedimentos)
        return texto


class BloqueForm(TextoForm, ModelForm[Bloque]):
    """Un bloque nuevo con su primer texto."""

    tipos = forms.MultipleChoiceField(
        label="Tipos de solicitud", choices=Tipo.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sin marcar ninguno, viene al caso en todos.",
    )
    sentidos = forms.MultipleChoiceField(
        label="Sentidos", choices=Sentido.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sin marcar ninguno, viene al caso en todos.",
    )

    class Meta:
        model = Bloque
        fields = ["clave", "titulo", "clase", "tipos", "sentidos"]
        help_texts = {"clave": "Corta y sin espacios, por ejemplo garantia-de-equipo. No se cambia después."}

    field_order = ["clave", "titulo", "clase", "texto", "tipos", "sentidos"]
