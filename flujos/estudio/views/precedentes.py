"""Precedentes: lo ya dictaminado que más se parece a un concepto, mientras se revisa."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from cuentas import reloj
from flujos.estudio import antecedentes
from flujos.expediente import expediente
from flujos.expediente.views.base import DeExpedienteMixin

EN_PAGINA, TROZO = "flujos/estudio/precedentes.html", "flujos/estudio/_precedentes.html"


class PrecedentesDelConceptoView(DeExpedienteMixin, TemplateView):
    """De un concepto presentado: en su propia página o, con htmx, junto a él."""

    http_method_names = ["get", "head"]

    def get_template_names(self) -> list[str]:
        return [TROZO if self.request.htmx else EN_PAGINA]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conceptos = self.solicitud.conceptos.select_related("perfil__version")
        concepto = get_object_or_404(conceptos, orden=self.kwargs["numero"])
        datos = {campo: getattr(concepto, campo) for campo in ("categoria", "perfil", "descripcion")}
        quien, leido = self.request.user, concepto.orden
        expediente.dejar_constancia(self.solicitud, "expediente.leido", quien, reloj.ahora(), precedentes=leido)
        return super().get_context_data(**kwargs) | {
            "precedentes": antecedentes.precedentes_de(datos, self.solicitud), "concepto": concepto,
            "solicitud": self.solicitud,
            "migas": expediente.migas(self.solicitud, self.mirada, f"Concepto {concepto.orden}"),
        }
