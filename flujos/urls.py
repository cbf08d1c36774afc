"""Direcciones del cuarto flujos: las de cada ala."""

from __future__ import annotations

from flujos.bandeja import urls as bandeja
from flujos.captura import urls as captura
from flujos.estudio import urls as estudio
from flujos.expediente import urls as expediente
from flujos.formularios import urls as formularios

app_name = "flujos"
urlpatterns = [
    patron
    for ala in (captura, bandeja, expediente, estudio, formularios)
    for patron in ala.urlpatterns
]
