"""La parte de un formulario que contesta criterios: cumple, no cumple o no aplica, con su razón."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html

from dictamenes.congelado import CriterioContestado
from dictamenes.models import ListaDeCriterios
from dictamenes.models.criterios import Criterio
from dictamenes.textos.criterios import RESULTADOS, cambios, respuesta

RETIRADO = "Esta pregunta ya no está en la lista y lo escrito en ella no se registra. Cópielo si le sirve."


class ListaField(forms.IntegerField):
    """La versión que se está leyendo: la página siempre lleva la vigente, aunque se haya enviado otra."""

    widget = forms.HiddenInput

    def __init__(self, vigente: int) -> None:
        super().__init__(required=False)
        self.vigente = vigente

    def prepare_value(self, value: Any) -> int:
        return self.vigente


class CriteriosMixin(forms.BaseForm):
    """Mezcla: agrega dos campos por criterio de la lista vigente y arma lo que se guarda."""

    criterios: list[Criterio]
    lista: ListaDeCriterios

    def agregar_criterios(self, clase: str, categorias: Iterable[str]) -> None:
        """Un resultado y una razón por criterio; y lo escrito en preguntas que ya no se hacen, para no perderlo."""
        self.listas, self.categorias = list(ListaDeCriterios.objects.publicadas(clase=clase)), set(categorias)
        self.lista = self.listas[-1]
        self.criterios = self.lista.preguntas(self.categorias)
        self.fields["lista_de_criterios"] = ListaField(self.lista.numero)
        for criterio in self.criterios:
            self.fields[f"criterio_{criterio.clave}"] = forms.ChoiceField(
                label=criterio.nombre, help_text=criterio.pregunta, choices=RESULTADOS,
                widget=forms.RadioSelect(attrs={"data-en-linea": ""}),
                error_messages={"required": f"Conteste «{criterio.nombre}»"},
            )
            self.fields[f"razon_{criterio.clave}"] = forms.CharField(
                label=format_html('Razón<span class="govuk-visually-hidden"> de «{}»</span>', criterio.nombre),
                required=False, max_length=500,
                error_messages={"max_length": f"Acorte la razón de «{criterio.nombre}»: caben 500 caracteres"},
            )
        self.retirados = [c for c in self._que_ya_no_se_hacen() if self._dicho(f"razon_{c.clave}")]
        for criterio in self.retirados:
            self.fields[f"razon_{criterio.clave}"] = forms.CharField(
                label=f"Lo escrito en «{criterio.nombre}»", required=False, help_text=RETIRADO,
                widget=forms.Textarea(attrs={"rows": 2, "readonly": True}),
            )

    def por_criterio(self) -> list[dict[str, Any]]:
        """Los campos ligados de cada criterio, para dibujarlos."""
        return [
            {"criterio": c, "resultado": self[f"criterio_{c.clave}"], "razon": self[f"razon_{c.clave}"]}
            for c in self.criterios
        ]

    def por_retirado(self) -> list[forms.BoundField]:
        """Lo escrito en preguntas que ya no se hacen."""
        return [self[f"razon_{c.clave}"] for c in self.retirados]

    def cambios_de_lista(self) -> str:
        """En qué cambió lo que se pregunta desde la versión que se leyó; vacío si en nada."""
        leida = str(self._dicho("lista_de_criterios"))
        antes = next((lista for lista in self.listas if str(lista.numero) == leida), self.lista)
        distintos = cambios(antes.preguntas(self.categorias), self.criterios)
        if not distintos:
            return ""
        return (f"La lista de criterios cambió: ahora rige la versión {self.lista.numero}. {'. '.join(distintos)}. "
                "Nada de lo que escribió se perdió: conteste lo que falte y revise lo demás antes de enviarlo.")

    def exigir_criterios(self) -> None:
        """Se contesta la lista vigente."""
        if cambio := self.cambios_de_lista():
            self.add_error(None, cambio)

    def criterios_contestados(self) -> list[CriterioContestado]:
        """Lo contestado, como se guarda; lo que falta, vacío."""
        dicho = {nombre: self.cleaned_data.get(nombre) or "" for nombre in self.fields}
        return [respuesta(c, dicho[f"criterio_{c.clave}"], dicho[f"razon_{c.clave}"]) for c in self.criterios]

    def _que_ya_no_se_hacen(self) -> list[Criterio]:
        hechas = {c.clave for c in self.criterios}
        todas = {c.clave: c for lista in self.listas for c in lista.preguntas()}
        return [c for clave, c in todas.items() if clave not in hechas]

    def _dicho(self, campo: str) -> Any:
        return (self.data if self.is_bound else self.initial).get(campo)


def ya_contestados(criterios: list[CriterioContestado]) -> dict[str, Any]:
    """Lo que se contestó, como lo pide el formulario; con la versión de su lista se sabe si ya rige otra."""
    dicho: dict[str, Any] = {}
    for criterio in criterios:
        clave = criterio["clave"]
        dicho |= {f"criterio_{clave}": criterio["resultado"], f"razon_{clave}": criterio["razon"],
                  "lista_de_criterios": criterio["version"]}
    return dicho
