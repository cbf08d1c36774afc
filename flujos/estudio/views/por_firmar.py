"""La cola de quien autoriza y firmar varios con una sola confirmación."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada.frescura import FrescuraAlEnviarMixin
from cuentas.interfaz.filtros import PorLlave, entero
from cuentas.interfaz.genericas import FormView
from dictamenes.documento.firma import instalada
from dictamenes.fundamentos.firmas import OPERACION
from flujos.estudio import firmas, por_firmar
from flujos.estudio.forms.firma import FirmarVariosForm
from flujos.estudio.views.tope_de_firma import ConIdentidadMixin

SIN_MARCAR = "Marque los documentos que va a firmar. Sólo van juntos los que ya dio por leídos."


class PorFirmarView(PuertaMixin, TemplateView):
    """Lo que espera la firma de la persona, por vencimiento."""

    operacion = OPERACION
    template_name = "flujos/estudio/por_firmar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtros = PorLlave.de(self.request.GET)
        tramo = por_firmar.pagina(self.request.user, filtros, reloj.ahora())
        papeles = por_firmar.papeles(self.request.user, reloj.ahora())
        return super().get_context_data(**kwargs) | {
            "custodia": instalada.custodia_credenciales(), "pagina_de_firma": firmas.pagina_de_firma(),
            "otros": papeles, "asuntos": tramo.filas, "pagina": filtros.pagina(tramo),
            "listos": any(a.va_al_lote and a.autografa for a in tramo.filas),
            "con_llave": any(p.va_al_lote for p in papeles) or any(
                a.va_al_lote and not a.autografa for a in tramo.filas),
            "a_mano": any(a.autografa for a in tramo.filas),
            **en_camino(por_firmar.en_el_trabajador(self.request.user), ""),
        }


def en_camino(faltan: int, eran: str) -> dict[str, int]:
    """Cuántos faltan de los que había al abrir la página."""
    total = max(entero(eran, 4) or 0, faltan)
    return {"faltan": faltan, "total": total, "hechos": total - faltan}


class EnCaminoView(PuertaMixin, TemplateView):
    """Cómo va el trabajador con los documentos de la persona; la página lo pregunta sola, sin alargar la sesión."""

    operacion = OPERACION
    template_name = "flujos/estudio/_en_camino.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        faltan = por_firmar.en_el_trabajador(self.request.user)
        return super().get_context_data(**kwargs) | en_camino(faltan, self.request.GET.get("de", ""))


class FirmarVariosView(ConIdentidadMixin, FrescuraAlEnviarMixin, FormView[forms.Form]):
    """La lista de lo que se va a firmar y, si hace falta, quién es; cada uno se firma por separado."""

    operacion = OPERACION
    template_name, form_class = "flujos/estudio/firmar_varios.html", FirmarVariosForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.formulario = self.get_form()
        if not self.asuntos:
            messages.warning(request, SIN_MARCAR)
            return redirect("flujos:por_firmar")
        if not self.asuntos[0].autografa and not instalada.custodia_credenciales():
            return redirect(firmas.pagina_de_firma([asunto.cual for asunto in self.asuntos]))
        return self.render_to_response(self.get_context_data(form=self.formulario))

    @cached_property
    def pedidos(self) -> list[str]:
        """Lo marcado en la cola, en el formulario o antes de ir a confirmar quién es; con su huella, si ya la trae."""
        if self.request.method == "POST":
            return self.request.POST.getlist("asuntos")
        return self.request.GET.getlist("a") or self.formulario.initial.get("asuntos", [])

    @cached_property
    def asuntos(self) -> list[por_firmar.Asunto | por_firmar.Papel]:
        """De lo marcado, lo que hoy se puede firmar junto; lo que pide la propia llave se firma en su página."""
        cuales = {pedido.partition(".")[0] for pedido in self.pedidos}
        marcados = por_firmar.marcados(self.request.user, reloj.ahora(), cuales)
        a_mano = [uno for uno in marcados if uno.autografa]
        return marcados if instalada.custodia_credenciales() else a_mano or marcados

    def form_valid(self, form: FirmarVariosForm) -> HttpResponse:
        resultado = firmas.firmar_varios(form.cleaned_data["asuntos"], por=self.request.user, en=reloj.ahora())
        nivel = messages.WARNING if resultado.fallas else messages.SUCCESS
        messages.add_message(self.request, nivel, resultado.dicho())
        return redirect("flujos:por_firmar")

    def form_invalid(self, form: FirmarVariosForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"asuntos": self.asuntos}
