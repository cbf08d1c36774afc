"""Testar el ejemplar público: elegir fragmentos, ver cómo quedaría y publicar la versión sin ellos."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cuentas import reloj
from dictamenes import tramite
from dictamenes.documento.testado import textos
from dictamenes.excepciones import CapturaVencida
from dictamenes.models import Dictamen, Fundamento
from dictamenes.models.constancia import consta
from dictamenes.tramite.publico import OTRO_EJEMPLAR
from dictamenes.tramite.tabla import PUBLICADOS
from flujos.estudio import publicas
from flujos.estudio.forms.testar import TestarForm
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView


class TestarView(ActoView):
    """Dos pasos en una dirección: lo escrito se revisa antes de publicarse, y de ahí se puede volver a corregir."""

    acto, operacion, form_class = tramite.testar, "dictamen.testar", TestarForm
    template_name = "flujos/estudio/testar.html"
    titulo, boton, grave = "Publicar una versión con partes testadas", "Publicar la versión testada", True
    hecho = "La versión testada del dictamen de {folio} ya es la pública. La anterior dejó de descargarse."

    def procede(self) -> bool:
        dictamen = dictamen_de(self.solicitud)
        return super().procede() and dictamen is not None and dictamen.estado in PUBLICADOS

    @property
    def dictamen(self) -> Dictamen:
        """El de la solicitud: lo que se testa ya está publicado."""
        return consta(dictamen_de(self.solicitud))

    @property
    def leido(self) -> str:
        """La huella del ejemplar público de hoy."""
        return self.dictamen.ejemplar_publico.sha256

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.procede():
            return self.get(request, *args, **kwargs)
        if request.POST.get("leido", self.leido) != self.leido:
            raise CapturaVencida(OTRO_EJEMPLAR)
        if "corregir" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.con_lo_tecleado()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: TestarForm) -> HttpResponse:
        if "publicar" in self.request.POST:
            return super().form_valid(form)
        vista = publicas.vista_de(self.dictamen, form.fragmentos, reloj.ahora())
        return self.render_to_response(self.get_context_data(form=form, vista=vista))

    def ejecutar(self, form: TestarForm) -> None:
        leido = form.cleaned_data["leido"]
        publicas.testar(self.solicitud, form.fragmentos, por=self.request.user, en=reloj.ahora(), leido=leido)

    def get_form_kwargs(self) -> dict[str, Any]:
        fundamentos = list(Fundamento.objects.vigentes(reloj.hoy()))
        return super().get_form_kwargs() | {"publicos": self.dictamen.para_publico, "fundamentos": fundamentos}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"leido": self.leido}

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        textos_de_hoy = textos(self.dictamen.para_publico)
        return super().get_context_data(**kwargs) | {"dictamen": self.dictamen, "textos": textos_de_hoy}
