"""El aspecto de los formularios: las plantillas y las clases que cada control necesita."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.http import HttpRequest

from cuentas.interfaz.controles import DIBUJOS

CLASES = (
    (forms.Textarea, "govuk-textarea"),
    (forms.SelectMultiple, "govuk-select sn-seleccion-multiple"),
    # Antes que los radios: en Django, la lista de casillas es una clase de radios.
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.Select, "govuk-select"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "sn-archivo"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (Input, "govuk-input"),
)
SIN_CAJA = ("govuk-radios__input", "govuk-checkboxes__input", "sn-archivo")


def clase_de(control: forms.Widget, *, con_error: bool) -> str:
    """Clases CSS de un control; las que ya traía se conservan. Vacía para controles ocultos o desconocidos."""
    propia: str = control.attrs.get("class", "")
    if control.is_hidden:
        return propia
    clase = next((nombre for tipo, nombre in CLASES if isinstance(control, tipo)), "")
    marca = f"{clase.split()[0]}--error" if con_error and clase and clase not in SIN_CAJA else ""
    return " ".join(parte for parte in (clase, marca, propia) if parte)


class CampoSonora(forms.BoundField):
    """Un campo ligado que sabe cómo se dibuja: clases, tipo de fecha e id para el resumen de errores."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        control = widget or self.field.widget
        _con_calendario(control)
        atributos = super().build_widget_attrs(attrs, widget)
        clase = clase_de(control, con_error=bool(self.errors))
        if clase:
            atributos["class"] = clase
        return atributos

    @property
    def use_fieldset(self) -> bool:
        """El selector de archivo lleva una sola etiqueta: no necesita fieldset."""
        return False if isinstance(self.field.widget, forms.FileInput) else super().use_fieldset

    @property
    def id_html(self) -> str:
        """Id del primer control del campo, a donde salta el resumen de errores."""
        if isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id

    @property
    def es_casilla(self) -> bool:
        """Una casilla sola: la etiqueta va a la derecha del control."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def es_contrasena(self) -> bool:
        """Lleva el botón «Ver»."""
        return isinstance(self.field.widget, forms.PasswordInput)

    @property
    def prefijo(self) -> str:
        """Lo que va pegado antes del control («$»), si el widget trae el atributo `prefijo`."""
        return getattr(self.field.widget, "prefijo", "")

    @property
    def sufijo(self) -> str:
        """Lo que va pegado después del control («%», «meses»), si el widget trae el atributo `sufijo`."""
        return getattr(self.field.widget, "sufijo", "")

    @property
    def es_opcional(self) -> bool:
        """Se rotula «(opcional)»; un formulario lo apaga con `marcar_opcionales = False`."""
        marcar = getattr(self.form, "marcar_opcionales", True)
        return marcar and not self.field.required and not self.es_casilla and not self.field.disabled


def _con_calendario(control: forms.Widget) -> None:
    """Fecha y hora se capturan con el control nativo, que exige ISO 8601 como valor."""
    if isinstance(control, forms.DateInput):
        control.input_type, control.format = "date", "%Y-%m-%d"
    elif isinstance(control, forms.DateTimeInput):
        control.input_type, control.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(control, forms.TimeInput):
        control.input_type, control.format = "time", "%H:%M"


class RenderizadorSonora(TemplatesSetting):
    """Los controles y campos de la casa; lo que no dibuja ella, con su plantilla."""

    form_template_name = "formularios/formulario.html"
    field_template_name = "formularios/campo.html"
    formset_template_name = "formularios/conjunto.html"
    bound_field_class = CampoSonora

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """El HTML de un control, un campo o un formulario."""
        dibuja = DIBUJOS.get(template_name)
        return dibuja(context) if dibuja else super().render(template_name, context, request)
