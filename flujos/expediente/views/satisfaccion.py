"""Calificar la atención: quien recibió el dictamen, una vez y sólo si quiere."""

from __future__ import annotations

from cuentas import reloj
from dictamenes.expediente import satisfaccion
from flujos.expediente.forms.satisfaccion import CalificarForm
from flujos.expediente.views.base import ActoView


class CalificarView(ActoView):
    """La página a la que llega lo que el expediente ofrece, con lo que falte corregir."""

    operacion, form_class = satisfaccion.OPERACION, CalificarForm
    titulo, boton = "Calificar la atención", "Calificar"
    texto = ("Es opcional, se hace una sola vez y no cambia nada del dictamen. Lo que conteste espera cifrado y se "
             "abre barajado con el de otras personas: ni auditoría ni quien administra leen quién contestó qué.")
    hecho = "Gracias. Su calificación de {folio} quedó registrada."

    def procede(self) -> bool:
        quien = self.request.user
        return satisfaccion.recibio(self.solicitud, quien) and not satisfaccion.ya_califico(self.solicitud, quien)

    def ejecutar(self, form: CalificarForm) -> None:
        satisfaccion.calificar(self.solicitud, por=self.request.user, en=reloj.ahora(), **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)
