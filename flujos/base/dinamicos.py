"""Formularios que nacen de un dato: las preguntas de una sección y las observaciones de una prevención."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cuentas.interfaz.formularios import FormularioSonora
from dictamenes.models import Observacion
from dictamenes.textos.formularios import palabras
from dictamenes.textos.formularios.definicion import MAXIMO_TEXTO, respuesta_valida
from flujos.base.campos import TextoDecimal, TextoPesos

LARGO = "Acorte la respuesta: caben %(limit_value)d caracteres y escribió %(show_value)d"
NO_SE_ENTIENDE = {
    "numero": "Escriba un número, por ejemplo 3",
    "dinero": "Escriba un importe, por ejemplo 18,500.00",
    "fecha": "Escriba la fecha como día, mes y año, por ejemplo 20/11/2026",
    "opcion": "Elija una de las opciones",
}


class SeccionForm(FormularioSonora, forms.Form):
    """Lo común a toda sección: guarda lo escrito aunque no sirva todavía, y dice qué no se entiende."""

    marcar_opcionales = False
    titulo_de_errores = "Se guardó lo que escribió, pero falta corregir"
    preguntas: list[dict[str, Any]] = []

    def clean(self) -> dict[str, Any]:
        """Señala lo que no se entiende sin dejar de guardarlo."""
        datos = super().clean()
        self.escrito = {clave: texto for clave, texto in datos.items() if clave in self.fields}
        for pregunta in self.preguntas:
            texto = datos.get(pregunta["clave"])
            if texto and not respuesta_valida(pregunta, texto):
                self.add_error(pregunta["clave"], NO_SE_ENTIENDE[pregunta["clase"]])
        return datos

    def valores(self) -> dict[str, str]:
        """Lo escrito, tal cual. Una opción sin elegir no borra la contestada, que esta versión puede ya no ofrecer."""
        opciones = {p["clave"] for p in self.preguntas if p["clase"] == "opcion"}
        return {clave: texto for clave, texto in self.escrito.items() if texto or clave not in opciones}


def formulario_de_seccion(seccion: dict[str, Any], definicion: dict[str, Any]) -> type[SeccionForm]:
    aqui = {p["clave"] for p in seccion["preguntas"]}
    campos = {p["clave"]: _campo(p, palabras.condicion(p, definicion), aqui) for p in seccion["preguntas"]}
    formulario: type[SeccionForm] = type("SeccionForm", (SeccionForm,), campos)
    formulario.preguntas = seccion["preguntas"]  # después: una pregunta puede tener esa clave
    return formulario


def _campo(pregunta: dict[str, Any], condicion: str, aqui: set[str]) -> forms.Field:
    etiqueta = pregunta["texto"] + ("" if pregunta.get("obligatoria", True) else " (opcional)")
    comun = {"label": etiqueta, "help_text": f"{condicion} {pregunta.get('ayuda', '')}".strip(), "required": False}
    atributos = _condicion_en_datos(pregunta, aqui)
    if pregunta["clase"] == "opcion":
        return forms.ChoiceField(**comun, choices=pregunta["opciones"], widget=forms.RadioSelect(atributos))
    return forms.CharField(
        **comun, max_length=MAXIMO_TEXTO, widget=_control(pregunta["clase"], atributos),
        error_messages={"max_length": LARGO},
    )


def _control(clase: str, atributos: dict[str, str]) -> forms.Widget:
    if clase == "parrafo":
        return forms.Textarea({"rows": 4, **atributos})
    if clase == "fecha":
        return forms.DateInput({"class": "govuk-input--width-10", **atributos})
    corto = {"class": "govuk-input--width-5", **atributos}
    return {"numero": TextoDecimal(corto), "dinero": TextoPesos(atributos)}.get(clase) or forms.TextInput(atributos)


def _condicion_en_datos(pregunta: dict[str, Any], aqui: set[str]) -> dict[str, str]:
    """Para esconderla mientras no viene al caso; la que depende de otra página queda a la vista, con su condición."""
    condicion = pregunta.get("si") or {}
    if condicion.get("pregunta") not in aqui:
        return {}
    clave = "data-si-es" if "es" in condicion else "data-si-menor-que"
    return {"data-si-pregunta": condicion["pregunta"], clave: str(condicion.get("es", condicion.get("menor_que")))}


class RespuestasForm(FormularioSonora, forms.Form):
    """Una respuesta y una casilla de desacuerdo por observación."""

    sin_resumen = True
    observaciones: list[Observacion] = []

    def respuestas(self) -> dict[int, tuple[str, bool]]:
        """Lo que se entendió, por observación."""
        datos = self.cleaned_data
        return {
            o.pk: (datos[f"respuesta_{o.pk}"], bool(datos.get(f"desacuerdo_{o.pk}")))
            for o in self.observaciones
            if f"respuesta_{o.pk}" in datos
        }

    def exigir_todas(self) -> bool:
        """Señala las observaciones sin contestar; False si alguna falta."""
        for numero, o in enumerate(self.observaciones, start=1):
            if f"respuesta_{o.pk}" in self.cleaned_data and not self.cleaned_data[f"respuesta_{o.pk}"]:
                mensaje = f"Conteste la observación {numero}, o diga por qué no está de acuerdo"
                self.add_error(f"respuesta_{o.pk}", mensaje)
        return not self.errors

    def pares(self) -> list[dict[str, Any]]:
        """Cada observación con sus dos campos, para dibujarla."""
        return [
            {"observacion": o, "respuesta": self[f"respuesta_{o.pk}"], "desacuerdo": self[f"desacuerdo_{o.pk}"]}
            for o in self.observaciones
        ]


def formulario_de_respuestas(
    observaciones: Iterable[Observacion], base: type[RespuestasForm] = RespuestasForm
) -> type[RespuestasForm]:
    """La clase de formulario para contestar esas observaciones; los campos que traiga `base` van primero."""
    filas = list(observaciones)
    campos: dict[str, forms.Field] = {}
    for numero, o in enumerate(filas, start=1):
        campos[f"respuesta_{o.pk}"] = forms.CharField(
            label=f"Respuesta a la observación {numero}", required=False, max_length=MAXIMO_TEXTO, initial=o.respuesta,
            widget=forms.Textarea({"rows": 3}),
        )
        campos[f"desacuerdo_{o.pk}"] = forms.BooleanField(
            label="No estoy de acuerdo con esta observación; arriba digo por qué", required=False,
            initial=o.en_desacuerdo,
        )
    return type(base.__name__, (base,), {**campos, "observaciones": filas, "marcar_opcionales": False})
