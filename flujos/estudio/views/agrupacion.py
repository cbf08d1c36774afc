"""Agrupar un expediente con otros y separarlo."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cuentas import reloj
from cuentas.interfaz.envio import DeUnaVezMixin
from dictamenes.excepciones import DatosInvalidos, EstadoEquivocado
from dictamenes.models import Pertenencia, Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet
from flujos.estudio.forms.agrupacion import AgruparForm
from flujos.estudio.forms.requisitos import MotivoForm
from flujos.expediente import agrupadas
from flujos.expediente.views.base import ActoView


class _DeGrupoView(ActoView):
    """Lo que comparten: sólo en trámite, y de lo que la persona alcanza a agrupar."""

    operacion = agrupadas.OPERACION

    @cached_property
    def alcanza(self) -> SolicitudQuerySet:
        return Solicitud.objects.visibles_para(self.request.user, self.operacion)

    @cached_property
    def solicitud(self) -> Solicitud:
        return get_object_or_404(self.alcanza.select_related("ente", "formulario", "dictamen"), pk=self.kwargs["pk"])

    @cached_property
    def pertenencia(self) -> Pertenencia | None:
        return Pertenencia.objects.filter(solicitud=self.solicitud).select_related("agrupacion").first()

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)


class AgruparView(DeUnaVezMixin, _DeGrupoView):
    """Reunirlo con otros."""

    deja, form_class = "solicitud.agrupada", AgruparForm
    titulo, boton, hecho = "Agrupar con otros expedientes", "Agrupar", "{folio} se estudia junto con los que eligió."
    texto = "Se estudian juntos, pero cada uno conserva su folio, sus plazos y su dictamen."

    def procede(self) -> bool:
        return not self.solicitud.esta_concluida

    def get_form_kwargs(self) -> dict[str, Any]:
        grupo = self.pertenencia.agrupacion if self.pertenencia else None
        return super().get_form_kwargs() | {"alcanza": self.alcanza, "grupo": grupo}

    def ejecutar(self, form: AgruparForm) -> None:
        datos = dict(form.cleaned_data)
        otras, quien = datos.pop("folios"), self.request.user
        try:
            agrupadas.agrupar(self.solicitud, otras, por=quien, en=reloj.ahora(), envio=self.envio(), **datos)
        except EstadoEquivocado as motivo:
            raise DatosInvalidos(str(motivo)) from motivo


class SepararView(_DeGrupoView):
    """Sacarlo de su grupo."""

    deja, form_class = "solicitud.separada", MotivoForm
    titulo, boton, hecho = "Separar del grupo", "Separar", "{folio} ya no está en el grupo."

    def procede(self) -> bool:
        return self.pertenencia is not None

    def ejecutar(self, form: MotivoForm) -> None:
        agrupadas.separar(self.solicitud, por=self.request.user, en=reloj.ahora(), **form.cleaned_data)
