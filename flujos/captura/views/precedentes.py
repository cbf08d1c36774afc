"""Precedentes mientras se captura: lo ya dictaminado que más se parece a lo que se está escribiendo."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from cuentas.interfaz.filtros import entero
from estandares.models import Perfil, Version
from flujos.captura.views.base import CapturaMixin
from flujos.estudio import antecedentes
from flujos.estudio.views.precedentes import TROZO

LARGO = 500


class PrecedentesEnCapturaView(CapturaMixin, TemplateView):
    """De lo que se está escribiendo. No guarda nada."""

    template_name = TROZO
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leido = self.request.GET
        pk = entero(leido.get("perfil", ""))
        publicados = Perfil.objects.filter(version__in=Version.objects.publicadas()).select_related("version")
        perfil = publicados.filter(pk=pk).first() if pk is not None else None
        datos = {"categoria": leido.get("categoria", ""), "descripcion": leido.get("descripcion", "")[:LARGO]}
        return {"precedentes": antecedentes.precedentes_de({**datos, "perfil": perfil}, self.solicitud)}
