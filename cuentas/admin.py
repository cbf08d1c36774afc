"""Los catálogos de este cuarto: entes y áreas (el calendario y los parámetros tienen su pantalla)."""

from __future__ import annotations

from django.contrib import admin

from cuentas.interfaz.catalogos import CatalogoAdmin, sitio
from cuentas.models import Area, AreaRequirente, Ente


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
