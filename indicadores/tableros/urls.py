"""Direcciones de los tableros: el público, el de dirección, el de un ente y la satisfacción."""

from __future__ import annotations

from django.urls import path

from indicadores.tableros.views import publico, satisfaccion
from indicadores.tableros.views.internas import (
    ArchivoView,
    ListaArchivoView,
    ListaPublicaArchivoView,
    ListaPublicaView,
    ListaView,
    TableroView,
)

urlpatterns = [
    path("direccion/", TableroView.as_view(mirada="direccion"), name="direccion_tablero"),
    path("direccion/tablero.csv", ArchivoView.as_view(mirada="direccion"), name="direccion_csv"),
    path("direccion/tablero.xlsx", ArchivoView.as_view(mirada="direccion", formato="xlsx"), name="direccion_xlsx"),
    path("direccion/lista/", ListaView.as_view(mirada="direccion"), name="direccion_lista"),
    path("direccion/lista.csv", ListaArchivoView.as_view(mirada="direccion"), name="direccion_lista_csv"),
    path("ente/", TableroView.as_view(mirada="ente"), name="ente_tablero"),
    path("ente/tablero.csv", ArchivoView.as_view(mirada="ente"), name="ente_csv"),
    path("ente/tablero.xlsx", ArchivoView.as_view(mirada="ente", formato="xlsx"), name="ente_xlsx"),
    path("ente/lista/", ListaView.as_view(mirada="ente"), name="ente_lista"),
    path("ente/lista.csv", ListaArchivoView.as_view(mirada="ente"), name="ente_lista_csv"),
    path("", publico.tablero, name="tablero"),
    path("lista/", ListaPublicaView.as_view(), name="lista"),
    path("lista.csv", ListaPublicaArchivoView.as_view(), name="lista_csv"),
    path("tablero.csv", publico.tablero_csv, name="tablero_csv"),
    path("tablero.xlsx", publico.tablero_xlsx, name="tablero_xlsx"),
    path("satisfaccion/", satisfaccion.SatisfaccionView.as_view(), name="satisfaccion"),
    path("satisfaccion.csv", satisfaccion.SatisfaccionCsvView.as_view(), name="satisfaccion_csv"),
]
