"""La revisión técnica lado a lado: lo declarado frente a su cláusula y, al lado, la opinión del área."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cuentas import etapas
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import exigir_en_puerta
from cuentas.models import Area
from dictamenes import tramite
from dictamenes.excepciones import OpinionYaCorregida
from dictamenes.models import Frase, Revision
from flujos.estudio import presencia
from flujos.estudio.antecedentes import antecedentes_del_ente
from flujos.estudio.forms.revision import CorregirOpinionForm, RevisionForm, iniciales
from flujos.estudio.views.coherencia import ConCoherenciaMixin
from flujos.estudio.views.presencia import ConPresenciaMixin
from flujos.expediente.expediente import prevenciones_de
from flujos.expediente.views.base import ActoView

SIGUE_AQUI = "Lo que escribió sigue en esta página: léalo contra la que vale y, si lo registra, será otra corrección."


class DeAreaView(ConPresenciaMixin, ConCoherenciaMixin, ActoView):
    """Lo común de dar una opinión y corregirla."""

    operacion = "revision.opinar"
    template_name = "flujos/estudio/revision.html"
    titulo = etapas.REVISION.rotulo

    @cached_property
    def area(self) -> Area:
        """La de la dirección; opinar por otra área deja constancia y 403."""
        area = get_object_or_404(Area, clave=self.kwargs["area"])
        exigir_en_puerta(self.request, "revision.opinar", area)
        return area

    @cached_property
    def revision(self) -> Revision:
        """La de esta área en la ronda en curso (o la última)."""
        suyas = self.solicitud.revisiones.filter(area=self.area).select_related("turnada_a", "dada_por")
        return get_object_or_404(suyas.order_by("-ronda")[:1])

    def lugar_de_presencia(self) -> str:
        return presencia.DE_AREA + self.area.clave

    def lugar(self) -> str:
        return self.area.clave

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"solicitud": self.solicitud, "area": self.area}

    def ejecutar(self, form: RevisionForm) -> None:
        self.dar(self.acto, area=self.area, **form.opinion())

    def form_valid(self, form: RevisionForm) -> HttpResponse:
        """Se comprueba el área antes de actuar."""
        exigir_en_puerta(self.request, "revision.opinar", self.area)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        anterior = self.solicitud.revisiones.filter(area=self.area, ronda__lt=self.revision.ronda).last()
        return super().get_context_data(**kwargs) | {
            "area": self.area, "revision": self.revision, "anterior": anterior,
            "antecedentes": antecedentes_del_ente(self.solicitud), "prevenciones": prevenciones_de(self.solicitud),
            "frases": Frase.objects.visibles_para(self.request.user),
            "de_otra": self.revision.turnada_a_id not in (None, self.request.user.pk),
            "puede_turnar": puede(self.request.user, "revision.turnar"),
        }


class RevisionView(DeAreaView):
    """La opinión de un área."""

    acto, form_class, boton = tramite.opinar, RevisionForm, "Dar la opinión del área"
    hecho = "La opinión sobre {folio} quedó registrada."

    def procede(self) -> bool:
        """Además de estar en revisión, falta la de esta área."""
        en_curso = self.revision.ronda == self.solicitud.ronda and self.revision.dada_en is None
        return super().procede() and en_curso


class CorregirOpinionView(DeAreaView):
    """Otra versión de la opinión que se dio."""

    acto, form_class, boton = tramite.corregir_opinion, CorregirOpinionForm, "Registrar la corrección"
    titulo, guardar_sin = "Corregir la opinión", "Guardar sin registrar"
    hecho = "La opinión sobre {folio} quedó corregida. La anterior se conserva."

    def procede(self) -> bool:
        """Antes de proponerse, y sólo la propia."""
        return super().procede() and self.revision.dada_por_id == self.request.user.pk

    def propuesto(self) -> dict[str, Any]:
        return iniciales(self.revision)

    def get_initial(self) -> dict[str, Any]:
        """Lo que ya dice, con lo que lleva cambiado; la versión es siempre la que vale."""
        return super().get_initial() | {"version": self.revision.version}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Si ya se corrigió en otra ventana, la página vuelve con lo tecleado, sobre la versión que vale."""
        try:
            return super().post(request, *args, **kwargs)
        except OpinionYaCorregida as error:
            messages.error(request, f"{error} {SIGUE_AQUI}")
            form = self.con_lo_tecleado()
            form.initial["version"] = self.revision.version
            return self.render_to_response(self.get_context_data(form=form), status=409)
