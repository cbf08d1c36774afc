"""Direcciones del cuarto auditoria."""

from __future__ import annotations

from django.urls import path

from auditoria.views import anclas, bitacora, cancelacion, expediente, mesa

app_name = "auditoria"
urlpatterns = [
    path("", bitacora.BitacoraView.as_view(), name="bitacora"),
    path("eventos.csv", mesa.EventosArchivoView.as_view(), name="eventos_csv"),
    path("eventos.xlsx", mesa.EventosArchivoView.as_view(formato="xlsx"), name="eventos_xlsx"),
    path("expedientes/", mesa.ExpedientesView.as_view(), name="expedientes"),
    path("expedientes.csv", mesa.ExpedientesArchivoView.as_view(), name="expedientes_csv"),
    path("expedientes.xlsx", mesa.ExpedientesArchivoView.as_view(formato="xlsx"), name="expedientes_xlsx"),
    path("expedientes/<int:pk>/", expediente.BitacoraDelExpedienteView.as_view(), name="expediente"),
    path("expedientes/<int:pk>/versiones/", expediente.VersionesView.as_view(), name="versiones"),
    path("muestra/", mesa.MuestraView.as_view(), name="muestra"),
    path("muestra/archivo/", mesa.MuestraArchivoView.as_view(), name="muestra_archivo"),
    path("lecturas/", mesa.LecturasView.as_view(), name="lecturas"),
    path("verificar/", anclas.VerificarCadenaView.as_view(), name="verificar"),
    path("anclas/", anclas.AnclasView.as_view(), name="anclas"),
    path("anclas/<int:numero>/", anclas.AnclaView.as_view(), name="ancla"),
    path("exportar/", anclas.ExportarView.as_view(), name="exportar"),
    path("cancelaciones/", cancelacion.CancelacionesView.as_view(), name="cancelaciones"),
    path("cancelaciones/<int:n>/confirmar/", cancelacion.ConfirmarView.as_view(), name="cancelacion_confirmar"),
    path("cancelaciones/<int:n>/descartar/", cancelacion.DescartarView.as_view(), name="cancelacion_descartar"),
    path("<int:n>/", bitacora.EventoView.as_view(), name="evento"),
]
