"""Las pantallas de recepción: lo presentado de un lado y, del otro, admitir, prevenir o declarar improcedente."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from cuentas import etapas, reloj
from cuentas.models import Area
from dictamenes import tramite
from dictamenes.documento import para_firma
from dictamenes.excepciones import DatosInvalidos
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.firmas import PREVENCION
from dictamenes.models import PapelPorFirmar
from dictamenes.models.dictamen import FormaDeFirma
from dictamenes.reglas.areas import areas_sugeridas
from dictamenes.reglas.participacion import sin_elegible
from dictamenes.reglas.plazos import dias_de, parametro_de, suspende, vencimiento
from dictamenes.tramite.notificacion import surtiria_en
from flujos.estudio import vista_previa
from flujos.estudio.forms.requisitos import AdmitirForm, MotivoForm, PrevenirForm, ProrrogaForm
from flujos.estudio.views.presencia import ConPresenciaMixin
from flujos.expediente.expediente import prevenciones_de
from flujos.expediente.presentado import por_tramos, presentado
from flujos.expediente.views.base import ActoView
from flujos.expediente.views.con_borrador import ConBorradorMixin

PESTANAS = (("requisitos", "Admitir"), ("prevenir", "Prevenir"), ("improcedente", "Declarar improcedente"))


PREPARADA = (
    "La prevención de {folio} se está sellando: fírmela en «Por firmar». Hasta que la firme no se avisa al ente ni "
    "corre su plazo."
)
SIN_NADIE = "En este asunto nadie puede, por impedimento o porque ya tiene otra función:"


class DeRequisitosView(ConPresenciaMixin, ActoView):
    """Lo común de los tres actos."""

    operacion = "requisitos.resolver"
    template_name = "flujos/estudio/requisitos.html"
    titulo = etapas.REQUISITOS.rotulo
    pestana: str
    presente_en = "requisitos"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo presentado, si el oficio firmado respalda otra cosa, y las pestañas.

        De los conceptos, los primeros: los demás se leen en el expediente, en otra pestaña, sin dejar lo escrito.
        """
        pestanas = [
            {"texto": texto, "url": self.url(nombre, self.solicitud.pk), "activa": nombre == self.pestana}
            for nombre, texto in PESTANAS
        ]
        entregado, tramo = por_tramos(presentado(self.solicitud), {})
        return super().get_context_data(**kwargs) | {
            "pestanas": pestanas, "pestana": self.pestana, "presentado": entregado, "tramo": tramo,
            "prevenciones": prevenciones_de(self.solicitud),
            "oficio_distinto": bool(para_firma.ya_no_corresponde(self.solicitud)),
        }


class AdmitirView(DeRequisitosView):
    """Requisitos completos: pasa a las áreas."""

    acto, pestana, form_class, boton = tramite.admitir, "requisitos", AdmitirForm, "Admitir y turnar a las áreas"
    hecho = "La solicitud {folio} quedó admitida y pasó a estudio."

    def get_form_kwargs(self) -> dict[str, Any]:
        sugeridas = areas_sugeridas(self.solicitud, reloj.hoy())
        return super().get_form_kwargs() | {"areas": Area.objects.vigentes(reloj.hoy()), "sugeridas": sugeridas}

    def ejecutar(self, form: AdmitirForm) -> None:
        """Lo admite y, si alguna función se queda sin nadie, lo dice a quien admitió."""
        areas = list(form.cleaned_data["areas"])
        self.dar(self.acto, areas=areas)
        if nadie := self.sin_elegible(areas):
            messages.warning(self.request, f"{SIN_NADIE} {'; '.join(nadie)}. Avise a coordinación a tiempo.")

    def sin_elegible(self, areas: list[Area]) -> list[str]:
        return sin_elegible(self.solicitud, areas, self.request.user, reloj.ahora())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Antes de admitir se lee qué función se quedaría sin nadie, con las áreas que señalan las reglas."""
        return super().get_context_data(**kwargs) | {
            "sin_elegible": self.sin_elegible(areas_sugeridas(self.solicitud, reloj.hoy())),
        }


class PrevenirView(ConBorradorMixin, DeRequisitosView):
    """Observaciones por solventar."""

    acto, pestana, form_class, boton = tramite.prevenir, "prevenir", PrevenirForm, "Enviar observaciones al ente"
    guardar_sin = "Guardar sin enviar"
    hecho = "La solicitud {folio} quedó prevenida. El ente ya recibió el aviso."
    preparada = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """De la solicitud sale sobre qué se observa; de qué está capturado, cómo se puede firmar."""
        return super().get_form_kwargs() | {
            "solicitud": self.solicitud, "sin_electronica": electronica.por_que_no(
                self.del_dia, PREVENCION, self.request.user)}

    def ejecutar(self, form: PrevenirForm) -> None:
        """Para firma electrónica sólo se prepara: se emite y se avisa al firmarla."""
        self.preparada = form.cleaned_data["forma_firma"] == FormaDeFirma.PADES
        acto = tramite.preparar_prevencion if self.preparada else tramite.prevenir
        self.dar(acto, causal=form.cleaned_data["causal"], observaciones=form.observaciones)

    def mensaje(self) -> str:
        return PREPARADA.format(folio=self.solicitud.folio) if self.preparada else super().mensaje()

    def form_valid(self, form: PrevenirForm) -> HttpResponse:
        """Con «Ver como lo leerá el ente», la misma página con las observaciones ya dichas; sin él, se envían."""
        if "ver" not in self.request.POST:
            return super().form_valid(form)
        try:
            previa = vista_previa.prevencion(
                self.solicitud, por=self.request.user, en=reloj.ahora(), causal=form.cleaned_data["causal"],
                observaciones=form.observaciones,
            )
        except DatosInvalidos as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, previa=[previa]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "vencimiento": self.vence(), "por_firmar": PapelPorFirmar.objects.que_esperan().filter(
                clase=PapelPorFirmar.Clase.PREVENCION, solicitud=self.solicitud).first(),
            "dias": dias_de(self.solicitud, "prevencion"), "se_detiene": suspende(self.solicitud),
        }

    def vence(self) -> datetime:
        """Contado desde que surtiría efectos si nadie la lee: lo más tarde que puede vencer."""
        return vencimiento(self.solicitud, "prevencion", surtiria_en(self.solicitud, reloj.ahora()))


class ImprocedenteView(ConBorradorMixin, DeRequisitosView):
    """No es materia de dictamen."""

    acto, pestana, form_class = tramite.declarar_improcedente, "improcedente", MotivoForm
    boton, guardar_sin = "Declarar improcedente", "Guardar sin declarar"
    hecho = "La solicitud {folio} quedó improcedente. Se avisó al ente."
    grave = True


class ProrrogarView(ActoView):
    """Más días para que el ente atienda las observaciones."""

    acto, operacion, form_class = tramite.prorrogar, "requisitos.resolver", ProrrogaForm
    titulo, boton = "Dar más tiempo al ente", "Dar más tiempo"
    hecho = "El ente tiene más días para atender las observaciones de {folio}. Ya recibió el aviso."
    texto = "El vencimiento se recorre y el ente recibe un aviso. El reloj del dictamen sigue como está."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"tope": parametro_de(self.solicitud, "prevencion.prorroga_dias")}
