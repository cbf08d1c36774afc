"""Lo firmado a mano: entregarlo, ver cómo se coteja y, si dejó dudas, que otra persona lo vea junto al original."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.genericas import FormView
from dictamenes import tramite
from dictamenes.documento import escaneos
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Dictamen, EntregaDeEscaneos, EscaneoFirmado
from dictamenes.models.proyecto import Veredicto, ultimo_escaneo
from flujos.estudio import autografa, por_firmar
from flujos.estudio.forms.autografa import DejarEnDudaForm, EntregarEscaneosForm, ResolverEscaneoForm
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView, DeExpedienteMixin
from flujos.expediente.views.con_archivo import exigir_sin_prisa
from flujos.expediente.views.documentos import imagen


class EntregarEscaneosView(PuertaMixin, FormView[EntregarEscaneosForm]):
    """Entregar lo firmado a mano, de uno o de varios dictámenes; el trabajador lo reparte y lo coteja."""

    operacion, form_class, template_name = "dictamen.firmar", EntregarEscaneosForm, "flujos/estudio/entregar.html"

    @cached_property
    def para(self) -> Dictamen | None:
        """De cuál son las hojas que no digan de quién son."""
        suyos = por_firmar.a_mano(self.request.user)
        return suyos.filter(solicitud=entero(self.request.GET.get("solicitud", ""))).first()

    def form_valid(self, form: EntregarEscaneosForm) -> HttpResponse:
        """Una llamada; lo que no se admite vuelve como error."""
        try:
            exigir_sin_prisa(self.request.user)
            entrega = escaneos.recibir(
                form.cleaned_data["escaneo"], por=self.request.user, en=reloj.ahora(), para=self.para,
                ubicacion=form.cleaned_data["ubicacion"])
        except DatosInvalidos as motivo:
            form.add_error("escaneo", str(motivo))
            return self.form_invalid(form)
        return redirect("flujos:entrega", entrega.pk)

    def form_invalid(self, form: EntregarEscaneosForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        esperan = por_firmar.a_mano(self.request.user).select_related("solicitud__ente").order_by("folio")
        return super().get_context_data(**kwargs) | {"para": self.para, "esperan": esperan}


class EntregaView(PuertaMixin, TemplateView):
    """Cómo va una entrega: de cada documento, qué se halló; y lo que sobra. Sólo quien la hizo."""

    operacion, template_name = "dictamen.firmar", "flujos/estudio/entrega.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyas = EntregaDeEscaneos.objects.filter(recibida_por=self.request.user).select_related("archivo")
        entrega = get_object_or_404(suyas, pk=self.kwargs["pk"])
        hallados = list(entrega.escaneos.select_related("dictamen__solicitud", "archivo", "resuelto_por"))
        return super().get_context_data(**kwargs) | {
            "entrega": entrega, "escaneos": [(escaneo, autografa.como_va(escaneo)) for escaneo in hallados],
            "listos": any(escaneo.vale for escaneo in hallados),
        }


class EntregaEnCaminoView(EntregaView):
    """Lo mismo, sin la página: ella lo pregunta sola mientras se coteja."""

    template_name = "flujos/estudio/_entrega.html"


class DejarEnDudaView(ActoView):
    """El escaneo que dejó dudas, a otra persona."""

    acto, operacion, form_class = tramite.dejar_en_duda, "dictamen.firmar", DejarEnDudaForm
    titulo, boton = "Pedir que otra persona vea el escaneo", "Pedir que lo vea otra persona"
    hecho = "Se avisó a coordinación: cuando alguien lo vea junto al original se le avisará y podrá registrar la firma."
    texto = "Lo verá alguien de coordinación, junto al original. Si lo confirma, no hay que subirlo otra vez."

    def procede(self) -> bool:
        dictamen = dictamen_de(self.solicitud)
        escaneo = ultimo_escaneo(dictamen) if dictamen else None
        dudoso = escaneo is not None and escaneo.veredicto == Veredicto.DUDOSO and not escaneo.en_duda_en
        return super().procede() and dudoso

    def get_success_url(self) -> str:
        return self.url("firma", self.solicitud.pk)


class _DeEscaneoMixin(DeExpedienteMixin):
    @cached_property
    def escaneo(self) -> EscaneoFirmado | None:
        """El que espera a que alguien lo vea."""
        dictamen = dictamen_de(self.solicitud)
        escaneo = ultimo_escaneo(dictamen) if dictamen else None
        return escaneo if escaneo and escaneo.espera_a_otra_persona else None


class ResolverEscaneoView(_DeEscaneoMixin, ActoView):
    """Confirmarlo o rechazarlo, con motivo."""

    acto, operacion, form_class, grave = tramite.confirmar_escaneo, "dictamen.recoger", ResolverEscaneoForm, True
    template_name = "flujos/estudio/escaneo.html"
    titulo, boton = "Ver el escaneo que dejó dudas", "Registrar lo que vi"
    hecho = "Quedó registrado lo que vio de {folio}. Se avisó a quien firma."

    def procede(self) -> bool:
        return super().procede() and self.escaneo is not None

    def get_initial(self) -> dict[str, Any]:
        return {"visto": self.escaneo.archivo.sha256 if self.escaneo else ""}

    def ejecutar(self, form: ResolverEscaneoForm) -> None:
        datos = form.cleaned_data
        acto = tramite.confirmar_escaneo if datos["decision"] == "confirmar" else tramite.rechazar_escaneo
        self.dar(acto, visto=datos["visto"], motivo=datos["motivo"])

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cotejo = (self.escaneo.cotejo if self.escaneo else None) or {"hojas": [], "motivos": []}
        return super().get_context_data(**kwargs) | {"escaneo": self.escaneo, "cotejo": cotejo}


class HojaDeEscaneoView(_DeEscaneoMixin, View):
    """Una hoja como imagen: la del original o la del escaneo."""

    operacion = "dictamen.recoger"

    def get(self, request: HttpRequest, pk: int, cual: str, numero: int) -> HttpResponse:
        """Sólo mientras espera a que se vea."""
        if self.escaneo is None:
            raise Http404
        return imagen(self.escaneo.sellado if cual == "original" else self.escaneo.archivo, numero)
