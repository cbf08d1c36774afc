"""Los mensajes de un asunto: aclaraciones con el ente y notas internas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.expediente.mensajes import tableros
from flujos.expediente import conversacion, expediente
from flujos.expediente.forms.mensajes import MensajeForm
from flujos.expediente.views.base import DeExpedienteMixin


class MensajesView(DeUnaVezMixin, DeExpedienteMixin, FormView[MensajeForm]):
    """El hilo y, si el asunto está en trámite, dónde escribir."""

    template_name = "flujos/expediente/mensajes.html"
    form_class = MensajeForm

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        expediente.dejar_constancia(self.solicitud, "expediente.leido", self.request.user, reloj.ahora(), mensajes=True)
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """A quien no escribe mensajes se le niega con constancia, traiga lo que traiga el formulario."""
        if not puede(request.user, "mensaje.del_ente", self.solicitud.ente):
            exigir_en_puerta(request, "mensaje.interno")
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"tableros": tableros(self.solicitud, self.request.user)}

    def form_valid(self, form: MensajeForm) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        with con_constancia("mensaje.escribir", self.solicitud, por=quien, en=ahora):
            conversacion.escribir(self.solicitud, por=quien, en=ahora, envio=self.envio(), **form.cleaned_data)
        messages.success(self.request, "El mensaje quedó en el expediente. Ya se avisó a quien debe leerlo.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: MensajeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "mirada": self.mirada, "hilo": conversacion.hilo(self.solicitud, self.mirada),
            "puede_escribir": bool(tableros(self.solicitud, self.request.user)),
            "migas": expediente.migas(self.solicitud, self.mirada, "Mensajes"),
        }
