"""El visor de anexos: sus páginas como imagen, con el mismo alcance y la misma constancia que su descarga."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos import paginas
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.filtros import entero
from dictamenes.models import Anexo
from flujos.expediente import expediente
from flujos.expediente.descargas import anexo_de
from flujos.expediente.presentado import presentado
from flujos.expediente.views.documentos import imagen


class DeAnexoMixin(PuertaMixin):
    """Vistas de un anexo: el que la persona no alcanza, para ella no existe (404)."""

    @cached_property
    def anexo(self) -> Anexo:
        return anexo_de(self.request.user, self.kwargs["pk"])


class VisorView(DeAnexoMixin, TemplateView):
    """Una página del anexo (`?pagina=2`): en su propia pestaña o, con htmx, dentro de la pantalla de trabajo."""

    def get_template_names(self) -> list[str]:
        return ["flujos/expediente/_visor.html" if self.request.htmx else "flujos/expediente/visor.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La página pedida y sus vecinas, o por qué no se puede mostrar."""
        solicitud = self.anexo.solicitud
        mirada = expediente.mirada_de(solicitud, self.request.user)
        try:
            hojas: dict[str, Any] = self.hojas(paginas.cuantas(self.anexo.archivo))
        except paginas.SinPaginas as error:
            hojas = {"problema": str(error)}
        return super().get_context_data(**kwargs) | hojas | {
            "anexo": self.anexo, "solicitud": solicitud,
            "anexos": presentado(solicitud)["anexos"] if solicitud.folio else [],
            "migas": expediente.migas(solicitud, mirada, self.anexo.nombre),
        }

    def hojas(self, cuantas: int) -> dict[str, Any]:
        """Dónde va y a dónde puede ir; un número que no existe lleva a la más cercana."""
        pedida = self.request.GET.get("pagina", "")
        actual = min(max(entero(pedida) or 1, 1), cuantas)
        aqui = reverse("flujos:visor", args=[self.anexo.pk])
        return {
            "pagina": actual, "cuantas": cuantas, "recortado": cuantas == paginas.MAXIMO,
            "anterior_url": f"{aqui}?pagina={actual - 1}" if actual > 1 else "",
            "siguiente_url": f"{aqui}?pagina={actual + 1}" if actual < cuantas else "",
        }


class PaginaDeAnexoView(DeAnexoMixin, View):
    """La imagen de una página. Aquí se lee el contenido: aquí queda la constancia de quien audita."""

    def get(self, request: HttpRequest, pk: int, numero: int) -> HttpResponse:
        """El PNG; 404 si no existe o no se puede dibujar."""
        respuesta = imagen(self.anexo.archivo, numero)
        expediente.dejar_constancia(
            self.anexo.solicitud, "anexo.leido", self.request.user, reloj.ahora(), anexo=pk, pagina=numero
        )
        return respuesta
