"""Direcciones del expediente: bandeja, revisión, estrategia y firma."""

from __future__ import annotations

from django.urls import path

from flujos.views import (
    bandeja,
    calendario,
    central,
    detenidos,
    documentos,
    estrategia,
    expediente,
    firma,
    mensajes,
    reparto,
    requisitos,
    revision,
    visor,
    vistas_guardadas,
)

UNO = "expedientes/<int:pk>/"
urlpatterns = [
    path("trabajo/", bandeja.TrabajoView.as_view(), name="trabajo"),
    path("bandeja/", bandeja.BandejaView.as_view(), name="bandeja"),
    path("bandeja/siguiente/", reparto.TomarSiguienteView.as_view(), name="tomar_siguiente"),
    path("bandeja/lote/", reparto.LoteView.as_view(), name="lote"),
    path("bandeja/vistas/", vistas_guardadas.GuardarVistaView.as_view(), name="vista_guardar"),
    path("bandeja/vistas/quitar/", vistas_guardadas.QuitarVistaView.as_view(), name="vista_quitar"),
    path("bandeja/acomodo/", vistas_guardadas.AcomodarView.as_view(), name="acomodar"),
    path("bandeja/deshacer/", reparto.DeshacerView.as_view(), name="deshacer"),
    path("trabajos-detenidos/", detenidos.DetenidosView.as_view(), name="detenidos"),
    path("trabajos-detenidos/<int:pk>/", detenidos.ReintentarTrabajoView.as_view(), name="trabajo_reintentar"),
    path("trabajos-detenidos/correos/<int:pk>/", detenidos.ReintentarCorreoView.as_view(), name="correo_reintentar"),
    path("calendario/", calendario.CalendarioView.as_view(), name="calendario"),
    path("calendario/importar/", calendario.ImportarCalendarioView.as_view(), name="calendario_importar"),
    path("calendario/<int:anio>/federales/", calendario.FederalesView.as_view(), name="calendario_federales"),
    path("calendario/dias/<int:pk>/quitar/", calendario.QuitarDiaView.as_view(), name="calendario_quitar"),
    path(UNO, expediente.ExpedienteView.as_view(), name="expediente"),
    path(f"{UNO}requisitos/", requisitos.AdmitirView.as_view(), name="requisitos"),
    path(f"{UNO}requisitos/prevenir/", requisitos.PrevenirView.as_view(), name="prevenir"),
    path(f"{UNO}requisitos/prorroga/", requisitos.ProrrogarView.as_view(), name="prorrogar"),
    path(f"{UNO}requisitos/improcedente/", requisitos.ImprocedenteView.as_view(), name="improcedente"),
    path(f"{UNO}areas/<slug:area>/", revision.RevisionView.as_view(), name="revision"),
    path(f"{UNO}areas/<slug:area>/turnar/", central.TurnarView.as_view(), name="turnar"),
    path(f"{UNO}estrategia/", estrategia.ProponerView.as_view(), name="estrategia"),
    path(f"{UNO}estrategia/vista-previa/", estrategia.VistaPreviaView.as_view(), name="vista_previa"),
    path(f"{UNO}estrategia/devolver/", estrategia.DevolverAreasView.as_view(), name="devolver_areas"),
    path(f"{UNO}firma/", firma.FirmarView.as_view(), name="firma"),
    path(f"{UNO}firma/devolver/", firma.DevolverProyectoView.as_view(), name="devolver_proyecto"),
    path(f"{UNO}firma/recoger/", central.RecogerDeFirmaView.as_view(), name="recoger_de_firma"),
    path(f"{UNO}firma/paginas/<int:numero>.png", firma.PaginaView.as_view(), name="pagina"),
    path("anexos/<int:pk>/ver/", visor.VisorView.as_view(), name="visor"),
    path("anexos/<int:pk>/paginas/<int:numero>.png", visor.PaginaDeAnexoView.as_view(), name="anexo_pagina"),
    path(f"{UNO}cancelar/", central.CancelarView.as_view(), name="cancelar"),
    path(f"{UNO}excusarse/", central.ExcusarseView.as_view(), name="excusarse"),
    path(f"{UNO}mensajes/", mensajes.MensajesView.as_view(), name="mensajes"),
    path(f"{UNO}documentos/<slug:cual>/", documentos.DocumentoView.as_view(), name="documento"),
]
