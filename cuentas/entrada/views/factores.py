"""Las pantallas del segundo factor: las de allauth con identidad fresca, constancia y el reto de la llave como dato."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codigos
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as llaves
from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.base import ContextMixin

from bitacora.atado import exigir_atados
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import factores, tasa
from cuentas.entrada.forms.entrar import ConfirmarContrasenaForm
from cuentas.entrada.forms.factores import PENDIENTE
from cuentas.entrada.frescura import FrescuraMixin
from cuentas.interfaz.genericas import FormView, VistaConFormulario

INTENTOS, VENTANA_SEGUNDOS = 5, 300


class ConRetoMixin(ContextMixin):
    """El reto de la llave viaja en un atributo `data-`, no en un guion en línea, que la CSP prohíbe."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Añade `reto`, el JSON que lee `static/sonora/llaves.js`."""
        contexto = super().get_context_data(**kwargs)
        return contexto | {"reto": json.dumps(contexto.get("js_data", {}), cls=DjangoJSONEncoder)}


class ConConstanciaMixin(FrescuraMixin, PuertaMixin, VistaConFormulario):
    """Un cambio de factor: con identidad fresca, anotado, avisado y con las demás sesiones cerradas; todo o nada."""

    cambio: ClassVar[str]
    demuestra: ClassVar[bool] = False  # darlo de alta prueba que se tiene: cuenta como identidad recién confirmada

    def form_valid(self, form: forms.Form) -> HttpResponse:
        persona, en = self.request.user, reloj.ahora()
        with con_constancia("factor.cambiar", persona, por=persona, en=en), transaction.atomic():
            exigir_atados(persona, clases=("factores",))
            respuesta = super().form_valid(form)
            factores.dejar_constancia(
                self.cambio, persona, por=persona, en=en, salvo=self.request.session.session_key,
            )
        if self.demuestra:
            record_authentication(self.request, self.request.user, "mfa", reauthenticated=True)
        return respuesta


class MisFactoresView(PuertaMixin, base.IndexView):
    """Qué factores tengo."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        return contexto | {
            "se_exige": factores.se_le_exige(self.request.user),
            "tiene": factores.tiene(self.request.user),
            "codigos": contexto["authenticators"].get(Authenticator.Type.RECOVERY_CODES),
        }


class ActivarAplicacionView(ConConstanciaMixin, totp.ActivateTOTPView):
    """Dar de alta la aplicación de códigos."""

    cambio, demuestra = "factor.aplicacion_agregada", True

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """El código con que se dio de alta ya no sirve para entrar."""
        respuesta = super().form_valid(form)
        suya = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        factores.gastar_codigo(suya, form.cleaned_data["code"])
        self.request.session.pop(PENDIENTE, None)
        return respuesta

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La clave en grupos de cuatro, para quien la teclea."""
        contexto = super().get_context_data(**kwargs)
        secreto = contexto["form"].secret
        return contexto | {"clave": " ".join(secreto[i : i + 4] for i in range(0, len(secreto), 4))}


class QuitarAplicacionView(ConConstanciaMixin, totp.DeactivateTOTPView):
    """Quitar la aplicación de códigos."""

    cambio = "factor.aplicacion_quitada"


class AgregarLlaveView(ConRetoMixin, ConConstanciaMixin, llaves.AddWebAuthnView):
    """Dar de alta una llave de paso."""

    cambio, demuestra = "factor.llave_agregada", True


class QuitarLlaveView(ConConstanciaMixin, llaves.RemoveWebAuthnView):
    """Quitar una llave de paso."""

    cambio = "factor.llave_quitada"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """La última, si su papel la exige, no se quita."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(get_adapter().error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        return super().form_valid(form)


class CodigosView(FrescuraMixin, PuertaMixin, codigos.ViewRecoveryCodesView):
    """Los códigos de recuperación: se enseñan una vez."""


class GenerarCodigosView(ConConstanciaMixin, codigos.GenerateRecoveryCodesView):
    """Códigos nuevos; los anteriores dejan de servir."""

    cambio = "factor.codigos_generados"


class EntrarConFactorView(ConRetoMixin, base.AuthenticateView):
    """El segundo paso de la entrada."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _con_que_puede(self.stage.login.user)


class ConfirmarConCodigoView(PuertaMixin, base.ReauthenticateView):
    """Un código antes de algo delicado."""


class ConfirmarConLlaveView(ConRetoMixin, PuertaMixin, llaves.ReauthenticateWebAuthnView):
    """Una llave de paso antes de algo delicado."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """De vuelta a la misma pregunta, sin perder a dónde iba."""
        messages.error(self.request, "La llave no respondió como se esperaba. Inténtelo de nuevo.")
        return HttpResponseRedirect(self.request.get_full_path())


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class RestablecerFactorView(FormView[ConfirmarContrasenaForm]):
    """La persona, con el vínculo que le llegó y su contraseña, quita sus factores para dar de alta otros."""

    template_name = "cuentas/entrada/factor_restablecer.html"
    form_class = ConfirmarContrasenaForm
    success_url = reverse_lazy("account_login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Un vínculo que ya no vale muestra por qué, con 410; quien prueba contraseñas espera."""
        try:
            self.persona = factores.persona_de_la_liga(kwargs["secreto"])
            if request.method == "POST" and self._excedida():
                return render(request, "429.html", {"espera": "cinco minutos"}, status=429)
            return super().dispatch(request, *args, **kwargs)
        except factores.RestablecimientoNoVale as motivo:
            return render(request, "cuentas/entrada/factor_no_vale.html", {"motivo": motivo}, status=410)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"persona": self.persona}

    def form_valid(self, form: ConfirmarContrasenaForm) -> HttpResponse:
        """Quita los factores; entrar es otro paso."""
        ahora = reloj.ahora()
        with con_constancia("factor.restablecer", self.persona, por=None, en=ahora):
            factores.restablecer(self.kwargs["secreto"], en=ahora)
        messages.success(self.request, "Su segundo factor se quitó. Entre con su contraseña y dé de alta otro.")
        return super().form_valid(form)

    def _excedida(self) -> bool:
        cuenta = tasa.anotar("factor", str(self.persona.pk), segundos=VENTANA_SEGUNDOS)
        return cuenta > INTENTOS


def _con_que_puede(persona: Any) -> dict[str, bool]:
    tipos = set(Authenticator.objects.filter(user=persona).values_list("type", flat=True))
    llave = Authenticator.Type.WEBAUTHN
    return {"con_codigo": bool(tipos - {llave}), "con_llave": llave in tipos}
