"""Direcciones del expediente: leerlo, sus documentos, su archivo y lo que sigue después de emitido."""

from __future__ import annotations

from django.urls import path

from flujos.expediente.views import (
    archivo,
    certificar,
    condiciones,
    contingencia,
    contrato,
    destino,
    documentos,
    excepciones,
    expediente,
    mensajes,
    notificacion,
    retencion,
    satisfaccion,
    transferencia,
    vencimientos,
    visor,
)

UNO = "expedientes/<int:pk>/"

urlpatterns = [
    path("contingencias/", contingencia.ContingenciasView.as_view(), name="contingencias"),
    path("archivo/", transferencia.TransferenciasView.as_view(), name="transferencias"),
    path("disposiciones/", destino.DisposicionesView.as_view(), name="disposiciones"),
    path(
        "disposiciones/<int:pk>/relacion.xlsx", destino.RelacionDeDisposicionView.as_view(),
        name="disposicion_xlsx",
    ),
    path("retenciones/", retencion.RetencionesView.as_view(), name="retenciones"),
    path("retenciones/<int:pk>/confirmar/", retencion.ConfirmarView.as_view(), name="retencion_confirmar"),
    path("retenciones/<int:pk>/descartar/", retencion.DescartarView.as_view(), name="retencion_descartar"),
    path("retenciones/<int:pk>/pedir/", retencion.PedirView.as_view(), name="retencion_pedir"),
    path("retenciones/<int:pk>/levantar/", retencion.LevantarView.as_view(), name="retencion_levantar"),
    path("archivo/<int:pk>/relacion.pdf", transferencia.RelacionView.as_view(), name="relacion_pdf"),
    path("archivo/<int:pk>/relacion.xlsx", transferencia.RelacionView.as_view(formato="xlsx"), name="relacion_xlsx"),
    path(UNO, expediente.ExpedienteView.as_view(), name="expediente"),
    path("anexos/<int:pk>/ver/", visor.VisorView.as_view(), name="visor"),
    path("anexos/<int:pk>/paginas/<int:numero>.png", visor.PaginaDeAnexoView.as_view(), name="anexo_pagina"),
    path(f"{UNO}condiciones/<int:condicion>/reportar/", condiciones.ReportarView.as_view(), name="condicion_reportar"),
    path(f"{UNO}condiciones/<int:condicion>/resolver/", condiciones.ResolverView.as_view(), name="condicion_resolver"),
    path(f"{UNO}excepciones/pedir/", excepciones.PedirExcepcionView.as_view(), name="excepcion_pedir"),
    path(f"{UNO}excepciones/<int:excepcion>/", excepciones.ResolverExcepcionView.as_view(), name="excepcion_resolver"),
    path("excepciones/", excepciones.ExcepcionesView.as_view(), name="excepciones"),
    path("condiciones/", condiciones.CondicionesView.as_view(), name="condiciones"),
    path("condiciones/evidencia/<int:pk>/", condiciones.EvidenciaView.as_view(), name="condicion_evidencia"),
    path(f"{UNO}contratado/", contrato.ContratadoView.as_view(), name="contratado"),
    path(f"{UNO}calificar/", satisfaccion.CalificarView.as_view(), name="calificar"),
    path(f"{UNO}mensajes/", mensajes.MensajesView.as_view(), name="mensajes"),
    path(f"{UNO}archivo/", archivo.ArchivoView.as_view(), name="archivo"),
    path(f"{UNO}archivo/retener/", retencion.RetenerView.as_view(), name="retener"),
    path(f"{UNO}archivo/certificar/", certificar.CertificarView.as_view(), name="certificar"),
    path(f"{UNO}archivo/copias/<int:copia>/caratula/", certificar.CaratulaView.as_view(), name="copia_caratula"),
    path(f"{UNO}archivo/copias/<int:copia>/expediente/", certificar.PaqueteView.as_view(), name="copia_paquete"),
    path(f"{UNO}archivo/exportar/", archivo.ExportarView.as_view(), name="exportar"),
    path(f"{UNO}notificaciones/<int:notificacion>/oficio/", notificacion.PorOficioView.as_view(),
         name="notificar_por_oficio"),
    path(f"{UNO}notificaciones/<int:notificacion>/oficio/ver/", notificacion.OficioView.as_view(),
         name="notificacion_oficio"),
    path(f"{UNO}documentos/<slug:cual>/", documentos.DocumentoView.as_view(), name="documento"),
    path("vencimientos/", vencimientos.VencimientosView.as_view(), name="vencimientos"),
    path("vencimientos.csv", vencimientos.VencimientosArchivoView.as_view(), name="vencimientos_csv"),
    path("vencimientos.xlsx", vencimientos.VencimientosArchivoView.as_view(formato="xlsx"), name="vencimientos_xlsx"),
    path("vencimientos/<int:vencimiento>/", vencimientos.VencimientoView.as_view(), name="vencimiento"),
    path("vencimientos/<int:vencimiento>/renovar/", vencimientos.RenovarView.as_view(), name="renovar"),
]
