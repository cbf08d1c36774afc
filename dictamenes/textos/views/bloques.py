"""Las pantallas de los bloques de redacción: la lista, uno nuevo, sus versiones y publicar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from dictamenes.models import Bloque, VersionDeBloque
from dictamenes.textos import bloques
from dictamenes.textos.forms.bloques import BloqueForm, TextoForm
from dictamenes.textos.views.versiones import F, PublicarVersionView, RedactarVersionView

YA_EXISTE = "Ya hay un bloque con esa clave: alguien lo agregó al mismo tiempo"


class BloquesView(PuertaMixin, TemplateView):
    """Todos los bloques, con lo que cada uno tiene publicado y por publicar."""

    operacion = "bloque.redactar"
    template_name = "dictamenes/textos/bloques/lista.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"bloques": Bloque.objects.prefetch_related("versiones")}


class _RedactarView(RedactarVersionView[F]):
    """Lo común de escribir el texto de un bloque."""

    operacion = "bloque.redactar"
    template_name = "dictamenes/textos/bloques/bloque.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        marcadores = [(f"{{{clave}}}", nombre, bloques.EJEMPLO[clave]) for clave, nombre in bloques.MARCADORES.items()]
        return super().get_context_data(**kwargs) | {"marcadores": marcadores}

    def get_success_url(self) -> str:
        return reverse("dictamenes:bloques")


class BloqueNuevoView(_RedactarView[BloqueForm]):
    """Un bloque con su primera versión en borrador."""

    form_class = BloqueForm

    def form_valid(self, form: BloqueForm) -> HttpResponse:
        """Una llamada; la clave repetida vuelve como error."""
        texto, envio = form.cleaned_data["texto"], self.envio()
        try:
            version = bloques.crear(form.instance, texto, por=self.request.user, en=reloj.ahora(), envio=envio)
        except IntegrityError:
            form.add_error("clave", YA_EXISTE)
            return self.form_invalid(form)
        messages.success(self.request, "El bloque quedó redactado. Otra persona debe publicarlo.")
        return redirect("dictamenes:bloque", version.bloque_id)


class BloqueView(_RedactarView[TextoForm]):
    """Un bloque: sus versiones, cómo queda con datos de ejemplo, y redactar la siguiente."""

    form_class = TextoForm
    guardada = "El texto quedó en borrador. Otra persona debe publicarlo."

    @cached_property
    def bloque(self) -> Bloque:
        return get_object_or_404(Bloque, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último publicado."""
        return {"texto": self.bloque.versiones.values_list("texto", flat=True).first()}

    def redactar(self, **datos: Any) -> None:
        bloques.redactar(self.bloque, **datos)

    def get_success_url(self) -> str:
        return reverse("dictamenes:bloque", args=[self.bloque.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versiones = self.bloque.versiones.select_related("redactada_por", "publicada_por")
        return super().get_context_data(**kwargs) | {
            "bloque": self.bloque,
            "versiones": [
                {"dato": v, "la_redacto": v.redactada_por_id == self.request.user.pk,
                 "ejemplo": bloques.fundir(v.texto, bloques.EJEMPLO)}
                for v in versiones
            ],
        }


class PublicarBloqueView(PublicarVersionView[VersionDeBloque]):
    """Publicar una versión que redactó otra persona."""

    operacion = "bloque.publicar"
    modelo = VersionDeBloque
    desde_ahora = "ya se puede usar al dictaminar."

    def publicar(self, version: VersionDeBloque, **datos: Any) -> None:
        bloques.publicar(version, **datos)

    def objeto(self, version: VersionDeBloque) -> Bloque:
        return version.bloque

    def destino(self, version: VersionDeBloque) -> HttpResponse:
        return redirect("dictamenes:bloque", version.bloque_id)
