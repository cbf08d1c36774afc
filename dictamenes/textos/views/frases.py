"""Las frases de quien revisa: cuáles puede usar, guardar una, corregirla y retirarla."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.models import Frase
from dictamenes.textos import frases
from dictamenes.textos.forms.frases import FraseForm


class FrasesView(DeUnaVezMixin, PuertaMixin, FormView[FraseForm]):
    """Las que puede usar, y una nueva."""

    operacion = "frase.usar"
    template_name = "dictamenes/textos/frases.html"
    form_class = FraseForm

    @cached_property
    def frase(self) -> Frase | None:
        """Ninguna: es nueva."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"persona": self.request.user, "instance": self.frase}

    def form_valid(self, form: FraseForm) -> HttpResponse:
        frases.guardar(form.instance, por=self.request.user, en=reloj.ahora(), envio=self.envio())
        messages.success(self.request, "La frase quedó guardada.")
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("dictamenes:frases")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La lista; corregir y retirar, sólo en las que cuida."""
        cuida = set(Frase.objects.a_cuidado_de(self.request.user).values_list("pk", flat=True))
        return super().get_context_data(**kwargs) | {
            "frase": self.frase,
            "frases": [{"dato": f, "cuida": f.pk in cuida} for f in Frase.objects.visibles_para(self.request.user)],
        }


class FraseView(FrasesView):
    """Corregir una de las que cuida; las demás, para ella no existen."""

    @cached_property
    def frase(self) -> Frase:
        suyas = Frase.objects.a_cuidado_de(self.request.user).filter(retirada_en=None)
        return get_object_or_404(suyas, pk=self.kwargs["pk"])


class RetirarFraseView(PuertaMixin, View):
    """Que ya no se ofrezca."""

    operacion = "frase.usar"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Una llamada; retirarla otra vez no hace nada."""
        frase = get_object_or_404(Frase.objects.a_cuidado_de(self.request.user), pk=pk)
        frases.retirar(frase, por=self.request.user, en=reloj.ahora())
        messages.success(request, "La frase quedó retirada. Donde ya se insertó no cambia nada.")
        return redirect("dictamenes:frases")
