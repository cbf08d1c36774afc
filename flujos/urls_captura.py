"""Direcciones de la captura: lo que hace quien solicita."""

from __future__ import annotations

from django.urls import path

from flujos.estudio.views import precedentes
from flujos.expediente.views import vencimientos
from flujos.views import captura, captura_anexos, captura_conceptos, captura_copia, captura_entrega, captura_importar

EN = "solicitudes/<int:pk>/"

urlpatterns = [
    path("solicitudes/", captura.SolicitudesView.as_view(), name="solicitudes"),
    path("solicitudes/empezar/", captura_copia.EmpezarView.as_view(), name="empezar"),
    path("solicitudes/anteriores/", captura_copia.AnterioresView.as_view(), name="anteriores"),
    path("solicitudes/plantillas/", captura_copia.PlantillasView.as_view(), name="plantillas"),
    path("solicitudes/nueva/", captura.NuevaView.as_view(), name="nueva"),
    path("solicitudes/sin-dictamen/<int:n>/", captura.SinDictamenView.as_view(), name="sin_dictamen"),
    path(EN, captura.BorradorView.as_view(), name="borrador"),
    path(f"{EN}copiar/", captura_copia.CopiarView.as_view(), name="copiar"),
    path(f"{EN}plantilla/", captura_copia.PlantillaView.as_view(), name="plantilla"),
    path(f"{EN}cambios/", captura_copia.CambiosView.as_view(), name="cambios"),
    path(f"{EN}general/", captura.SeccionGeneralView.as_view(), name="seccion_general"),
    path(f"{EN}general/area/", captura.AreaRequirenteView.as_view(), name="area_requirente"),
    path(f"{EN}seccion/<slug:clave>/", captura.SeccionDelFormularioView.as_view(), name="seccion"),
    path(f"{EN}version-nueva/", captura.VersionNuevaView.as_view(), name="version_nueva"),
    path(f"{EN}descartar/", captura.DescartarView.as_view(), name="descartar"),
    path(f"{EN}recuperar/", captura.RecuperarView.as_view(), name="recuperar"),
    path(f"{EN}conceptos/", captura_conceptos.ConceptosView.as_view(), name="conceptos"),
    path(f"{EN}conceptos/nuevo/", captura_conceptos.ConceptoView.as_view(), name="concepto_nuevo"),
    path(f"{EN}conceptos/veredicto/", captura_conceptos.ConceptoVeredictoView.as_view(), name="concepto_veredicto"),
    path(f"{EN}conceptos/precedentes/", precedentes.PrecedentesEnCapturaView.as_view(), name="precedentes"),
    path(f"{EN}conceptos/importar/", captura_importar.ImportarView.as_view(), name="conceptos_importar"),
    path(f"{EN}conceptos/plantilla.xlsx", captura_importar.PlantillaView.as_view(), name="conceptos_plantilla"),
    path(f"{EN}conceptos/exportar.xlsx", captura_importar.ConceptosXlsxView.as_view(), name="conceptos_xlsx"),
    path(f"{EN}conceptos/exportar.csv", captura_importar.ConceptosCsvView.as_view(), name="conceptos_csv"),
    path(f"{EN}conceptos/<int:concepto_pk>/", captura_conceptos.ConceptoView.as_view(), name="concepto"),
    path(
        f"{EN}conceptos/<int:concepto_pk>/quitar/", captura_conceptos.ConceptoQuitarView.as_view(),
        name="concepto_quitar",
    ),
    path(f"{EN}anexos/", captura_anexos.AnexosView.as_view(), name="anexos"),
    path(f"{EN}anexos/<int:anexo_pk>/retirar/", captura_anexos.AnexoRetirarView.as_view(), name="anexo_retirar"),
    path(f"{EN}anexos/<int:anexo_pk>/sustituir/", captura_anexos.AnexoSustituirView.as_view(), name="anexo_sustituir"),
    path("anexos/<int:pk>/", captura_anexos.AnexoView.as_view(), name="anexo"),
    path(f"{EN}presentar/", captura_entrega.PresentarView.as_view(), name="presentar"),
    path(f"{EN}lista/", captura_entrega.ListaView.as_view(), name="lista"),
    path(f"{EN}acuse/", captura_entrega.AcuseView.as_view(), name="acuse"),
    path(f"{EN}acuse.pdf", captura_entrega.AcusePdfView.as_view(), name="acuse_pdf"),
    path(f"{EN}oficio.pdf", captura_entrega.OficioPdfView.as_view(), name="oficio_pdf"),
    path(f"{EN}oficio-para-firma.pdf", captura_entrega.OficioParaFirmaView.as_view(), name="oficio_para_firma"),
    path(f"{EN}observaciones/", captura_entrega.DesahogarView.as_view(), name="desahogar"),
    path("vencimientos/", vencimientos.VencimientosView.as_view(), name="vencimientos"),
    path("vencimientos.csv", vencimientos.VencimientosArchivoView.as_view(), name="vencimientos_csv"),
    path("vencimientos.xlsx", vencimientos.VencimientosArchivoView.as_view(formato="xlsx"), name="vencimientos_xlsx"),
    path("vencimientos/<int:vencimiento>/", vencimientos.VencimientoView.as_view(), name="vencimiento"),
    path("vencimientos/<int:vencimiento>/renovar/", vencimientos.RenovarView.as_view(), name="renovar"),
    path(f"{EN}desistir/", captura_entrega.DesistirView.as_view(), name="desistir"),
]
