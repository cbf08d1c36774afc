"""La pantalla del escudo: cuál rige, cuáles ha habido, subir otro y publicarlo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.salida import como_descarga
from cuentas.acceso.puerta import PuertaMixin
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Escudo
from dictamenes.textos import escudo
from dictamenes.textos.forms.escudo import EscudoForm
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView


class EscudoView(RedactarVersionView[EscudoForm]):
    """Sus versiones, de la última a la primera, y subir la siguiente."""

    operacion = "escudo.redactar"
    template_name = "dictamenes/textos/escudo.html"
    form_class = EscudoForm
    guardada = "El escudo quedó en borrador. Otra persona debe publicarlo."

    @cached_property
    def versiones(self) -> list[Escudo]:
        return list(Escudo.objects.select_related("archivo", "redactada_por", "publicada_por"))

    def get_success_url(self) -> str:
        return reverse("dictamenes:escudo")

    def redactar(self, **datos: Any) -> None:
        archivo, nombre = datos.pop("imagen")
        escudo.subir(archivo, nombre, **datos)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"versiones": [
            {"dato": v, "la_redacto": v.redactada_por_id == self.request.user.pk} for v in self.versiones
        ]}


class PublicarEscudoView(PublicarVersionView[Escudo]):
    """Publicar el que subió otra persona."""

    operacion = "escudo.publicar"
    modelo = Escudo
    desde_ahora = "encabeza los documentos que se hagan desde ahora."

    def publicar(self, version: Escudo, **datos: Any) -> None:
        escudo.publicar(version, **datos)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Si la imagen aún se revisa, se dice y no se publica."""
        try:
            return super().post(request, pk)
        except DatosInvalidos as motivo:
            messages.error(request, str(motivo))
            return redirect("dictamenes:escudo")

    def destino(self, version: Escudo) -> HttpResponse:
        return redirect("dictamenes:escudo")


class ImagenDeEscudoView(PuertaMixin, View):
    """La imagen de una versión, para verla antes de publicarla."""

    operacion = "escudo.redactar"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        version = get_object_or_404(Escudo.objects.select_related("archivo"), pk=pk)
        if not version.archivo.disponible:
            raise Http404
        return como_descarga(version.archivo.abrir(), version.nombre, version.archivo.tipo)
