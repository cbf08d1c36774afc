"""Los catálogos de este cuarto que se administran en su sitio: los fundamentos y la disposición documental."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cuentas import reloj
from cuentas.interfaz.catalogos import CatalogoAdmin, sitio
from dictamenes.models import DisposicionDocumental, Fundamento


@admin.register(Fundamento, site=sitio)
class FundamentoAdmin(CatalogoAdmin):
    """Lo que puede citar un dictamen. Corregirlo no cambia los dictámenes ya congelados."""

    list_display = ["ordenamiento", "articulos", "medio", "fecha", "es_general", "vigente_desde", "vigente_hasta"]
    list_filter = ["es_general"]
    search_fields = ["ordenamiento", "articulos", "ambito"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Al agregarlo queda dicho quién lo capturó y cuándo."""
        if not change:
            obj.capturado_por, obj.capturado_en = request.user, reloj.ahora()
        super().save_model(request, obj, form, change)


@admin.register(DisposicionDocumental, site=sitio)
class DisposicionDocumentalAdmin(CatalogoAdmin):
    """En qué serie se archiva cada tipo de asunto."""

    list_display = ["clave", "serie", "subserie", "tipo", "anios_tramite", "anios_concentracion", "destino",
                    "vigente_desde", "vigente_hasta"]
    list_filter = ["tipo", "destino"]
    search_fields = ["serie_clave", "serie", "subserie", "instrumento"]
