"""La forma de hablar de los formularios: cada campo dice qué falta, con su nombre.

`FormularioSonora` se mezcla antes de `forms.Form` o `forms.ModelForm`. Sólo cambia los mensajes que
nadie escribió: el que un formulario declare en `error_messages` gana.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.forms.fields import InvalidJSONInput
from django.utils.datastructures import MultiValueDict

from cuentas import reloj
from cuentas.interfaz.genericas import ModelMultipleChoiceField
from cuentas.texto import visible

ADJUNTAR = (forms.FileInput,)
ELEGIR = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
FEMENINAS = ("a", "as", "ción", "ciones", "sión", "siones", "dad", "dades", "tud", "clave", "sede", "fuente", "serie")
MASCULINAS = ("día", "días", "programa", "programas", "sistema", "sistemas", "problema", "idioma", "área", "tema")
PLURALES_FEMENINOS = ("as", "ciones", "siones", "dades", "claves", "sedes", "fuentes", "series")
DETERMINANTES = ("el", "la", "los", "las", "su", "sus", "un", "una", "otro", "otra", "cuántos", "cuántas", "por", "si")


solo_escaneos = FileExtensionValidator(("pdf", "png", "jpg", "jpeg"), "Adjúntelo en PDF o como imagen (PNG o JPG)")


class Pesos(forms.NumberInput):
    """Captura de un importe: «$» pegado al control y teclado decimal en el teléfono."""

    prefijo = "$"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "step": "0.01", "class": "govuk-input--width-10", **(attrs or {})})


LARGO_DE_CLAVE = 18  # cifras: más no caben en la columna, y la base falla en vez de decir que no existe


class VariosField(ModelMultipleChoiceField[Any]):
    """Varios renglones de un catálogo; una clave que no cabe en la base es una opción que no existe."""

    def clean(self, value: Any) -> Any:
        """Los renglones elegidos, o `ValidationError`."""
        larga = next((v for v in value or () if len(str(v)) > LARGO_DE_CLAVE), None)
        if larga is not None:
            datos = {"value": str(larga)[:LARGO_DE_CLAVE]}
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=datos)
        return super().clean(value)


class VariosArchivos(forms.FileInput):
    """El control de archivo que deja elegir más de uno."""

    allow_multiple_selected = True


class ArchivosField(forms.FileField):
    """Cero o más archivos; cada uno se valida como uno solo."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """La lista de lo que llegó, o `ValidationError`."""
        llegaron = data if isinstance(data, list) else [data] if data else []
        return [super(ArchivosField, self).clean(archivo, initial) for archivo in llegaron]


class JsonLegibleField(forms.JSONField):
    """Un JSON que Python se niega a leer (miles de cifras, anidado sin fin) es un error del campo, no una falla."""

    def to_python(self, value: Any) -> Any:
        """El JSON leído; `ValidationError` si no se entiende."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Lo que no se puede leer vuelve tal como se tecleó."""
        try:
            self.to_python(data)
        except forms.ValidationError:
            return InvalidJSONInput(data)
        return super().bound_data(data, initial)


def con_articulo(etiqueta: str) -> str:
    """Etiqueta en minúsculas con su artículo: «Número de oficio» → «el número de oficio»."""
    texto = etiqueta.strip().rstrip(":")
    primera, _, _ = texto.partition(" ")
    if not primera.isupper():
        texto = texto[:1].lower() + texto[1:]
    palabra = primera.lower().strip("«»(),")
    if not palabra or palabra in DETERMINANTES:
        return texto
    plural = palabra.endswith("s") and not palabra.endswith(("is", "us"))
    femenina = palabra.endswith(FEMENINAS + PLURALES_FEMENINOS) and palabra not in MASCULINAS
    articulo = {(False, False): "el", (False, True): "la", (True, False): "los", (True, True): "las"}[plural, femenina]
    return f"{articulo} {texto}"


def falta(campo: forms.Field, etiqueta: str) -> str:
    """Lo que se le pide a quien dejó vacío un campo obligatorio."""
    if etiqueta.startswith("¿"):
        return f"Responda: {etiqueta}"
    if isinstance(campo.widget, forms.CheckboxInput):
        return f"Marque la casilla «{etiqueta.rstrip('.')}»"
    if isinstance(campo.widget, ADJUNTAR):
        return f"Adjunte {con_articulo(etiqueta)}"
    if isinstance(campo.widget, ELEGIR):
        return f"Elija {con_articulo(etiqueta)}"
    return f"Escriba {con_articulo(etiqueta)}"


def mensajes_de(campo: forms.Field, etiqueta: str) -> dict[str, str]:
    """Mensajes en español llano para un campo, por código de error de Django."""
    nombre = etiqueta if etiqueta.startswith("¿") else con_articulo(etiqueta)
    mensajes = {
        "required": falta(campo, etiqueta),
        "max_length": f"Acorte {nombre}: caben %(limit_value)d caracteres y escribió %(show_value)d",
        "min_length": f"Complete {nombre}: se necesitan al menos %(limit_value)d caracteres",
        "min_value": f"Escriba {nombre}: el mínimo es %(limit_value)s",
        "max_value": f"Escriba {nombre}: el máximo es %(limit_value)s",
        "invalid_choice": f"Elija {nombre} de la lista",
        "max_decimal_places": f"Escriba {nombre} con %(max)s decimales o menos",
        "max_digits": f"Escriba {nombre} con %(max)s dígitos o menos",
    }
    invalido = {
        forms.IntegerField: f"Escriba {nombre} con números, por ejemplo 12",
        forms.DecimalField: f"Escriba {nombre} con números, por ejemplo 1234.50",
        forms.DateField: f"Escriba {nombre} como día, mes y año, por ejemplo 20/11/2026",
        forms.DateTimeField: f"Escriba {nombre} con fecha y hora",
        forms.EmailField: "Escriba un correo completo: nombre, arroba y dominio",
        forms.URLField: "Escriba una dirección completa, que empiece con https://",
    }
    exacto = [texto for tipo, texto in invalido.items() if type(campo) is tipo]
    cercano = [texto for tipo, texto in invalido.items() if isinstance(campo, tipo)]
    if elegido := (exacto or cercano[-1:]):
        mensajes["invalid"] = elegido[0]
    return mensajes


def _por_omision(campo: forms.Field) -> dict[str, object]:
    """Los mensajes que Django pondría a un campo de esta clase."""
    mensajes: dict[str, object] = {}
    for clase in reversed(type(campo).__mro__):
        mensajes.update(getattr(clase, "default_error_messages", {}))
    return mensajes


def _exigir_posible(valor: date) -> None:
    """Vale para el día y para el momento. `ValidationError` si el sistema no sabe contarla."""
    if not reloj.es_posible(valor.date() if isinstance(valor, datetime) else valor):
        raise forms.ValidationError(f"Revise el año de la fecha: {reloj.RANGO}", code="imposible")


class FormularioSonora(forms.BaseForm):
    """Mezcla para formularios: mensajes llanos y validación en el servidor (sin globos del navegador).

    Los caracteres que nadie ve no son texto: se quitan al llegar, y lo que sólo tenía de ésos cuenta como vacío. Las
    fechas que el sistema no sabe contar se rechazan en cualquier formulario.
    """

    use_required_attribute = False
    marcar_opcionales = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nombre, campo in self.fields.items():
            etiqueta = str(campo.label or nombre.replace("_", " ").capitalize())
            de_fabrica = _por_omision(campo)
            for codigo, texto in mensajes_de(campo, etiqueta).items():
                actual = campo.error_messages.get(codigo)
                if actual is None or actual == de_fabrica.get(codigo):
                    campo.error_messages[codigo] = texto

    def full_clean(self) -> None:
        """Con los campos ya completos, también los que cada formulario agrega al armarse."""
        if self.is_bound:
            self.data = self._sin_invisibles(self.data)
        for campo in self.fields.values():
            if isinstance(campo, (forms.DateField, forms.DateTimeField)) and _exigir_posible not in campo.validators:
                campo.validators.append(_exigir_posible)
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Lo que se entendió de cada campo."""
        datos = super().clean()
        return self.cleaned_data if datos is None else datos

    def _sin_invisibles(self, datos: Any) -> Any:
        """Lo enviado, con el texto de cada campo sin lo que no se ve; lo mismo si nada lo traía."""
        escritos = {
            llave: dicho for nombre, campo in self.fields.items()
            if isinstance(campo, forms.CharField) and not isinstance(campo.widget, forms.PasswordInput)
            and isinstance(dicho := datos.get(llave := self.add_prefix(nombre)), str) and visible(dicho) != dicho
        }
        if not escritos:
            return datos
        listas = dict(datos.lists() if isinstance(datos, MultiValueDict) else ((k, [v]) for k, v in datos.items()))
        return MultiValueDict({**listas, **{llave: [visible(dicho)] for llave, dicho in escritos.items()}})

    def elegible(self, campo: str) -> forms.ModelChoiceField[Any]:
        """El campo que elige entre renglones de la base, para decirle cuáles."""
        elegible = self.fields[campo]
        assert isinstance(elegible, forms.ModelChoiceField)
        return elegible

    def elegir_entre(self, campo: str, leidos: list[Any]) -> None:
        """Se elige entre esos renglones, que ya se leyeron: dibujarlos no vuelve a consultarlos."""
        elegible = self.elegible(campo)
        assert elegible.queryset is not None
        elegible.queryset = elegible.queryset.model._default_manager.filter(pk__in=[r.pk for r in leidos])
        ninguno = [] if elegible.empty_label is None else [("", elegible.empty_label)]
        elegible.choices = [*ninguno, *((r.pk, elegible.label_from_instance(r)) for r in leidos)]

    def de_opciones(self, campo: str) -> forms.ChoiceField:
        """El campo que elige entre opciones escritas, para decirle cuáles."""
        de_opciones = self.fields[campo]
        assert isinstance(de_opciones, forms.ChoiceField)
        return de_opciones

    def senalar(self, faltas: Iterable[tuple[str, str]]) -> None:
        """Cada mensaje, junto a su campo; en el que ya trae uno, ése basta."""
        for campo, mensaje in faltas:
            if campo not in self.errors:
                self.add_error(campo, mensaje)
