"""La transferencia primaria: elegir serie y corte, ver la relación, declararla y descargar las ya declaradas."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.salida import descarga
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.archivo import transferencia
from dictamenes.archivo.transferencia import PorTransferir
from dictamenes.documento import documentos
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.models import TransferenciaPrimaria
from flujos.expediente import expediente
from flujos.expediente.forms.transferencia import CorteForm, TransferirForm

RECIENTES = 50


class TransferenciasView(DeUnaVezMixin, PuertaMixin, FormView[TransferirForm]):
    """Lo ya transferido y, para quien puede declararlo, lo que toca transferir."""

    operacion = "archivo.leer"
    template_name = "flujos/expediente/transferencias.html"
    form_class = TransferirForm

    @cached_property
    def corte(self) -> CorteForm:
        """La serie y el corte de la dirección; sin ellos, en blanco con el de hoy."""
        pedido = self.request.GET if "serie" in self.request.GET else None
        return CorteForm(pedido, series=transferencia.series(), hoy=reloj.hoy(), initial={"corte": reloj.hoy()})

    @cached_property
    def lista(self) -> list[PorTransferir] | None:
        """Los que cumplieron su plazo; None si todavía no se elige bien de qué serie y a qué fecha."""
        if not (puede(self.request.user, transferencia.OPERACION) and self.corte.is_valid()):
            return None
        return transferencia.por_transferir(**self.corte.cleaned_data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        expediente.dejar_constancia(transferencia.OBJETO, "archivo.leido", self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sólo quien puede declararla."""
        exigir_en_puerta(request, transferencia.OPERACION)
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"leida": transferencia.huella_de(self.lista)} if self.lista else {}

    def form_valid(self, form: TransferirForm) -> HttpResponse:
        """Una llamada; lo que ya no es como se leyó vuelve como error, con la lista de ahora."""
        quien, ahora = self.request.user, reloj.ahora()
        if not self.corte.is_valid():
            form.add_error(None, "Elija la serie y el corte.")
            return self.form_invalid(form)
        datos = {**self.corte.cleaned_data, **form.cleaned_data}
        try:
            hecha = transferencia.transferir(**datos, por=quien, en=ahora, envio=self.envio())
        except (DatosInvalidos, CapturaVencida) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"La relación {hecha.folio} quedó declarada.")
        return redirect(self.get_success_url())

    def form_invalid(self, form: TransferirForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:transferencias")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hechas = TransferenciaPrimaria.objects.visibles_para(self.request.user).select_related("declarada_por")
        return super().get_context_data(**kwargs) | {
            "corte": self.corte, "lista": self.lista, "hechas": hechas[:RECIENTES],
            "transfiere": puede(self.request.user, transferencia.OPERACION), "tope": transferencia.POR_RELACION,
        }


class RelacionView(PuertaMixin, View):
    """Una relación ya declarada, en PDF o en hoja de cálculo."""

    operacion = "archivo.leer"
    formato: ClassVar[str] = "pdf"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Siempre la misma: sale de lo que se congeló al declararla."""
        suya = get_object_or_404(TransferenciaPrimaria.objects.visibles_para(self.request.user), pk=pk)
        expediente.dejar_constancia(suya, "archivo.leido", self.request.user, reloj.ahora())
        escribir = {"pdf": documentos.inventario, "xlsx": transferencia.como_libro}[self.formato]
        return descarga(escribir(suya), f"{suya.folio}.{self.formato}")
