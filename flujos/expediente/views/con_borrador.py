"""La mezcla que guarda lo que se va escribiendo en la pantalla de un acto y lo recupera al volver."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cuentas import reloj
from cuentas.interfaz.formatos import fecha_hora, hora
from dictamenes.excepciones import EstadoEquivocado
from flujos.base import borradores
from flujos.expediente.views.base import ActoView
from flujos.models import BorradorDeTrabajo


class ConBorradorMixin(ActoView):
    """Un acto que se puede dejar a medias: un POST con `borrador` guarda sin dar; la página trae lo que se dejó."""

    guardar_sin: ClassVar[str] = "Guardar sin dar"
    def lugar(self) -> str:
        """El área, si el acto es de una."""
        return ""

    @cached_property
    def borrador(self) -> BorradorDeTrabajo | None:
        return borradores.borrador_de(self.solicitud, self.acto.nombre, self.request.user, self.lugar())

    def get_initial(self) -> dict[str, Any]:
        """Con qué abre la página; una copia, que cada formulario cambia la suya."""
        return {**self.de_partida}

    @cached_property
    def de_partida(self) -> dict[str, Any]:
        """Lo que dejó gana a lo que la página propone."""
        return super().get_initial() | self.propuesto() | (self.borrador.datos if self.borrador else {})

    def propuesto(self) -> dict[str, Any]:
        """Lo que la página propone a quien no ha escrito nada."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.guardar_borrador() if "borrador" in request.POST else super().post(request, *args, **kwargs)

    def guardar_borrador(self) -> HttpResponse:
        """Al guardado solo, 204 (o 409 si el paso ya se dio); a la persona, la misma página con la hora."""
        ahora = reloj.ahora()
        try:
            self.dejar(ahora)
        except EstadoEquivocado as error:
            if not self.request.htmx:
                raise
            return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
        if self.request.htmx:
            return HttpResponse(status=204)
        messages.success(self.request, f"Guardado a las {hora(ahora)}. Nadie más lo ve hasta que lo dé.")
        return redirect(self.de_vuelta())

    def dejar(self, en: datetime) -> None:
        """Lo tecleado, como borrador. Lanza `EstadoEquivocado` si el paso ya se dio."""
        borradores.guardar(
            self.solicitud, self.acto.nombre, por=self.request.user, en=en, datos=escrito(self.get_form()),
            lugar=self.lugar(), suma=self.por_partes(),
        )

    def por_partes(self) -> bool:
        """Si la página trae sólo parte de lo que se escribe, y lo demás se conserva."""
        return False

    def de_vuelta(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dejado = f"Continúa con lo que guardó el {fecha_hora(self.borrador.en)}." if self.borrador else ""
        linea = dejado or "Lo que escriba se guarda solo."
        return super().get_context_data(**kwargs) | {
            "guardar_sin": self.guardar_sin, "linea_de_guardado": f"{linea} Nadie más lo ve hasta que lo dé.",
        }


def escrito(form: forms.BaseForm) -> dict[str, Any]:
    """Lo tecleado en cada campo, sin validar; un archivo no se teclea."""
    tecleados = [form[nombre] for nombre, campo in form.fields.items() if not campo.widget.needs_multipart_form]
    return {campo.name: campo.data for campo in tecleados if campo.data is not None}
