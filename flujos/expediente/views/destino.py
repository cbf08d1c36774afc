"""El plan de conservación por serie y la disposición final: elegir, ver la relación y declararla con sus números."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.salida import descarga
from cuentas import reloj
from cuentas.acceso.acceso import ambito, puede
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.archivo import destino
from dictamenes.archivo.transferencia import OBJETO, PorTransferir, huella_de, series
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import DisposicionFinal
from flujos.expediente import expediente
from flujos.expediente.forms.destino import DisponerForm
from flujos.expediente.forms.transferencia import CorteForm

RECIENTES = 50


class DisposicionesView(DeUnaVezMixin, PuertaMixin, FormView[DisponerForm]):
    """El plan, lo ya dispuesto y, para quien puede declararlo, lo que toca disponer."""

    operacion = "archivo.leer"
    template_name = "flujos/expediente/disposiciones.html"
    form_class = DisponerForm

    @cached_property
    def corte(self) -> CorteForm:
        """La serie y el corte de la dirección; sin ellos, en blanco con el de hoy."""
        pedido = self.request.GET if "serie" in self.request.GET else None
        form = CorteForm(pedido, series=series(), hoy=reloj.hoy(), initial={"corte": reloj.hoy()})
        form.fields["corte"].help_text = "Los que cumplieron su plazo en concentración a más tardar ese día."
        return form

    @cached_property
    def lista(self) -> list[PorTransferir] | None:
        """Los que cumplieron su plazo; None si todavía no se elige bien de qué serie y a qué fecha."""
        if not (puede(self.request.user, destino.OPERACION) and self.corte.is_valid()):
            return None
        return destino.por_disponer(**self.corte.cleaned_data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        expediente.dejar_constancia(OBJETO, "archivo.leido", self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sólo quien puede declararla."""
        exigir_en_puerta(request, destino.OPERACION)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hoy": reloj.hoy()}

    def get_initial(self) -> dict[str, Any]:
        return {"leida": huella_de(self.lista)} if self.lista else {}

    def form_valid(self, form: DisponerForm) -> HttpResponse:
        """Una llamada; lo que ya no es como se leyó vuelve como error, con la lista de ahora."""
        quien, ahora = self.request.user, reloj.ahora()
        if not self.corte.is_valid():
            form.add_error(None, "Elija la serie y el corte.")
            return self.form_invalid(form)
        numeros = dict(form.cleaned_data)
        leida = numeros.pop("leida")
        try:
            hecha = destino.disponer(
                **self.corte.cleaned_data, numeros=destino.Numeros(**numeros), leida=leida, por=quien, en=ahora,
                envio=self.envio(),
            )
        except (DatosInvalidos, CapturaVencida) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"La disposición {hecha.folio} quedó declarada.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: DisponerForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:disposiciones")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """El plan cuenta todos los expedientes: quien audita con orden, que sólo alcanza algunos, no lo lee."""
        hechas = DisposicionFinal.objects.visibles_para(self.request.user).select_related("declarada_por")
        todo = ambito(self.request.user, self.operacion).todo
        return super().get_context_data(**kwargs) | {
            "corte": self.corte, "lista": self.lista, "hechas": hechas[:RECIENTES],
            "dispone": puede(self.request.user, destino.OPERACION),
            "plan": destino.plan(reloj.hoy()) if todo and self.lista is None else [], "con_plan": todo,
        }


class RelacionDeDisposicionView(PuertaMixin, View):
    """Una disposición ya declarada, en hoja de cálculo."""

    operacion = "archivo.leer"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Siempre la misma: sale de lo que se congeló al declararla."""
        suya = get_object_or_404(DisposicionFinal.objects.visibles_para(self.request.user), pk=pk)
        expediente.dejar_constancia(suya, "archivo.leido", self.request.user, reloj.ahora())
        return descarga(destino.como_libro(suya), f"{suya.folio}.xlsx")
