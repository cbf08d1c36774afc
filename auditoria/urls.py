"""Direcciones del cuarto auditoria."""

from __future__ import annotations

from django.urls import path

from auditoria import views, views_anclas, views_cancelacion, views_expediente, views_mesa

app_name = "auditoria"
urlpatterns = [
    path("", views.BitacoraView.as_view(), name="bitacora"),
    path("eventos.csv", views_mesa.EventosArchivoView.as_view(), name="eventos_csv"),
    path("eventos.xlsx", views_mesa.EventosArchivoView.as_view(formato="xlsx"), name="eventos_xlsx"),
    path("expedientes/", views_mesa.ExpedientesView.as_view(), name="expedientes"),
    path("expedientes.csv", views_mesa.ExpedientesArchivoView.as_view(), name="expedientes_csv"),
    path("expedientes.xlsx", views_mesa.ExpedientesArchivoView.as_view(formato="xlsx"), name="expedientes_xlsx"),
    path("expedientes/<int:pk>/", views_expediente.BitacoraDelExpedienteView.as_view(), name="expediente"),
    path("expedientes/<int:pk>/versiones/", views_expediente.VersionesView.as_view(), name="versiones"),
    path("muestra/", views_mesa.MuestraView.as_view(), name="muestra"),
    path("muestra/archivo/", views_mesa.MuestraArchivoView.as_view(), name="muestra_archivo"),
    path("lecturas/", views_mesa.LecturasView.as_view(), name="lecturas"),
    path("verificar/", views_anclas.VerificarCadenaView.as_view(), name="verificar"),
    path("anclas/", views_anclas.AnclasView.as_view(), name="anclas"),
    path("anclas/<int:numero>/", views_anclas.AnclaView.as_view(), name="ancla"),
    path("exportar/", views_anclas.ExportarView.as_view(), name="exportar"),
    path("cancelaciones/", views_cancelacion.CancelacionesView.as_view(), name="cancelaciones"),
    path("cancelaciones/<int:n>/confirmar/", views_cancelacion.ConfirmarView.as_view(), name="cancelacion_confirmar"),
    path("cancelaciones/<int:n>/descartar/", views_cancelacion.DescartarView.as_view(), name="cancelacion_descartar"),
    path("<int:n>/", views.EventoView.as_view(), name="evento"),
]
