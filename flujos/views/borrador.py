"""La mezcla que guarda lo que se va escribiendo en la pantalla de un acto y lo recupera al volver."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cuentas import reloj
from cuentas.formatos import fecha_hora, hora
from dictamenes.excepciones import EstadoEquivocado
from flujos import borradores
from flujos.models import BorradorDeTrabajo


class ConBorradorMixin:
    """Mezcla para `ActoView`: un POST con `borrador` guarda sin dar; la página trae lo que se dejó."""

    guardar_sin: ClassVar[str] = "Guardar sin dar"
    request: HttpRequest

    def lugar(self) -> str:
        """El área, si el acto es de una."""
        return ""

    @cached_property
    def borrador(self) -> BorradorDeTrabajo | None:
        """Lo que esta persona dejó a medias."""
        return borradores.el_de(self.solicitud, self.acto, self.request.user, self.lugar())

    def get_initial(self) -> dict[str, Any]:
        """Lo que dejó gana a lo que la página propone."""
        return super().get_initial() | (self.borrador.datos if self.borrador else {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Con `borrador` se guarda; si no, se da."""
        return self.guardar_borrador() if "borrador" in request.POST else super().post(request, *args, **kwargs)

    def guardar_borrador(self) -> HttpResponse:
        """Al guardado solo, 204 (o 409 si el paso ya se dio); a la persona, la misma página con la hora."""
        quien, ahora, datos = self.request.user, reloj.ahora(), escrito(self.get_form())
        try:
            borradores.guardar(self.solicitud, self.acto, por=quien, en=ahora, datos=datos, lugar=self.lugar())
        except EstadoEquivocado as error:
            if not self.request.htmx:
                raise
            return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
        if self.request.htmx:
            return HttpResponse(status=204)
        messages.success(self.request, f"Guardado a las {hora(ahora)}. Nadie más lo ve hasta que lo dé.")
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Qué dice la línea de guardado y su botón."""
        dejado = f"Continúa con lo que guardó el {fecha_hora(self.borrador.en)}." if self.borrador else ""
        linea = dejado or "Lo que escriba se guarda solo."
        return super().get_context_data(**kwargs) | {
            "guardar_sin": self.guardar_sin, "linea_de_guardado": f"{linea} Nadie más lo ve hasta que lo dé.",
        }


def escrito(form: forms.Form) -> dict[str, Any]:
    """Lo tecleado en cada campo, sin validar; un archivo no se teclea."""
    tecleados = [form[nombre] for nombre, campo in form.fields.items() if not campo.widget.needs_multipart_form]
    return {campo.name: campo.data for campo in tecleados if campo.data is not None}
