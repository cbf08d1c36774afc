"""La firma: leer el documento página por página, firmarlo o devolverlo con motivo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import View

from cuentas import etapas, reloj
from cuentas.entrada.frescura import FrescuraAlEnviarMixin
from cuentas.models import Usuario
from cuentas.tiempo.calendario import calendario_de
from dictamenes import tramite
from dictamenes.documento import hojas
from dictamenes.documento.firma import instalada
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import mostrado
from dictamenes.expediente.vistos import dar_por_leido, leidos
from dictamenes.models import Dictamen, Plazo, Solicitud
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from dictamenes.models.proyecto import ultimo_escaneo
from dictamenes.reglas.coherencia import hallazgos
from dictamenes.reglas.coherencia.asunto import por_firmar
from flujos.bandeja.bandeja import dias_habiles
from flujos.estudio import autografa, firmables, firmas
from flujos.estudio.forms.firma import DevolverProyectoForm, FirmarForm
from flujos.estudio.views.presencia import ConPresenciaMixin
from flujos.estudio.views.tope_de_firma import ConIdentidadMixin
from flujos.expediente.descargas import disponibles
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView, DeExpedienteMixin
from flujos.expediente.views.documentos import imagen


class FirmarView(ConPresenciaMixin, ConIdentidadMixin, FrescuraAlEnviarMixin, ActoView):
    """Firmar el dictamen que se está viendo, con el factor de hace cinco minutos o menos."""

    acto, operacion = tramite.firmar, "dictamen.firmar"
    template_name, form_class = "flujos/estudio/firma.html", FirmarForm
    titulo, presente_en = etapas.FIRMA.rotulo, etapas.FIRMA.clave
    hecho = "El dictamen de {folio} quedó firmado. El sistema lo está publicando y avisará al ente."

    def procede(self) -> bool:
        dictamen = dictamen_de(self.solicitud)
        return super().procede() and dictamen is not None and dictamen.estado == EstadoDeDictamen.POR_FIRMAR

    def get_initial(self) -> dict[str, Any]:
        dictamen = dictamen_de(self.solicitud)
        return super().get_initial() | {"visto": dictamen.sellado.sha256 if dictamen and dictamen.sellado else ""}

    @cached_property
    def leido(self) -> bool:
        """Si ya consta que leyó lo que hoy espera su firma."""
        dictamen = consta(dictamen_de(self.solicitud))
        return bool(leidos(self.request.user, [(dictamen.pk, dictamen.documento_sellado.sha256)]))

    def ejecutar(self, form: FirmarForm) -> None:
        """Los bytes que se vieron, o nada; firmar es también darlos por leídos."""
        por, en, visto = self.request.user, reloj.ahora(), form.cleaned_data["visto"]
        if self.procede() and not self.leido:
            _dar_por_leido(self.solicitud, por, visto, form.cleaned_data["hojas"])
        firmables.firmar_dictamen(self.solicitud, por=por, en=en, visto=visto)

    def get_success_url(self) -> str:
        return self.url("por_firmar")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dictamen = consta(dictamen_de(self.solicitud))
        plazo = self.solicitud.plazos.filter(clase=Plazo.Clase.FIRMA, cerrado_en=None).first()
        calendario = calendario_de(self.solicitud.ente)
        return super().get_context_data(**kwargs) | {
            "dictamen": dictamen, "hojas": [
                (n, texto, self.url("pagina", self.solicitud.pk, n)) for n, texto in hojas.de_dictamen(dictamen)],
            "vence_en": plazo.vence_en if plazo else None,
            "dias": dias_habiles(plazo.vence_en, reloj.ahora(), calendario) if plazo else None,
            **self._a_mano(dictamen),
            "es_suya": dictamen.autoriza_id == self.request.user.pk,
            "documentos": disponibles(self.solicitud, self.request.user, self.mirada),
            "custodia": instalada.custodia_credenciales(),
            "hallados": hallazgos(por_firmar(dictamen, reloj.hoy())),
            "leido": self.leido,
        }


    def _a_mano(self, dictamen: Dictamen) -> dict[str, Any]:
        """Si se firma a mano, cómo va su escaneo; se registra cuando ya vale."""
        if dictamen.forma_firma != FormaDeFirma.AUTOGRAFA:
            return {"se_firma": True}
        escaneo = ultimo_escaneo(dictamen)
        se_firma = escaneo is not None and escaneo.vale
        return {"a_mano": autografa.como_va(escaneo), "escaneo": escaneo, "se_firma": se_firma}


class LeidoView(DeExpedienteMixin, View):
    """«Lo leí completo, agregarlo a mi firma»: queda constancia de qué hojas de qué bytes se vieron."""

    operacion = "dictamen.firmar"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            _dar_por_leido(
                self.solicitud, self.request.user, request.POST.get("visto", ""), request.POST.get("hojas", ""))
        except DatosInvalidos as falta:
            messages.error(request, str(falta))
            return redirect("flujos:firma", pk)
        if "con_llave" in request.POST:
            return redirect(firmas.pagina_de_firma([self.solicitud.pk]))
        messages.success(request, f"{self.solicitud.dictamen.folio} quedó leído y agregado a su firma.")
        return redirect("flujos:por_firmar")


class DevolverProyectoView(ActoView):
    """Regresar el proyecto con su motivo y sus marcas."""

    acto, operacion, form_class = tramite.devolver_proyecto, "dictamen.firmar", DevolverProyectoForm
    template_name = "flujos/estudio/devolver_proyecto.html"
    titulo, boton = "Devolver el proyecto", "Devolver con este motivo"
    hecho = "El proyecto de {folio} se devolvió a la revisión estratégica."
    texto = "Vuelve a quien lo elaboró. El folio se conserva y el ente no ve este motivo ni las marcas."

    def get_form_kwargs(self) -> dict[str, Any]:
        dictamen = dictamen_de(self.solicitud)
        vacio: dict[str, Any] = {"conceptos": [], "resolutivos": []}
        return super().get_form_kwargs() | {"proyecto": (dictamen.datos if dictamen else None) or vacio}

    def get_success_url(self) -> str:
        return self.url("por_firmar")

    def ejecutar(self, form: DevolverProyectoForm) -> None:
        self.dar(self.acto, motivo=form.cleaned_data["motivo"], marcas=form.marcas)


class PaginaView(DeExpedienteMixin, View):
    """Una página del documento por firmar, como imagen."""

    def get(self, request: HttpRequest, pk: int, numero: int) -> HttpResponse:
        """Sólo para quien puede abrir el documento por firmar."""
        suyos = {d.clave: d for d in disponibles(self.solicitud, self.request.user, self.mirada)}
        if "sellado" not in suyos:
            raise Http404
        archivo = consta(suyos["sellado"].archivo)
        respuesta = imagen(archivo, numero)
        mostrado.entregar(self.request.user, archivo, numero)
        return respuesta


def _dar_por_leido(solicitud: Solicitud, por: Usuario, visto: str, pasadas: str) -> None:
    sellado = consta(dictamen_de(solicitud)).documento_sellado
    dar_por_leido(
        solicitud, por=por, en=reloj.ahora(), visto=visto, mostrado=mostrado.mostrado(por, sellado, pasadas))
