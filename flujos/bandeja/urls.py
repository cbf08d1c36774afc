"""Direcciones de la bandeja, el equipo, el calendario y lo detenido."""

from __future__ import annotations

from django.urls import path

from flujos.bandeja.views import bandeja, calendario, detenidos, equipo, reparto, vistas_guardadas

urlpatterns = [
    path("trabajo/", bandeja.TrabajoView.as_view(), name="trabajo"),
    path("bandeja/", bandeja.BandejaView.as_view(), name="bandeja"),
    path("bandeja/siguiente/", reparto.TomarSiguienteView.as_view(), name="tomar_siguiente"),
    path("bandeja/lote/", reparto.LoteView.as_view(), name="lote"),
    path("bandeja/vistas/", vistas_guardadas.GuardarVistaView.as_view(), name="vista_guardar"),
    path("bandeja/vistas/quitar/", vistas_guardadas.QuitarVistaView.as_view(), name="vista_quitar"),
    path("bandeja/acomodo/", vistas_guardadas.AcomodarView.as_view(), name="acomodar"),
    path("equipo/", equipo.EquipoView.as_view(), name="equipo"),
    path("bandeja/deshacer/", reparto.DeshacerView.as_view(), name="deshacer"),
    path("trabajos-detenidos/", detenidos.DetenidosView.as_view(), name="detenidos"),
    path("trabajos-detenidos/<int:pk>/", detenidos.ReintentarTrabajoView.as_view(), name="trabajo_reintentar"),
    path("trabajos-detenidos/correos/<int:pk>/", detenidos.ReintentarCorreoView.as_view(), name="correo_reintentar"),
    path("calendario/", calendario.CalendarioView.as_view(), name="calendario"),
    path("calendario/importar/", calendario.ImportarCalendarioView.as_view(), name="calendario_importar"),
    path("calendario/<int:anio>/federales/", calendario.FederalesView.as_view(), name="calendario_federales"),
    path("calendario/dias/<int:pk>/quitar/", calendario.QuitarDiaView.as_view(), name="calendario_quitar"),
]
