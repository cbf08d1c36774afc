"""Los catálogos de este cuarto: entes, áreas, calendario y parámetros."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from cuentas.catalogos import CatalogoAdmin, sitio
from cuentas.models import Area, AreaRequirente, DiaDeCalendario, Ente, Parametro
from cuentas.parametros import OMISION


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


@admin.register(DiaDeCalendario, site=sitio)
class DiaDeCalendarioAdmin(CatalogoAdmin):
    """Días inhábiles y habilitados."""

    list_display = ["fecha", "clase", "motivo", "ente", "fuente"]
    list_filter = ["clase", "fuente"]
    list_select_related = ["ente"]
    date_hierarchy = "fecha"


class ParametroForm(forms.ModelForm):
    """Sólo parámetros que existen, con un valor del mismo tipo que el de omisión."""

    class Meta:
        model = Parametro
        fields = ["clave", "valor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valor"].required = False
        if "clave" in self.fields:
            self.fields["clave"] = forms.ChoiceField(label="Clave", choices=[(clave, clave) for clave in OMISION])

    def clean(self) -> dict[str, Any]:
        """Un número donde va un número (positivo) y una lista donde va una lista."""
        datos = super().clean()
        clave = datos.get("clave") or self.instance.pk
        valor = "" if datos.get("valor") is None else datos["valor"]
        if clave in OMISION and "valor" not in self.errors:
            datos["valor"] = valor
            if type(valor) is not type(OMISION[clave]):
                self.add_error("valor", f"Escriba un valor como éste: {OMISION[clave]!r}")
            elif isinstance(valor, int) and valor < 0:
                self.add_error("valor", "Escriba un número que no sea negativo")
        return datos


@admin.register(Parametro, site=sitio)
class ParametroAdmin(CatalogoAdmin):
    """Los valores del trámite que se editan sin tocar código."""

    form = ParametroForm
    list_display = ["clave", "valor"]

    def get_readonly_fields(self, request: HttpRequest, obj: Parametro | None = None) -> list[str]:
        """La clave es la identidad: no se cambia."""
        return ["clave"] if obj else []
