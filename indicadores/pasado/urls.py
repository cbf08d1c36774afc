"""Direcciones del registro del pasado."""

from __future__ import annotations

from django.urls import path

from indicadores.pasado.views import cargas, escaneos, registros

urlpatterns = [
    path("pasado/", registros.RegistrosView.as_view(), name="pasado"),
    path("pasado/asuntos/<int:pk>/", escaneos.RegistroView.as_view(), name="registro_historico"),
    path("pasado/archivos/", registros.ArchivosView.as_view(), name="pasado_archivos"),
    path("pasado/archivos/subir/", cargas.SubirView.as_view(), name="pasado_subir"),
    path("pasado/cargas/<int:pk>/", cargas.CargaView.as_view(), name="carga"),
    path("pasado/cargas/<int:pk>/columnas/", cargas.ColumnasView.as_view(), name="carga_columnas"),
    path("pasado/cargas/<int:pk>/decisiones/", cargas.DecisionesView.as_view(), name="carga_decisiones"),
    path("pasado/cargas/<int:pk>/fuera/", cargas.FueraView.as_view(), name="carga_fuera"),
    path("pasado/cargas/<int:pk>/confirmar/", cargas.ConfirmarView.as_view(), name="carga_confirmar"),
    path("pasado/cargas/<int:pk>/descartar/", cargas.DescartarView.as_view(), name="carga_descartar"),
    path("pasado/cargas/<int:pk>/errores.csv", cargas.DefectosView.as_view(), name="carga_defectos"),
    path("pasado/lotes/<int:pk>/", registros.LoteView.as_view(), name="lote"),
    path("pasado/lotes/<int:pk>/original/", registros.LoteOriginalView.as_view(), name="lote_original"),
    path("pasado/lotes/<int:pk>/procedencia.csv", registros.LoteProcedenciaView.as_view(), name="lote_procedencia"),
    path("pasado/entes/", registros.EntesAnterioresView.as_view(), name="entes_anteriores"),
    path("pasado/escaneos/", escaneos.EscaneosView.as_view(), name="escaneos"),
    path("pasado/escaneos/ligar/", escaneos.LigarView.as_view(), name="escaneos_ligar"),
    path("pasado/escaneos/<int:pk>/", escaneos.EscaneoView.as_view(), name="escaneo"),
    path("pasado/escaneos/<int:pk>/retirar/", escaneos.RetirarView.as_view(), name="escaneo_retirar"),
]
