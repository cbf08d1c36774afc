"""Identidad recién confirmada: lo que da poder o compromete a la persona pide su factor de hace cinco minutos o menos.

Vale la entrada misma si es así de reciente. Quien tiene segundo factor lo confirma con él; quien no, con su contraseña.
Fuente: ASVS 7.5.3. allauth también sabe pedirla a medio envío, pero guarda en la sesión todo lo enviado, contraseñas
incluidas; aquí sólo se conserva lo que no es secreto.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

from allauth.account.authentication import get_authentication_records
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views import View

from cuentas.entrada import factores
from cuentas.interfaz.genericas import VistaConFormulario

SECRETOS = (forms.PasswordInput, forms.FileInput, forms.HiddenInput)
GUARDADO = "por_confirmar"
LARGO_QUE_SE_CONSERVA = 20_000
PIDE = "Por seguridad, confirme que es usted."
CONSERVA = (
    "Por seguridad, confirme que es usted: pasaron más de cinco minutos desde la última vez. No se hizo nada todavía. "
    "Al volver encontrará lo que escribió; las contraseñas y los archivos hay que ponerlos otra vez."
)


def es_fresca(request: HttpRequest) -> bool:
    """Si en esta sesión la persona confirmó quién es hace `FACTOR_FRESCO_SEGUNDOS` o menos; con su factor, si tiene."""
    if not request.user.is_authenticated:
        return False
    hechas = get_authentication_records(request, request.user)
    if factores.tiene(request.user):
        hechas = [hecha for hecha in hechas if hecha.get("method") == "mfa"]
    return any(0 <= time.time() - hecha["at"] <= settings.FACTOR_FRESCO_SEGUNDOS for hecha in hechas)


def pedir(request: HttpRequest, aviso: str = PIDE) -> HttpResponse:
    """Manda a confirmar quién es; después vuelve a esta misma dirección."""
    messages.info(request, aviso)
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?next={quote(request.path)}")


class FrescuraAlEnviarMixin(VistaConFormulario):
    """Para vistas con formulario o de un botón: sin identidad fresca, el envío no hace nada y lo escrito espera."""

    def se_confirma_aqui(self) -> bool:
        """Si el envío sigue: la identidad es fresca, o su propio formulario la pide."""
        return es_fresca(self.request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.se_confirma_aqui():
            return super().post(request, *args, **kwargs)
        if hasattr(self, "get_form_class"):
            request.session[GUARDADO] = {"ruta": request.path, "datos": _sin_secretos(self.get_form_class(), request)}
        return pedir(request, CONSERVA)

    def get_initial(self) -> dict[str, Any]:
        """Lo que se había escrito antes de ir a confirmar; se entrega una sola vez."""
        inicial = super().get_initial()
        guardado = self.request.session.get(GUARDADO, {})
        if self.request.method != "GET" or guardado.get("ruta") != self.request.path:
            return inicial
        del self.request.session[GUARDADO]
        return {**inicial, **guardado["datos"]}


class FrescuraMixin(View):
    """Para vistas que ya al abrirse enseñan o cambian algo delicado."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Deja pasar o manda a confirmar; nunca guarda lo enviado."""
        if request.user.is_authenticated and not es_fresca(request):
            return pedir(request)
        return super().dispatch(request, *args, **kwargs)


def _sin_secretos(clase: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """Lo enviado en los campos que se ven y no son contraseñas ni archivos."""
    conservados = {}
    for nombre, campo in clase.base_fields.items():
        valores = request.POST.getlist(nombre)
        if valores and not isinstance(campo.widget, SECRETOS) and sum(map(len, valores)) <= LARGO_QUE_SE_CONSERVA:
            conservados[nombre] = valores if isinstance(campo, forms.MultipleChoiceField) else valores[0]
    return conservados
