"""Direcciones del cuarto flujos: las del ente (captura), las del expediente y las de los formularios."""

from __future__ import annotations

from flujos import urls_captura, urls_expediente, urls_formularios

app_name = "flujos"
urlpatterns = [*urls_captura.urlpatterns, *urls_expediente.urlpatterns, *urls_formularios.urlpatterns]
