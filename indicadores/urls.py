"""Direcciones del cuarto indicadores."""

from __future__ import annotations

from django.urls import include, path

from indicadores.cedula.views import cifra, redaccion
from indicadores.contratos.views import contratos
from indicadores.contratos.views.lote import LoteView
from indicadores.pasado.views import cargas, escaneos, registros
from indicadores.tableros.views import publico, satisfaccion
from indicadores.tableros.views.internas import (
    ArchivoView,
    ListaArchivoView,
    ListaPublicaArchivoView,
    ListaPublicaView,
    ListaView,
    TableroView,
)

app_name = "indicadores"
pasado = [
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
tableros = [
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
]
urlpatterns = [
    path("datos-abiertos/", include("indicadores.abiertos.urls")),
    path("", publico.tablero, name="tablero"),
    path("lista/", ListaPublicaView.as_view(), name="lista"),
    path("lista.csv", ListaPublicaArchivoView.as_view(), name="lista_csv"),
    path("tablero.csv", publico.tablero_csv, name="tablero_csv"),
    path("tablero.xlsx", publico.tablero_xlsx, name="tablero_xlsx"),
    path("satisfaccion/", satisfaccion.SatisfaccionView.as_view(), name="satisfaccion"),
    path("satisfaccion.csv", satisfaccion.SatisfaccionCsvView.as_view(), name="satisfaccion_csv"),
    *pasado,
    *tableros,
    path("contratos/", contratos.ContratosView.as_view(), name="contratos"),
    path("contratos/contratos.csv", contratos.ContratosCsvView.as_view(), name="contratos_csv"),
    path("contratos/importar/", contratos.ImportarView.as_view(), name="contratos_importar"),
    path("contratos/varios/", LoteView.as_view(), name="contratos_lote"),
    path("contratos/<int:contrato>/", contratos.ContratoView.as_view(), name="contrato"),
    path("contratos/<int:contrato>/decidir/", contratos.DecidirView.as_view(), name="contrato_decidir"),
    path("cifra/", cifra.cifra, name="cifra"),
    path("cifra.json", cifra.cifra_json, name="cifra_json"),
    path("cifra.csv", cifra.cifra_csv, name="cifra_csv"),
    path("cifra.zip", cifra.cifra_zip, name="cifra_zip"),
    path("cedula/", cifra.cedula, name="cedula"),
    path("cedula.pdf", cifra.cedula_pdf, name="cedula_pdf"),
    path("cedula.xlsx", cifra.cedula_xlsx, name="cedula_xlsx"),
    path("cedula/versiones/", redaccion.CedulaVersionesView.as_view(), name="cedula_versiones"),
    path("cedula/<int:pk>/publicar/", redaccion.PublicarCedulaView.as_view(), name="cedula_publicar"),
    path("informe/", cifra.informes, name="informes"),
    path("informe/<int:pk>.zip", cifra.informe_zip, name="informe_zip"),
    path("informe/publicar/", redaccion.PublicarInformeView.as_view(), name="informe_publicar"),
]
