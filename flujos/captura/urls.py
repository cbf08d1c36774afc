"""Direcciones de la captura: lo que hace quien solicita."""

from __future__ import annotations

from django.urls import path

from flujos.captura.views import anexos, conceptos, copia, entrega, importar, precedentes, solicitud

EN = "solicitudes/<int:pk>/"

urlpatterns = [
    path("solicitudes/", solicitud.SolicitudesView.as_view(), name="solicitudes"),
    path("solicitudes/empezar/", copia.EmpezarView.as_view(), name="empezar"),
    path("solicitudes/anteriores/", copia.AnterioresView.as_view(), name="anteriores"),
    path("solicitudes/plantillas/", copia.PlantillasView.as_view(), name="plantillas"),
    path("solicitudes/nueva/", solicitud.NuevaView.as_view(), name="nueva"),
    path("solicitudes/sin-dictamen/<int:n>/", solicitud.SinDictamenView.as_view(), name="sin_dictamen"),
    path(EN, solicitud.BorradorView.as_view(), name="borrador"),
    path(f"{EN}copiar/", copia.CopiarView.as_view(), name="copiar"),
    path(f"{EN}plantilla/", copia.PlantillaView.as_view(), name="plantilla"),
    path(f"{EN}cambios/", copia.CambiosView.as_view(), name="cambios"),
    path(f"{EN}general/", solicitud.SeccionGeneralView.as_view(), name="seccion_general"),
    path(f"{EN}general/area/", solicitud.AreaRequirenteView.as_view(), name="area_requirente"),
    path(f"{EN}seccion/<slug:clave>/", solicitud.SeccionDelFormularioView.as_view(), name="seccion"),
    path(f"{EN}version-nueva/", solicitud.VersionNuevaView.as_view(), name="version_nueva"),
    path(f"{EN}descartar/", solicitud.DescartarView.as_view(), name="descartar"),
    path(f"{EN}recuperar/", solicitud.RecuperarView.as_view(), name="recuperar"),
    path(f"{EN}conceptos/", conceptos.ConceptosView.as_view(), name="conceptos"),
    path(f"{EN}conceptos/nuevo/", conceptos.ConceptoView.as_view(), name="concepto_nuevo"),
    path(f"{EN}conceptos/veredicto/", conceptos.ConceptoVeredictoView.as_view(), name="concepto_veredicto"),
    path(f"{EN}conceptos/importar/", importar.ImportarView.as_view(), name="conceptos_importar"),
    path(f"{EN}conceptos/plantilla.xlsx", importar.PlantillaView.as_view(), name="conceptos_plantilla"),
    path(f"{EN}conceptos/exportar.xlsx", importar.ConceptosXlsxView.as_view(), name="conceptos_xlsx"),
    path(f"{EN}conceptos/exportar.csv", importar.ConceptosCsvView.as_view(), name="conceptos_csv"),
    path(f"{EN}conceptos/<int:concepto_pk>/", conceptos.ConceptoView.as_view(), name="concepto"),
    path(
        f"{EN}conceptos/<int:concepto_pk>/quitar/", conceptos.ConceptoQuitarView.as_view(),
        name="concepto_quitar",
    ),
    path(f"{EN}anexos/", anexos.AnexosView.as_view(), name="anexos"),
    path(f"{EN}anexos/<int:anexo_pk>/retirar/", anexos.AnexoRetirarView.as_view(), name="anexo_retirar"),
    path(f"{EN}anexos/<int:anexo_pk>/sustituir/", anexos.AnexoSustituirView.as_view(), name="anexo_sustituir"),
    path("anexos/<int:pk>/", anexos.AnexoView.as_view(), name="anexo"),
    path(f"{EN}presentar/", entrega.PresentarView.as_view(), name="presentar"),
    path(f"{EN}lista/", entrega.ListaView.as_view(), name="lista"),
    path(f"{EN}acuse/", entrega.AcuseView.as_view(), name="acuse"),
    path(f"{EN}acuse.pdf", entrega.AcusePdfView.as_view(), name="acuse_pdf"),
    path(f"{EN}oficio.pdf", entrega.OficioPdfView.as_view(), name="oficio_pdf"),
    path(f"{EN}oficio-para-firma.pdf", entrega.OficioParaFirmaView.as_view(), name="oficio_para_firma"),
    path(f"{EN}observaciones/", entrega.DesahogarView.as_view(), name="desahogar"),
    path(f"{EN}desistir/", entrega.DesistirView.as_view(), name="desistir"),
    path(f"{EN}conceptos/precedentes/", precedentes.PrecedentesEnCapturaView.as_view(), name="precedentes"),
]
