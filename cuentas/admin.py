"""Los catálogos de este cuarto: entes, áreas y parámetros (el calendario tiene su pantalla)."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from cuentas.interfaz.catalogos import CatalogoAdmin, FormularioDeCatalogo, sitio
from cuentas.interfaz.formularios import JsonLegibleField
from cuentas.models import Area, AreaRequirente, Ente, Parametro
from cuentas.parametros import OMISION, tiene_su_forma


@admin.register(Ente, site=sitio)
class EnteAdmin(CatalogoAdmin):
    """Dependencias y entidades."""

    list_display = ["siglas", "nombre", "naturaleza", "presenta_quien_elabora", "es_propio"]
    list_filter = ["naturaleza"]
    search_fields = ["siglas", "nombre"]


@admin.register(AreaRequirente, site=sitio)
class AreaRequirenteAdmin(CatalogoAdmin):
    """Unidades de cada ente."""

    list_display = ["nombre", "ente"]
    list_select_related = ["ente"]
    search_fields = ["nombre", "ente__siglas", "ente__nombre"]


@admin.register(Area, site=sitio)
class AreaAdmin(CatalogoAdmin):
    """Áreas dictaminadoras, con vigencia."""

    list_display = ["nombre", "clave", "vigente_desde", "vigente_hasta"]


class ValorField(JsonLegibleField):
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


class ParametroForm(FormularioDeCatalogo):
    """Sólo parámetros que existen, con un valor de la misma forma que el de omisión."""

    class Meta:
        model = Parametro
        fields = ["clave", "valor"]
        field_classes = {"valor": ValorField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valor"].required = False
        if "clave" in self.fields:
            self.fields["clave"] = forms.ChoiceField(label="Clave", choices=[(clave, clave) for clave in OMISION])

    def clean(self) -> dict[str, Any]:
        """Un número donde va un número (positivo) y una lista donde va una lista."""
        datos = super().clean() or self.cleaned_data
        clave = datos.get("clave") or self.instance.pk
        valor = "" if datos.get("valor") is None else datos["valor"]
        if clave in OMISION and "valor" not in self.errors:
            datos["valor"] = valor
            if type(valor) is not type(OMISION[clave]):
                self.add_error("valor", f"Escriba un valor como éste: {OMISION[clave]!r}")
            elif isinstance(valor, int) and valor < 0:
                self.add_error("valor", "Escriba un número que no sea negativo")
            elif not tiene_su_forma(clave, valor):
                self.add_error("valor", f"El valor no tiene la forma o el tamaño de éste: {OMISION[clave]!r}")
        return datos


@admin.register(Parametro, site=sitio)
class ParametroAdmin(CatalogoAdmin):
    """Los valores del trámite que se editan sin tocar código."""

    form = ParametroForm
    list_display = ["clave", "valor"]

    def get_readonly_fields(self, request: HttpRequest, obj: Parametro | None = None) -> list[str]:
        """La clave es la identidad: no se cambia."""
        return ["clave"] if obj else []
