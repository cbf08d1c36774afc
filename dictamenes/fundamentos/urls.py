"""Direcciones de «Fundamentos»."""

from __future__ import annotations

from django.urls import path

from dictamenes.fundamentos.views import cotejo, documentos, parametros

urlpatterns = [
    path("fundamentos/cotejo/", cotejo.CotejoView.as_view(), name="cotejo"),
    path("fundamentos/cotejo/<slug:acto>/", cotejo.CompetenciaView.as_view(), name="competencia"),
    path("fundamentos/competencias/<int:pk>/confirmar/", cotejo.PublicarCompetenciaView.as_view(),
         name="competencia_publicar"),
    path("fundamentos/documentos/", documentos.DocumentosView.as_view(), name="documentos"),
    path("fundamentos/documentos/nuevo/", documentos.DocumentoNuevoView.as_view(), name="documento_nuevo"),
    path("fundamentos/documentos/de/<slug:clave>/", documentos.DocumentoView.as_view(), name="documento"),
    path("fundamentos/documentos/<int:pk>/confirmar/", documentos.PublicarDocumentoView.as_view(),
         name="documento_publicar"),
    path("fundamentos/plazos/", cotejo.PlazosView.as_view(), name="plazos"),
    path("fundamentos/parametros/", parametros.ParametrosView.as_view(), name="parametros"),
    path("fundamentos/parametros/<str:clave>/", parametros.ParametroView.as_view(), name="parametro"),
    path("fundamentos/parametros/<int:pk>/confirmar/", parametros.PublicarParametroView.as_view(),
         name="parametro_publicar"),
]
