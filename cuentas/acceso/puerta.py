"""La puerta de toda pantalla con dueño: quien no entró va a entrar; quien no debe, 403 con constancia."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.mixins import AccessMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import exigir
from cuentas.acceso.peticion import Peticion, persona_de
from cuentas.acceso.sesiones import VENCIDA

LARGO_DE_OBJETO = 80


def exigir_en_puerta(request: HttpRequest, operacion: str, objeto: Any = None) -> None:
    """Como `acceso.exigir`, pero el rechazo queda en la bitácora con la dirección que se pidió."""
    lugar, persona = f"pagina:{request.path}"[:LARGO_DE_OBJETO], persona_de(request)
    with con_constancia(operacion, objeto or lugar, por=persona, en=reloj.ahora()):
        exigir(persona, operacion, objeto)


class PuertaMixin(AccessMixin, TemplateResponseMixin, ContextMixin, View):
    """Mezcla para vistas: exige haber entrado y, si `operacion` no está vacía, el papel que la permite."""

    request: Peticion
    operacion: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Deja pasar, manda a entrar o lanza `AccesoDenegado`. A htmx, 401: la página de entrar no es lo que pidió."""
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(VENCIDA, status=401, content_type="text/plain; charset=utf-8")
            return self.handle_no_permission()
        if self.operacion:
            exigir_en_puerta(request, self.operacion)
        return super().dispatch(request, *args, **kwargs)
