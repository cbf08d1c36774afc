"""El catálogo de este cuarto que se administra en su sitio: la disposición documental."""

from __future__ import annotations

from django.contrib import admin

from cuentas.interfaz.catalogos import CatalogoAdmin, sitio
from dictamenes.models import DisposicionDocumental


@admin.register(DisposicionDocumental, site=sitio)
class DisposicionDocumentalAdmin(CatalogoAdmin):
    """En qué serie se archiva cada tipo de asunto."""

    list_display = ["clave", "serie", "subserie", "tipo", "anios_tramite", "anios_concentracion", "destino",
                    "vigente_desde", "vigente_hasta"]
    list_filter = ["tipo", "destino"]
    search_fields = ["serie_clave", "serie", "subserie", "instrumento"]
