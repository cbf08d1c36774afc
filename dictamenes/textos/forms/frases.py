"""Lo que se escribe al guardar una frase."""

from __future__ import annotations

from typing import Any

from django import forms

from cuentas.acceso.acceso import ambito
from cuentas.interfaz.formularios import FormularioSonora
from cuentas.interfaz.genericas import ModelForm
from cuentas.models import Area, Usuario
from dictamenes.models import Frase
from dictamenes.models.frases import Para


class FraseForm(FormularioSonora, ModelForm[Frase]):
    """Título, texto y para quién; sólo se ofrece lo que a esa persona le toca."""

    marcar_opcionales = False
    destino = forms.ChoiceField(label="Para quién", widget=forms.RadioSelect,
                                error_messages={"required": "Elija para quién es la frase"})

    class Meta:
        model = Frase
        fields = ["titulo", "texto"]
        widgets = {"texto": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"titulo": "Como la reconocerá en la lista.", "texto": "Se inserta tal cual y se puede corregir."}

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alcanzado = ambito(persona, "frase.usar")
        areas = Area.objects.filter(pk__in=alcanzado.areas)
        comun = [(Para.COMUN.value, Para.COMUN.label)] if alcanzado.todo else []
        de_otra = self.instance.pk and self.instance.guardada_por_id != persona.pk
        propia = [] if de_otra else [(Para.PROPIA.value, Para.PROPIA.label)]
        self.de_opciones("destino").choices = [*propia, *((f"area-{a.pk}", a.nombre) for a in areas), *comun]
        self.fields["destino"].initial = f"area-{self.instance.area_id}" if self.instance.area_id else (
            self.instance.para or Para.PROPIA)

    def clean(self) -> dict[str, Any]:
        """El destino, en las dos columnas que lo guardan."""
        limpio = super().clean()
        que, _, area = limpio.get("destino", "").partition("-")
        self.instance.para, self.instance.area_id = que, int(area) if area else None
        return limpio
