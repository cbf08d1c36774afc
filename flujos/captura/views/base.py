"""El molde de las pantallas de captura: cargar lo suyo, guardar con versión y decir qué cambió entre tanto."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.genericas import FormView
from dictamenes.excepciones import CapturaVencida
from dictamenes.generales import DE_CATALOGO
from dictamenes.models import Solicitud
from flujos.captura.mis_solicitudes import solicitudes_que_captura

SIN_VERSION = -1


def version_enviada(request: HttpRequest) -> int:
    """La versión que la persona tenía a la vista; una que no se entiende nunca coincide."""
    version = entero(request.POST.get("version", ""))
    return SIN_VERSION if version is None else version


class CapturaMixin(PuertaMixin):
    """Pantallas de una captura: la ajena, para la persona no existe; la ya presentada se lee en su expediente."""

    con_archivada = False  # si la página es para un borrador archivado
    relacionado: tuple[str | Prefetch[Any, Any, Any], ...] = ()  # lo que la página lee de la solicitud más de una vez

    @property
    def titulo(self) -> str:
        """El de la página; vacío si es la de la solicitud misma."""
        return ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lo presentado ya no se captura; lo archivado, primero se recupera."""
        if request.user.is_authenticated and request.method == "GET":
            archivada = self.solicitud.archivada_en is not None
            if archivada != self.con_archivada:
                return redirect("flujos:recuperar" if archivada else "flujos:borrador", self.solicitud.pk)
            if not archivada and not self.solicitud.es_editable:
                return redirect("flujos:expediente", self.solicitud.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def solicitud(self) -> Solicitud:
        suyas = solicitudes_que_captura(self.request.user).select_related(*DE_CATALOGO)
        suyas = suyas.prefetch_related(*self.relacionado)
        return get_object_or_404(suyas, pk=self.kwargs["pk"])

    def url(self, nombre: str, *args: Any) -> str:
        return reverse(f"flujos:{nombre}", args=[self.solicitud.pk, *args])

    def migas(self) -> list[dict[str, str]]:
        """Mis solicitudes › la solicitud › esta página."""
        raiz = {"texto": "Mis solicitudes", "url": reverse("flujos:solicitudes")}
        suya = {"texto": self.solicitud.folio or self.solicitud.proyecto[:60]}
        return [raiz, {**suya, "url": self.url("borrador")}, {"texto": self.titulo}] if self.titulo else [raiz, suya]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comun = {"solicitud": self.solicitud, "titulo": self.titulo, "migas": self.migas()}
        return {"version": self.solicitud.version, **comun, **super().get_context_data(**kwargs)}


class GuardarView(CapturaMixin, FormView[Any]):
    """Un formulario que guarda lo que se entiende: lo demás vuelve con su error y sin perderse.

    Quien hereda dice `guardar` (lanza `CapturaVencida`), `diferencias` y `get_success_url`.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Guarda; si la versión ya no es la suya y hay algo distinto, 409 con los dos valores."""
        form = self.get_form()
        valido = form.is_valid()
        try:
            self.guardar(form)
        except CapturaVencida:
            return self.en_conflicto(form, valido)
        return self.despues_de_guardar(form, valido)

    def despues_de_guardar(self, form: Any, valido: bool) -> HttpResponse:
        """Al autoguardado, la versión nueva; a la persona, la página que sigue o la misma con lo que falta corregir."""
        if self.request.htmx:
            return render(self.request, "flujos/captura/_version.html", {"version": self.solicitud.version})
        return redirect(self.get_success_url()) if valido else self.form_invalid(form)

    def en_conflicto(self, form: Any, valido: bool) -> HttpResponse:
        """Alguien guardó antes: si guardó lo mismo no hay conflicto; si no, se muestran los dos valores."""
        del self.solicitud
        if not (diferencias := self.diferencias(form)):
            return self.despues_de_guardar(form, valido)
        contexto = self.get_context_data(form=form, diferencias=diferencias)
        return self.render_to_response(contexto, status=409)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def guardar(self, form: Any) -> None:
        """Guarda lo que se entendió y deja `self.solicitud` al día."""
        raise NotImplementedError

    def diferencias(self, form: Any) -> list[dict[str, str]]:
        """Lo que la persona escribió y ahora está guardado con otro valor."""
        raise NotImplementedError
