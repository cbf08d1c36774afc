"""Redactar y publicar la cédula del indicador, y publicar el informe anual."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.textos.views.versiones import PublicarVersionView, RedactarVersionView
from indicadores.cedula import cedula, informe
from indicadores.cedula.forms import CedulaForm, InformeForm
from indicadores.models import Cedula, InformeAnual


class CedulaVersionesView(RedactarVersionView[CedulaForm]):
    """Las versiones de la cédula, qué cambió en cada una, y redactar la siguiente."""

    operacion = "cedula.redactar"
    template_name = "indicadores/cedula/cedula_versiones.html"
    form_class = CedulaForm
    guardada = "La cédula quedó en borrador. Otra persona debe publicarla."
    success_url = reverse_lazy("indicadores:cedula_versiones")

    @cached_property
    def versiones(self) -> list[Cedula]:
        """De la última a la primera."""
        return list(Cedula.objects.select_related("redactada_por", "publicada_por"))

    def get_initial(self) -> dict[str, Any]:
        """Se parte del borrador o de lo último publicado."""
        return CedulaForm.inicial(self.versiones[0].campos) if self.versiones else {}

    def redactar(self, **datos: Any) -> None:
        cedula.redactar(**datos)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pares = zip_longest(self.versiones, self.versiones[1:])
        return super().get_context_data(**kwargs) | {"versiones": [
            {"dato": v, "la_redacto": v.redactada_por_id == self.request.user.pk,
             "cambios": cedula.cambios(previa, v) if previa else []}
            for v, previa in pares
        ]}


class PublicarCedulaView(PublicarVersionView[Cedula]):
    """Publicar la versión que redactó otra persona."""

    operacion = "cedula.publicar"
    modelo = Cedula
    desde_ahora = "es la que se muestra desde ahora."

    def publicar(self, version: Cedula, **datos: Any) -> None:
        cedula.publicar(version, **datos)

    def destino(self, version: Cedula) -> HttpResponse:
        return redirect("indicadores:cedula_versiones")


class PublicarInformeView(DeUnaVezMixin, PuertaMixin, FormView[InformeForm]):
    """Revisar y publicar el informe de un año terminado, o corregirlo con su motivo."""

    operacion = informe.OPERACION
    template_name = "indicadores/cedula/informe_publicar.html"
    form_class = InformeForm
    success_url = reverse_lazy("indicadores:informes")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"anios": informe.anios_por_informar(reloj.hoy())}

    def form_valid(self, form: InformeForm) -> HttpResponse:
        """Una llamada; lo que lo impide vuelve como error y lo escrito sigue ahí."""
        try:
            publicado = informe.publicar(por=self.request.user, en=reloj.ahora(), envio=self.envio(),
                                         **form.cleaned_data)
        except informe.InformeImpedido as impedido:
            form.add_error(None, str(impedido))
            return self.form_invalid(form)
        messages.success(self.request, f"Queda publicado: {publicado}.")
        return redirect(self.success_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Los que ya se publicaron y dónde revisar lo que se va a publicar."""
        anios = informe.anios_por_informar(reloj.hoy())
        publicados = set(InformeAnual.objects.values_list("anio", flat=True))
        return super().get_context_data(**kwargs) | {
            "anios": [(anio, anio in publicados, f"{reverse('indicadores:cedula')}?anio={anio}") for anio in anios],
            "migas": [{"texto": "Informe anual", "url": reverse("indicadores:informes")}, {"texto": "Publicar"}],
        }
