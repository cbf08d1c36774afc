"""Direcciones del cuarto flujos: las del ente (captura) y las del expediente."""

from __future__ import annotations

from flujos import urls_captura, urls_expediente

app_name = "flujos"
urlpatterns = [*urls_captura.urlpatterns, *urls_expediente.urlpatterns]
