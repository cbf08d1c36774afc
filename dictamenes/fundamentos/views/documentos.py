"""El catálogo de documentos que se citan: la lista, uno nuevo, sus versiones y confirmar."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from dictamenes.fundamentos import catalogo
from dictamenes.fundamentos.forms.captura import DocumentoForm, DocumentoNuevoForm
from dictamenes.models import Fundamento
from dictamenes.textos.views.versiones import F, PublicarVersionView, RedactarVersionView

YA_EXISTE = "Ya hay un documento con esa clave: alguien lo capturó al mismo tiempo"


class DocumentosView(PuertaMixin, TemplateView):
    """Todos, con lo que rige hoy y lo que espera confirmación."""

    operacion = "fundamento.redactar"
    template_name = "dictamenes/fundamentos/documentos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rigen = set(Fundamento.objects.vigentes(reloj.hoy()).values_list("pk", flat=True))
        todos = Fundamento.objects.order_by("ordenamiento", "clave", "-numero")
        return super().get_context_data(**kwargs) | {"documentos": [(f, f.pk in rigen) for f in todos]}


class _RedactarView(RedactarVersionView[F]):
    """Lo común de capturar un documento."""

    operacion = "fundamento.redactar"
    template_name = "dictamenes/fundamentos/documento.html"
    guardada = "El documento quedó capturado. Otra persona debe confirmarlo para que pueda citarse."

    def redactar(self, **datos: Any) -> None:
        clave = datos.pop("clave", None) or self.kwargs["clave"]
        comunes = {nombre: datos.pop(nombre) for nombre in ("por", "en", "envio", "leida")}
        self.clave = catalogo.redactar(clave, datos, **comunes).clave

    def get_success_url(self) -> str:
        return reverse("dictamenes:documento", args=[self.clave])

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """Al que dejó el primer envío."""
        return redirect("dictamenes:documento", Fundamento.objects.get(pk=objeto.partition(":")[2]).clave)


class DocumentoNuevoView(_RedactarView[DocumentoNuevoForm]):
    """Uno que todavía no está."""

    form_class = DocumentoNuevoForm

    def form_valid(self, form: DocumentoNuevoForm) -> HttpResponse:
        """La clave repetida vuelve como error."""
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.add_error("clave", YA_EXISTE)
            return self.form_invalid(form)


class DocumentoView(_RedactarView[DocumentoForm]):
    """Un documento: sus versiones, y capturar la siguiente (una reforma, o el fin de su vigencia)."""

    form_class = DocumentoForm

    @cached_property
    def versiones(self) -> list[Fundamento]:
        """De la última a la primera; sin ninguna, no existe."""
        suyas = Fundamento.objects.filter(clave=self.kwargs["clave"]).order_by("-numero")
        if todas := list(suyas.select_related("redactada_por", "publicada_por")):
            return todas
        raise Http404

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último confirmado."""
        return {campo: getattr(self.versiones[0], campo) for campo in catalogo.CAMPOS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"documento": self.versiones[0], "versiones": [
            {"dato": v, "la_redacto": v.redactada_por_id == self.request.user.pk,
             "publicacion": catalogo.publicacion(v)} for v in self.versiones
        ]}


class PublicarDocumentoView(PublicarVersionView[Fundamento]):
    """Confirmar el documento que capturó otra persona."""

    operacion = "fundamento.publicar"
    modelo = Fundamento
    desde_ahora = "ya puede citarse."

    def publicar(self, version: Fundamento, **datos: Any) -> None:
        catalogo.publicar(version, **datos)

    def destino(self, version: Fundamento) -> HttpResponse:
        return redirect("dictamenes:documento", version.clave)
