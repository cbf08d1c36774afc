"""La lista de cotejo, los plazos y la competencia de cada acto."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.papeles import PAPELES
from cuentas.parametros import parametro
from dictamenes.fundamentos import competencias, cotejo, parametros
from dictamenes.fundamentos.actos import ACTOS, ActoFundado
from dictamenes.fundamentos.firmas import SE_FIRMAN
from dictamenes.fundamentos.forms.captura import CompetenciaForm, manana
from dictamenes.fundamentos.terminos import TERMINOS
from dictamenes.models import Competencia, Fundamento
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView


class CotejoView(PuertaMixin, TemplateView):
    """Qué está apagado por falta de fundamento, qué detiene y qué espera confirmación."""

    operacion = "competencia.redactar"
    template_name = "dictamenes/fundamentos/cotejo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hoy = reloj.hoy()
        return super().get_context_data(**kwargs) | {
            "renglones": cotejo.de_actos(hoy), "firmas": cotejo.de_firmas(hoy),
            "sin_fundamento": cotejo.parametros_sin_fundamento(hoy),
            "por_confirmar": cotejo.por_confirmar(),
        }


class PlazosView(PuertaMixin, TemplateView):
    """Cada plazo: de quién es, desde cuándo cuenta, cuántos días tiene hoy y qué pasa al vencer."""

    operacion = "parametro.redactar"
    template_name = "dictamenes/fundamentos/plazos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"terminos": [
            {"termino": t, "dias": [(f, parametros.en_palabras(f, parametro(f.clave))) for f in t.fichas]}
            for t in TERMINOS
        ]}


class CompetenciaView(RedactarVersionView[CompetenciaForm]):
    """La competencia de un acto: sus versiones, y proponer la siguiente."""

    operacion = "competencia.redactar"
    template_name = "dictamenes/fundamentos/competencia.html"
    form_class = CompetenciaForm
    guardada = "La competencia quedó propuesta. Otra persona debe confirmarla."

    @cached_property
    def acto(self) -> ActoFundado:
        """El de la dirección; otro no existe."""
        if self.kwargs["acto"] not in ACTOS:
            raise Http404
        return ACTOS[self.kwargs["acto"]]

    @cached_property
    def versiones(self) -> list[Competencia]:
        """De la última a la primera."""
        suyas = Competencia.objects.filter(acto=self.acto.clave)
        return list(suyas.select_related("redactada_por", "publicada_por"))

    @cached_property
    def documentos(self) -> dict[str, Fundamento]:
        """Por clave, la última versión confirmada de cada uno."""
        return {f.clave: f for f in Fundamento.objects.confirmados().order_by("ordenamiento", "numero")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "documentos": list(self.documentos.values()), "con_sentidos": self.acto.clave == "dictaminar",
            "papeles": next((uno.papeles for uno in SE_FIRMAN.values() if uno.funda == self.acto.clave), [])}

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último confirmado."""
        inicial: dict[str, Any] = {"desde": manana(reloj.hoy())}
        if self.versiones:
            ultima = self.versiones[0]
            inicial |= {c: getattr(ultima, c) for c in ("facultad", "ejerce", "fundamentos", "sentidos", "papeles")}
        return inicial

    def redactar(self, **datos: Any) -> None:
        competencias.redactar(self.acto.clave, **datos)

    def get_success_url(self) -> str:
        return reverse("dictamenes:competencia", args=[self.acto.clave])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "acto": self.acto, "falta": competencias.DelDia(reloj.hoy()).faltan(self.acto.clave), "versiones": [
                {"dato": v, "la_redacto": v.redactada_por_id == self.request.user.pk,
                 "nombramientos": [PAPELES[papel].nombre for papel in v.papeles],
                 "documentos": [self.documentos.get(clave, clave) for clave in v.fundamentos]}
                for v in self.versiones
            ],
        }


class PublicarCompetenciaView(PublicarVersionView[Competencia]):
    """Confirmar la competencia que propuso otra persona."""

    operacion = "competencia.publicar"
    modelo = Competencia
    desde_ahora = "rige desde el día que dice."

    def publicar(self, version: Competencia, **datos: Any) -> None:
        competencias.publicar(version, **datos)

    def destino(self, version: Competencia) -> HttpResponse:
        return redirect("dictamenes:competencia", version.acto)
