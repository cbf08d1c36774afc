"""Las pantallas de las listas de criterios: cuáles hay, sus versiones, redactar la siguiente y publicarla."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.envio import DeUnaVezMixin
from cuentas.puerta import PuertaMixin
from dictamenes import criterios
from dictamenes.excepciones import CapturaVencida
from dictamenes.forms_criterios import ListaForm
from dictamenes.models import ListaDeCriterios
from dictamenes.models.criterios import ClaseDeLista


class CriteriosView(PuertaMixin, TemplateView):
    """Las dos listas, con la versión que rige y la que está por publicarse."""

    operacion = "criterios.redactar"
    template_name = "dictamenes/criterios/listas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Las versiones de cada clase, de la última a la primera."""
        todas = list(ListaDeCriterios.objects.all())
        return super().get_context_data(**kwargs) | {
            "clases": [(clase, [v for v in todas if v.clase == clase]) for clase in ClaseDeLista],
        }


class ListaView(DeUnaVezMixin, PuertaMixin, FormView):
    """Una lista: sus versiones, qué cambió en cada una, y redactar la siguiente."""

    operacion = "criterios.redactar"
    template_name = "dictamenes/criterios/lista.html"
    form_class = ListaForm

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
        """La misma."""
        return reverse("dictamenes:lista_de_criterios", args=[self.clase])

    def form_valid(self, form: ListaForm) -> HttpResponse:
        """Una llamada."""
        datos = {"envio": self.envio(), "leida": self.request.POST.get("leida"), **form.cleaned_data}
        try:
            criterios.redactar(self.clase, por=self.request.user, en=reloj.ahora(), **datos)
        except CapturaVencida as vencida:
            form.add_error(None, str(vencida))
            return self.form_invalid(form)
        messages.success(self.request, "La lista quedó en borrador. Otra persona debe publicarla.")
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cada versión con lo que la distingue de la anterior."""
        pares = zip(self.versiones, [*self.versiones[1:], None], strict=True)
        return super().get_context_data(**kwargs) | {"clase": self.clase, "versiones": [
            {"dato": v, "preguntas": v.preguntas(), "la_redacto": v.redactada_por_id == self.request.user.pk,
             "cambios": criterios.cambios(previa.preguntas(), v.preguntas()) if previa else []}
            for v, previa in pares
        ]}


class PublicarListaView(PuertaMixin, View):
    """Publicar la versión que redactó otra persona."""

    operacion = "criterios.publicar"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Una llamada; quien la redactó recibe 403 con constancia."""
        lista = get_object_or_404(ListaDeCriterios, pk=pk)
        with con_constancia(self.operacion, lista, por=request.user, en=reloj.ahora()):
            criterios.publicar(lista, por=request.user, en=reloj.ahora(), leida=request.POST.get("leida"))
        messages.success(request, f"La versión {lista.numero} quedó publicada: es la que se contesta desde ahora.")
        return redirect("dictamenes:lista_de_criterios", lista.clase)
