"""Revisar lo que puede publicarse de un dictamen que lo pide, y la lista de los que esperan."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from dictamenes import tramite
from dictamenes.models import RevisionPublica, Solicitud
from dictamenes.models.publico import por_publicar
from dictamenes.tramite.publico import SE_REVISA
from flujos.estudio.forms.liberar import LiberarForm
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView

OPERACION = "dictamen.testar"


class LiberarView(ActoView):
    """Quien revisa declara qué miró; si algo no debe publicarse, primero lo testa."""

    acto, operacion, form_class, grave = tramite.liberar_publico, OPERACION, LiberarForm, True
    titulo, boton = "Revisar lo que puede publicarse", "Publicar el ejemplar"
    hecho = "El ejemplar público del dictamen de {folio} ya puede consultarse y va a los datos abiertos."
    texto = (
        "Lea el ejemplar público entero (está en los documentos del expediente). Si trae la dirección de un sitio, un "
        "plano o una debilidad que alguien podría aprovechar, publique antes una versión con partes testadas."
    )

    def procede(self) -> bool:
        dictamen = dictamen_de(self.solicitud)
        return super().procede() and dictamen is not None and por_publicar(dictamen) is not None

    def get_initial(self) -> dict[str, Any]:
        dictamen = dictamen_de(self.solicitud)
        leido = dictamen.ejemplar_publico.sha256 if dictamen and dictamen.publico_id else ""
        return super().get_initial() | {"leido": leido}

    def ejecutar(self, form: LiberarForm) -> None:
        revisado = [clave for clave in SE_REVISA if form.cleaned_data[clave]]
        self.dar(tramite.liberar_publico, leido=form.cleaned_data["leido"], revisado=revisado)


class PorPublicarView(PuertaMixin, TemplateView):
    """Lo que espera revisión antes de publicarse, con su plazo."""

    operacion = OPERACION
    template_name = "flujos/estudio/por_publicar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyas = Solicitud.objects.visibles_para(self.request.user)
        esperan = RevisionPublica.objects.pendientes().filter(dictamen__solicitud__in=suyas)
        return super().get_context_data(**kwargs) | {
            "esperan": esperan.select_related("dictamen__solicitud__ente"), "hoy": reloj.hoy(),
        }
