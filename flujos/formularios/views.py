"""Las pantallas de los formularios por tipo: cuáles rigen, cómo se verán, redactar la siguiente y publicarla."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from cuentas.acceso.puerta import PuertaMixin
from dictamenes.models import Formulario
from dictamenes.models.catalogos import Tipo
from dictamenes.textos.formularios import palabras, versiones
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView
from flujos.formularios import definiciones
from flujos.formularios.forms import DefinicionForm


class FormulariosView(PuertaMixin, TemplateView):
    """Todos los tipos, con lo que rige, lo que está por publicarse y la matriz de anexos."""

    operacion = "formulario.redactar"
    template_name = "flujos/formularios/lista.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | definiciones.formularios_vigentes()


class FormularioView(RedactarVersionView[DefinicionForm]):
    """Un tipo: sus versiones, qué cambió en cada una, y redactar la siguiente."""

    operacion = "formulario.redactar"
    template_name = "flujos/formularios/formulario.html"
    form_class = DefinicionForm
    guardada = "Quedó en borrador. Véalo como lo verá quien captura; otra persona debe publicarlo."

    @cached_property
    def tipo(self) -> Tipo:
        if self.kwargs["tipo"] not in Tipo.values:
            raise Http404
        return Tipo(self.kwargs["tipo"])

    @cached_property
    def versiones(self) -> list[Formulario]:
        """De la última a la primera."""
        return list(Formulario.objects.filter(tipo=self.tipo).select_related("redactada_por", "publicada_por"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con el tipo que debe decir la definición."""
        return super().get_form_kwargs() | {"tipo": self.tipo.value}

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último publicado."""
        return {"definicion": versiones.escribir(self.versiones[0].definicion)} if self.versiones else {}

    def redactar(self, **datos: Any) -> None:
        versiones.redactar(self.tipo.value, **datos)

    def get_success_url(self) -> str:
        return reverse("flujos:formulario", args=[self.tipo])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "tipo": self.tipo, "versiones": definiciones.con_sus_cambios(self.versiones),
            "piezas": definiciones.piezas(),
        }


class VersionMixin(PuertaMixin):
    """Una versión, publicada o en borrador, para quien redacta."""

    operacion = "formulario.redactar"

    @cached_property
    def version(self) -> Formulario:
        versiones: QuerySet[Formulario] = Formulario.objects.select_related("redactada_por", "publicada_por")
        return get_object_or_404(versiones, pk=self.kwargs["pk"])


class VersionView(VersionMixin, TemplateView):
    """Una versión como la verá quien captura, con sus anexos, sus declaraciones y qué cambió; de aquí se publica."""

    template_name = "flujos/formularios/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definicion = self.version.definicion
        return super().get_context_data(**kwargs) | {
            "version": {"dato": self.version, "la_redacto": self.version.redactada_por_id == self.request.user.pk},
            "tipo": Tipo(self.version.tipo), "tamano": palabras.tamano(definicion),
            "secciones": definiciones.vista_previa_de(definicion), "anexos": palabras.matriz(definicion),
            "declaraciones": definicion["declaraciones"], "cambios": definiciones.cambios_de(self.version),
        }


class DefinicionView(VersionMixin, View):
    """La definición de una versión, para guardarla o corregirla fuera."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """El mismo JSON que se puede volver a importar."""
        version = self.version
        return descarga(versiones.escribir(version.definicion), f"formulario-{version.tipo}-v{version.numero}.json")


class PublicarFormularioView(PublicarVersionView[Formulario]):
    """Publicar la versión que redactó otra persona."""

    operacion = "formulario.publicar"
    modelo = Formulario
    desde_ahora = "con ella empiezan las solicitudes nuevas; las que ya empezaron conservan la suya."

    def publicar(self, version: Formulario, **datos: Any) -> None:
        versiones.publicar(version, **datos)

    def destino(self, version: Formulario) -> HttpResponse:
        return redirect("flujos:formulario", version.tipo)
