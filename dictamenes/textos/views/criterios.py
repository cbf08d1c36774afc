"""Las pantallas de las listas de criterios: cuáles hay, sus versiones, redactar la siguiente y publicarla."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas.acceso.puerta import PuertaMixin
from dictamenes.models import ListaDeCriterios
from dictamenes.models.criterios import ClaseDeLista
from dictamenes.textos import criterios
from dictamenes.textos.forms.criterios import ListaForm
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView


class CriteriosView(PuertaMixin, TemplateView):
    """Las dos listas, con la versión que rige y la que está por publicarse."""

    operacion = "criterios.redactar"
    template_name = "dictamenes/textos/criterios/listas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        todas = list(ListaDeCriterios.objects.all())
        return super().get_context_data(**kwargs) | {
            "clases": [(clase, [v for v in todas if v.clase == clase]) for clase in ClaseDeLista],
        }


class ListaView(RedactarVersionView[ListaForm]):
    """Una lista: sus versiones, qué cambió en cada una, y redactar la siguiente."""

    operacion = "criterios.redactar"
    template_name = "dictamenes/textos/criterios/lista.html"
    form_class = ListaForm
    guardada = "La lista quedó en borrador. Otra persona debe publicarla."

    @cached_property
    def clase(self) -> ClaseDeLista:
        """La de la dirección; otra no existe."""
        if self.kwargs["clase"] not in ClaseDeLista.values:
            raise Http404
        return ClaseDeLista(self.kwargs["clase"])

    @cached_property
    def versiones(self) -> list[ListaDeCriterios]:
        """De la última a la primera."""
        return list(ListaDeCriterios.objects.filter(clase=self.clase).select_related("redactada_por", "publicada_por"))

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último publicado."""
        return {"criterios": criterios.escribir(self.versiones[0].criterios)} if self.versiones else {}

    def get_success_url(self) -> str:
        return reverse("dictamenes:lista_de_criterios", args=[self.clase])

    def redactar(self, **datos: Any) -> None:
        criterios.redactar(self.clase, **datos)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pares = zip(self.versiones, [*self.versiones[1:], None], strict=True)
        return super().get_context_data(**kwargs) | {"clase": self.clase, "versiones": [
            {"dato": v, "preguntas": v.preguntas(), "la_redacto": v.redactada_por_id == self.request.user.pk,
             "cambios": criterios.cambios(previa.preguntas(), v.preguntas()) if previa else []}
            for v, previa in pares
        ]}


class PublicarListaView(PublicarVersionView[ListaDeCriterios]):
    """Publicar la versión que redactó otra persona."""

    operacion = "criterios.publicar"
    modelo = ListaDeCriterios
    desde_ahora = "es la que se contesta desde ahora."

    def publicar(self, version: ListaDeCriterios, **datos: Any) -> None:
        criterios.publicar(version, **datos)

    def destino(self, version: ListaDeCriterios) -> HttpResponse:
        return redirect("dictamenes:lista_de_criterios", version.clase)
