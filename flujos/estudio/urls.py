"""Direcciones del estudio: requisitos, revisión técnica, estrategia y firma."""

from __future__ import annotations

from django.urls import path

from flujos.estudio.views import (
    agrupacion,
    central,
    escaneo,
    estrategia,
    firma,
    liberar,
    llave,
    papel,
    papel_por_firmar,
    por_firmar,
    precedentes,
    presencia,
    requisitos,
    revision,
    sin_emitir,
    testar,
)

UNO = "expedientes/<int:pk>/"

urlpatterns = [
    path("firma/", por_firmar.PorFirmarView.as_view(), name="por_firmar"),
    path("firma/en-camino/", por_firmar.EnCaminoView.as_view(), name="en_camino"),
    path("firma/varios/", por_firmar.FirmarVariosView.as_view(), name="firmar_varios"),
    path("firma/llave/", llave.PorFirmarConLlaveView.as_view(), name="llave"),
    path("firma/llave/preparar/", llave.PrepararView.as_view(), name="llave_preparar"),
    path("firma/llave/terminar/", llave.TerminarView.as_view(), name="llave_terminar"),
    path("firma/llave/prueba.pdf", llave.HojaDePruebaView.as_view(), name="hoja_de_prueba"),
    path("firma/llave/de-prueba.zip", llave.CredencialDePruebaView.as_view(), name="credencial_de_prueba"),
    path("firma/papeles/<int:papel>/", papel_por_firmar.PapelView.as_view(), name="papel_por_firmar"),
    path("firma/papeles/<int:papel>/leido/", papel_por_firmar.PapelLeidoView.as_view(), name="papel_leido"),
    path(
        "firma/papeles/<int:papel>/<int:numero>.png", papel_por_firmar.PapelPaginaView.as_view(), name="papel_pagina",
    ),
    path("firma/papeles/<int:papel>/sellado.pdf", papel_por_firmar.PapelSelladoView.as_view(), name="papel_sellado"),
    path("firma/escaneos/", escaneo.EntregarEscaneosView.as_view(), name="entregar_escaneos"),
    path("firma/escaneos/<int:pk>/", escaneo.EntregaView.as_view(), name="entrega"),
    path("firma/escaneos/<int:pk>/en-camino/", escaneo.EntregaEnCaminoView.as_view(), name="entrega_en_camino"),
    path(f"{UNO}version-publica/", testar.TestarView.as_view(), name="testar"),
    path(f"{UNO}publicar/", liberar.LiberarView.as_view(), name="liberar_publico"),
    path("por-publicar/", liberar.PorPublicarView.as_view(), name="por_publicar"),
    path(f"{UNO}requisitos/", requisitos.AdmitirView.as_view(), name="requisitos"),
    path(f"{UNO}requisitos/prevenir/", requisitos.PrevenirView.as_view(), name="prevenir"),
    path(f"{UNO}requisitos/prorroga/", requisitos.ProrrogarView.as_view(), name="prorrogar"),
    path(f"{UNO}requisitos/improcedente/", requisitos.ImprocedenteView.as_view(), name="improcedente"),
    path(f"{UNO}areas/<slug:area>/", revision.RevisionView.as_view(), name="revision"),
    path(f"{UNO}areas/<slug:area>/corregir/", revision.CorregirOpinionView.as_view(), name="corregir_opinion"),
    path(f"{UNO}areas/<slug:area>/turnar/", central.TurnarView.as_view(), name="turnar"),
    path(f"{UNO}estrategia/", estrategia.ProponerView.as_view(), name="estrategia"),
    path(f"{UNO}estrategia/vista-previa/", estrategia.VistaPreviaView.as_view(), name="vista_previa"),
    path(f"{UNO}estrategia/devolver/", estrategia.DevolverAreasView.as_view(), name="devolver_areas"),
    path(f"{UNO}firma/", firma.FirmarView.as_view(), name="firma"),
    path(f"{UNO}firma/leido/", firma.LeidoView.as_view(), name="leido"),
    path(f"{UNO}firma/devolver/", firma.DevolverProyectoView.as_view(), name="devolver_proyecto"),
    path(f"{UNO}firma/recoger/", central.RecogerDeFirmaView.as_view(), name="recoger_de_firma"),
    path(f"{UNO}firma/pedir-anulacion/", sin_emitir.PedirAnulacionView.as_view(), name="pedir_anulacion"),
    path(f"{UNO}firma/anular/", sin_emitir.AnularFirmaView.as_view(), name="anular_firma"),
    path(f"{UNO}firma/paginas/<int:numero>.png", firma.PaginaView.as_view(), name="pagina"),
    path(f"{UNO}firma/escaneo/en-duda/", escaneo.DejarEnDudaView.as_view(), name="dejar_en_duda"),
    path(f"{UNO}firma/escaneo/", escaneo.ResolverEscaneoView.as_view(), name="escaneo"),
    path(
        f"{UNO}firma/escaneo/<slug:cual>/<int:numero>.png", escaneo.HojaDeEscaneoView.as_view(), name="hoja_de_escaneo",
    ),
    path(f"{UNO}presencia/<slug:lugar>/", presencia.LatidoView.as_view(), name="presencia"),
    path(f"{UNO}agrupar/", agrupacion.AgruparView.as_view(), name="agrupar"),
    path(f"{UNO}separar/", agrupacion.SepararView.as_view(), name="separar"),
    path(f"{UNO}papel/respuesta/", papel.DesahogarPapelView.as_view(), name="desahogar_papel"),
    path(f"{UNO}papel/desistimiento/", papel.DesistirPapelView.as_view(), name="desistir_papel"),
    path(f"{UNO}papel/tanto/", papel.EntregarTantoView.as_view(), name="entregar_tanto"),
    path(f"{UNO}acumular/", central.AcumularView.as_view(), name="acumular"),
    path(f"{UNO}cancelar/", central.CancelarView.as_view(), name="cancelar"),
    path(f"{UNO}excusarse/", central.ExcusarseView.as_view(), name="excusarse"),
    path(
        f"{UNO}conceptos/<int:numero>/precedentes/", precedentes.PrecedentesDelConceptoView.as_view(),
        name="precedentes_del_concepto",
    ),
]
