"""Direcciones del cuarto flujos: las del ente (captura), las del expediente y las de los formularios."""

from __future__ import annotations

from flujos import urls_expediente
from flujos.captura import urls
from flujos.formularios import urls as urls_formularios

app_name = "flujos"
urlpatterns = [*urls.urlpatterns, *urls_expediente.urlpatterns, *urls_formularios.urlpatterns]
