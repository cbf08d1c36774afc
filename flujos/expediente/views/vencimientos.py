"""Lo que va a terminar: verlo por mes, exportarlo, anotar cada uno y preparar su renovación."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from archivos.tablas import csv_de, xlsx_de
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import vencimientos as actos
from dictamenes.models import Vencimiento
from flujos.expediente import vencimientos
from flujos.expediente.forms.vencimientos import VencimientoForm

ESCRIBIR = {"csv": csv_de, "xlsx": xlsx_de}


class DeLoQueTerminaMixin(PuertaMixin):
    """El filtro de la dirección sobre lo que la persona alcanza."""

    operacion = "vencimiento.ver"

    @cached_property
    def filtro(self) -> vencimientos.Filtro:
        return vencimientos.Filtro.de(self.request.GET)

    def filas(self, tope: int) -> list[vencimientos.Renglon]:
        usuario, hoy = self.request.user, reloj.hoy()
        return vencimientos.renglones(vencimientos.visibles(usuario, self.filtro, hoy)[:tope], usuario, hoy)


class VencimientosView(DeLoQueTerminaMixin, TemplateView):
    """El calendario, por mes."""

    template_name = "flujos/expediente/vencimientos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filas, hoy = self.filas(vencimientos.TOPE), reloj.hoy()
        return super().get_context_data(**kwargs) | {
            "meses": vencimientos.por_mes(filas), "filtro": self.filtro, "consulta": self.request.GET.urlencode(),
            "hay_mas": len(filas) == vencimientos.TOPE, "entes": vencimientos.entes_que_ve(self.request.user),
            "anios": range(hoy.year - 1, hoy.year + 4),
        }


class VencimientosArchivoView(DeLoQueTerminaMixin, View):
    """Lo que se ve, como hoja de cálculo; queda constancia."""

    formato: ClassVar[str] = "csv"

    def get(self, request: HttpRequest) -> HttpResponse:
        tabla = vencimientos.como_tabla(self.filas(vencimientos.TOPE_DEL_ARCHIVO))
        contenido = ESCRIBIR[self.formato](vencimientos.ENCABEZADO, tabla)
        vencimientos.anotar_exportacion(self.request.user, self.formato, reloj.ahora())
        return descarga(contenido, f"vencimientos-{reloj.hoy()}.{self.formato}")


class DelVencimientoMixin(PuertaMixin):
    """Un vencimiento de los que la persona puede anotar."""

    operacion = actos.OPERACION

    @cached_property
    def vencimiento(self) -> Vencimiento:
        suyos = Vencimiento.objects.visibles_para(self.request.user, self.operacion)
        relaciones = suyos.select_related("dictamen__solicitud", "ente", "renovacion")
        return get_object_or_404(relaciones, pk=self.kwargs["vencimiento"])


class VencimientoView(DelVencimientoMixin, FormView[VencimientoForm]):
    """Uno: corregir cuándo termina, decir que no se renovará, o preparar su renovación."""

    template_name = "flujos/expediente/vencimiento.html"
    form_class = VencimientoForm

    def form_valid(self, form: VencimientoForm) -> HttpResponse:
        """Una llamada; lo que el acto no acepta vuelve como error."""
        por, en, limpio = self.request.user, reloj.ahora(), form.cleaned_data
        try:
            if limpio["que"] == form.NO:
                actos.no_renovar(self.vencimiento, por=por, en=en, motivo=limpio["motivo"])
            else:
                actos.corregir(self.vencimiento, por=por, en=en, fecha=limpio["fecha"])
        except DatosInvalidos as error:
            form.add_error("fecha", str(error))
            return self.form_invalid(form)
        messages.success(self.request, "Quedó anotado en el expediente del dictamen.")
        return redirect("flujos:vencimientos")

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (fila,) = vencimientos.renglones([self.vencimiento], self.request.user, reloj.hoy())
        migas = [{"texto": "Lo que va a terminar", "url": reverse("flujos:vencimientos")},
                 {"texto": self.vencimiento.dictamen.folio or ""}]
        return super().get_context_data(**kwargs) | {"fila": fila, "migas": migas}


class RenovarView(DelVencimientoMixin, View):
    """Preparar la renovación: abre el borrador, o lleva al que ya estaba abierto."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, vencimiento: int) -> HttpResponse:
        borrador = actos.renovar(self.vencimiento, por=self.request.user, en=reloj.ahora())
        return redirect("flujos:borrador", borrador.pk)
