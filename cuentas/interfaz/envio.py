"""El doble envío de un formulario que crea algo: el segundo no repite nada y lleva al resultado del primero."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bitacora.una_vez import YaSeEnvio, exigir_nuevo
from cuentas.interfaz.genericas import VistaConFormulario

REPETIDO = "Eso ya quedó registrado; no se repitió."


class DeUnaVezMixin(VistaConFormulario):
    """Mezcla para vistas cuyo POST crea: pone una ficha en el formulario y atiende `YaSeEnvio`.

    La plantilla lleva `<input type="hidden" name="ficha_de_envio" value="{{ ficha_de_envio }}">` y el acto recibe
    `envio=self.envio()`.
    """

    def envio(self) -> str:
        """La identidad de lo enviado: la sesión, la dirección y todo lo escrito, con su ficha.

        Lo mismo otra vez es el mismo envío; volver atrás y cambiar algo es otro. Sin ficha, se compara lo escrito.
        """
        escrito = sorted((n, v) for n, v in self.request.POST.lists() if n != "csrfmiddlewaretoken")
        trozos = (self.request.session.session_key, self.request.path, escrito)
        return hashlib.sha256(repr(trozos).encode()).hexdigest()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Si ya se atendió, lo dice y lleva a lo que dejó."""
        try:
            exigir_nuevo(self.envio())
            return super().post(request, *args, **kwargs)
        except YaSeEnvio as repetido:
            messages.info(request, REPETIDO)
            return self.ya_enviado(repetido.objeto)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Lo que el primero acaba de crear puede ser la razón de que el segundo ya no valga."""
        exigir_nuevo(self.envio())
        return super().form_invalid(form)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """El resultado del primero; `objeto` es lo que dejó (`solicitud:12`)."""
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La ficha: nueva en cada página, la misma mientras se corrige."""
        ficha = self.request.POST.get("ficha_de_envio") or secrets.token_urlsafe(16)
        return super().get_context_data(**kwargs) | {"ficha_de_envio": ficha}
