"""La entrega: revisar y presentar, avisar a quien presenta, el acuse, atender observaciones y desistirse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.genericas import FormView
from cuentas.models import Usuario
from cuentas.tiempo.calendario import calendario_de, habiles_entre
from dictamenes import tramite
from dictamenes.documento import documentos, para_firma
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import captura, entrega_firmada
from dictamenes.fundamentos import electronica
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.fundamentos.firmas import ENTREGA
from dictamenes.models import Presentacion, Prevencion, Solicitud
from dictamenes.models.solicitud import Estado
from dictamenes.reglas import requisitos
from dictamenes.reglas.requisitos import RequisitosIncompletos
from flujos.base.dinamicos import RespuestasForm, formulario_de_respuestas
from flujos.captura import avance, entrega
from flujos.captura.forms.solicitud import MotivoForm, PresentarForm, PresentarPapelForm
from flujos.captura.views.base import CapturaMixin, GuardarView, version_enviada
from flujos.expediente.excepciones import pedir_lo_escrito
from flujos.expediente.expediente import dejar_constancia
from flujos.recorrido import actos, notificacion

CAMBIO = "La solicitud cambió después de que abrió esta página. Revise de nuevo las respuestas antes de presentarla."
CON_FIRMA = "con_firma"
PREPARADA = "Su oficio se está sellando: fírmelo aquí con su e.firma. Hasta que lo firme no se entrega nada."
A_LA_VISTA = 50  # de cada lista; lo demás se cuenta y se ve en su página


def como_se_firma(persona: Usuario) -> dict[str, Any]:
    """Si lo que entrega el ente puede, o debe, firmarse con e.firma; si falta algo, qué."""
    del_dia = DelDia(reloj.hoy())
    encendida = not electronica.por_que_no(del_dia, ENTREGA)
    return {"con_firma": encendida, "firma_exigida": electronica.exigida(del_dia, ENTREGA),
            "falta_firma": electronica.por_que_no(del_dia, ENTREGA, persona) if encendida else ""}


class PresentarView(CapturaMixin, FormView[PresentarForm]):
    """Revisar respuestas y presentar; la revisión previa es la misma función que decide."""

    template_name = "flujos/captura/presentar.html"
    titulo = "Revisar y presentar"
    relacionado = (requisitos.CON_PERFIL,)

    @cached_property
    def como(self) -> tramite.Acto[Usuario, ...] | None:
        """Con qué acto puede presentarla esta persona; ninguno si sólo la elabora."""
        return entrega.acto_para(self.solicitud, self.request.user)

    def get_form_class(self) -> type[PresentarForm]:
        return PresentarPapelForm if self.como is tramite.presentar_papel else PresentarForm

    def get_form_kwargs(self) -> dict[str, Any]:
        en = {"en": reloj.ahora()} if self.como is tramite.presentar_papel else {}
        return super().get_form_kwargs() | {"solicitud": self.solicitud, **en}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """El doble envío lleva al mismo acuse; prevenida o concluida, el acto dice por qué no."""
        if self.solicitud.presentaciones.exists() and self.solicitud.estado != Estado.PREVENIDA:
            return redirect("flujos:acuse", self.solicitud.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PresentarForm) -> HttpResponse:
        """Presenta la versión que se revisó."""
        recibida = form.recibido() if isinstance(form, PresentarPapelForm) else {}
        if CON_FIRMA in self.request.POST:
            return self.preparar(form)
        try:
            presentada = actos.ejecutar(
                self.como or tramite.presentar, self.solicitud, por=self.request.user, en=reloj.ahora(),
                version=version_enviada(self.request), **recibida,
            )
            pedir_lo_escrito(presentada, por=self.request.user, en=reloj.ahora())
        except (RequisitosIncompletos, CapturaVencida) as motivo:
            return self.no_se_pudo(form, motivo)
        except YaRegistrado:
            messages.info(self.request, "La solicitud ya estaba presentada.")
        return redirect("flujos:acuse", self.solicitud.pk)

    def preparar(self, form: PresentarForm) -> HttpResponse:
        """El oficio con lo que se revisó queda listo para su e.firma; se presenta al firmarlo."""
        try:
            entrega_firmada.preparar(
                self.solicitud, version=version_enviada(self.request), por=self.request.user, en=reloj.ahora())
        except (RequisitosIncompletos, CapturaVencida) as motivo:
            return self.no_se_pudo(form, motivo)
        messages.success(self.request, PREPARADA)
        return redirect("flujos:por_firmar")

    def no_se_pudo(self, form: PresentarForm, motivo: Exception) -> HttpResponse:
        """La página con lo que falta (422), o con lo que cambió desde que se revisó (409)."""
        del self.solicitud
        cambio = isinstance(motivo, CapturaVencida)
        contexto = self.get_context_data(form=form, aviso=CAMBIO if cambio else "")
        return self.render_to_response(contexto, status=409 if cambio else 422)

    def form_invalid(self, form: PresentarForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        solicitud, veredictos = self.solicitud, requisitos.veredictos_de(self.solicitud)
        faltas, advertencias = requisitos.revisar(solicitud, veredictos), requisitos.advertencias(solicitud, veredictos)
        advertencias = [*para_firma.ya_no_corresponde(solicitud), *advertencias]
        conceptos = solicitud.conceptos.all()
        return super().get_context_data(**kwargs) | {
            "como": self.como is not None, "faltan": avance.faltas_con_destino(solicitud, faltas[:A_LA_VISTA]),
            "faltan_mas": len(faltas[A_LA_VISTA:]), "advertencias_mas": len(advertencias[A_LA_VISTA:]),
            "advertencias": avance.faltas_con_destino(solicitud, advertencias[:A_LA_VISTA]),
            "se_genera": self.como is not tramite.presentar_papel,
            "generales": avance.generales_dichos(solicitud), "secciones": avance.respuestas_dichas(solicitud),
            "fuera_de_caso": avance.fuera_de_caso(solicitud),
            "conceptos": conceptos[:A_LA_VISTA], "conceptos_mas": len(conceptos[A_LA_VISTA:]),
            "totales": solicitud.totales(), "iva": solicitud.iva_por_tasa(),
            "clases": [c for c in avance.anexos_de(solicitud) if c["adjuntos"] or c["exigido"]],
            "presentan": entrega.quienes_presentan(solicitud.ente, reloj.hoy()),
            **como_se_firma(self.request.user),
        }


class ListaView(CapturaMixin, View):
    """Quien elabora avisa a quien presenta que ya está lista."""

    http_method_names = ["post"]
    deja = "solicitud.lista"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Evento y aviso; si algo falta, se regresa a verlo."""
        version = version_enviada(request)
        try:
            entrega.dejar_lista(self.solicitud, version=version, por=self.request.user, en=reloj.ahora())
        except CapturaVencida as vencida:
            raise EstadoEquivocado(str(vencida)) from vencida  # aquí no hay nada escrito que se pueda perder
        except RequisitosIncompletos:
            messages.error(request, "Todavía falta completar la solicitud.")
            return redirect("flujos:presentar", pk)
        messages.success(request, "Se avisó a quien presenta por su ente.")
        return redirect("flujos:borrador", pk)


class EntregadaMixin(PuertaMixin):
    """Páginas y documentos de lo ya entregado, para quien ve el expediente."""

    @cached_property
    def presentacion(self) -> Presentacion:
        """La última entrega, o la que diga la dirección."""
        visibles = Solicitud.objects.visibles_para(self.request.user)
        solicitud = get_object_or_404(visibles.select_related("ente"), pk=self.kwargs["pk"])
        numero = self.request.GET.get("entrega", "")
        entregas = solicitud.presentaciones.select_related("solicitud__ente", "por")
        elegida = entregas.filter(numero=numero) if numero.isdecimal() and len(numero) < 5 else entregas
        if (hallada := elegida.last()) is None:
            raise Http404
        return hallada


class AcuseView(EntregadaMixin, TemplateView):
    """El acuse: folio, hora, vencimiento y anexos con su huella."""

    template_name = "flujos/captura/acuse.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo congelado al presentar; la lectura del auditor se anota."""
        datos = self.presentacion.acuse
        leida = self.presentacion.solicitud
        dejar_constancia(leida, "documento.leido", self.request.user, reloj.ahora(), documento="acuse en pantalla")
        return super().get_context_data(**kwargs) | {
            "presentacion": self.presentacion, "solicitud": self.presentacion.solicitud, "datos": datos,
            "acuse": datos["acuse"],
        }


class DocumentoView(EntregadaMixin, View):
    """Un PDF que se redacta con lo congelado; siempre los mismos bytes."""

    redactar: Callable[[Presentacion], bytes]
    nombre = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Como descarga; la lectura del auditor se anota."""
        presentacion, quien = self.presentacion, self.request.user
        dejar_constancia(presentacion.solicitud, "documento.leido", quien, reloj.ahora(), documento=self.nombre)
        return descarga(type(self).redactar(presentacion), f"{self.nombre}-{presentacion.folio_acuse}.pdf")


class AcusePdfView(DocumentoView):
    """El acuse en PDF."""

    redactar = staticmethod(documentos.acuse)
    nombre = "acuse"


class OficioPdfView(DocumentoView):
    """El oficio de solicitud en PDF, para firmarse; lo que llegó en papel ya trae el suyo."""

    redactar = staticmethod(documentos.oficio_de_solicitud)
    nombre = "oficio-de-solicitud"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.presentacion.datos["en_papel"]:
            raise Http404
        return super().get(request, pk)


class OficioParaFirmaView(CapturaMixin, View):
    """El oficio de lo capturado hasta ahora, para firmarlo y adjuntarlo antes de presentar."""

    http_method_names = ["post"]
    deja = "oficio.generado"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Como descarga; si le falta algo, se dice y se regresa a verlo."""
        actor: dict[str, Any] = {"por": self.request.user, "en": reloj.ahora()}
        try:
            clave = captura.generar_oficio(self.solicitud, **actor)
            contenido = documentos.oficio_para_firma(self.solicitud, clave, **actor)
        except DatosInvalidos as falta:
            messages.error(request, str(falta))
            return redirect("flujos:presentar", pk)
        return descarga(contenido, f"oficio-para-firma-{clave}.pdf")


class DesahogarView(GuardarView):
    """Contestar cada observación, guardar lo que va y entregar de nuevo."""

    template_name = "flujos/captura/desahogar.html"
    relacionado = (requisitos.CON_PERFIL,)
    deja = "prevencion.desahogada"
    titulo = "Atender observaciones"

    @cached_property
    def prevencion(self) -> Prevencion:
        if (abierta := self.solicitud.prevenciones.abierta()) is None:
            raise Http404
        return abierta

    def get_form_class(self) -> type[RespuestasForm]:
        return formulario_de_respuestas(self.prevencion.observaciones.all())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A quien captura lo que llegó en papel, su página: ahí contesta y entrega de una vez."""
        if not puede(self.request.user, "solicitud.elaborar", self.solicitud.ente):
            return redirect("flujos:desahogar_papel", self.solicitud.pk)
        notificacion.acusar(self.solicitud, self.request.user, reloj.ahora())
        return super().get(request, *args, **kwargs)

    def guardar(self, form: RespuestasForm) -> None:
        if cambios := self._cambios(form):
            self.solicitud = captura.contestar(
                self.solicitud, version=version_enviada(self.request), por=self.request.user, en=reloj.ahora(),
                respuestas=cambios,
            )
            self.guardado = True

    def diferencias(self, form: RespuestasForm) -> list[dict[str, str]]:
        del self.prevencion
        actuales = {o.pk: o.respuesta for o in self.prevencion.observaciones.all()}
        return [
            {"campo": str(form.fields[f"respuesta_{pk}"].label), "suyo": suya, "actual": actuales.get(pk, "")}
            for pk, (suya, _) in self._cambios(form).items()
        ]

    def dias(self) -> int:
        """Días hábiles que quedan para entregar."""
        calendario = calendario_de(self.solicitud.ente)
        return habiles_entre(reloj.hoy(), reloj.dia_de(self.prevencion.vence_en), calendario)

    def _cambios(self, form: RespuestasForm) -> dict[int, tuple[str, bool]]:
        guardadas = {o.pk: (o.respuesta, o.en_desacuerdo) for o in self.prevencion.observaciones.all()}
        return {pk: dicha for pk, dicha in form.respuestas().items() if dicha != guardadas.get(pk)}

    def despues_de_guardar(self, form: RespuestasForm, valido: bool) -> HttpResponse:
        if not {"entregar", CON_FIRMA} & set(self.request.POST):
            return super().despues_de_guardar(form, valido)
        return self.entregar(form) if form.exigir_todas() else self.form_invalid(form)

    def entregar(self, form: RespuestasForm) -> HttpResponse:
        """El acto: contesta todo y entrega de nuevo lo que se vio."""
        vista = self.solicitud.version if getattr(self, "guardado", False) else version_enviada(self.request)
        try:
            if CON_FIRMA in self.request.POST:
                entrega_firmada.preparar(
                    self.solicitud, version=vista, por=self.request.user, en=reloj.ahora(),
                    respuestas=form.respuestas())
                messages.success(self.request, PREPARADA)
                return redirect("flujos:por_firmar")
            entregada = actos.ejecutar(
                tramite.desahogar, self.solicitud, por=self.request.user, en=reloj.ahora(),
                respuestas=form.respuestas(), version=vista,
            )
            pedir_lo_escrito(entregada, por=self.request.user, en=reloj.ahora())
        except RequisitosIncompletos as incompleta:
            faltan = avance.faltas_con_destino(self.solicitud, incompleta.faltas)
            return self.render_to_response(self.get_context_data(form=form, faltan=faltan), status=422)
        messages.success(self.request, "Se entregaron las respuestas. Este es su nuevo acuse.")
        return redirect("flujos:acuse", self.solicitud.pk)

    def get_success_url(self) -> str:
        messages.success(self.request, "Respuestas guardadas. Todavía no se entregan.")
        return self.url("desahogar")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        pares = [
            {**par, "destino": avance.destino(self.solicitud, par["observacion"].sobre)}
            for par in contexto["form"].pares()
        ]
        return {"faltan": [], **contexto} | {
            "pares": pares, "prevencion": self.prevencion, "dias": self.dias(),
            "contestadas": sum(bool(par["observacion"].respuesta) for par in pares),
            "puede_entregar": puede(self.request.user, "solicitud.desahogar", self.solicitud.ente),
            **como_se_firma(self.request.user),
        }


class DesistirView(PuertaMixin, FormView[MotivoForm]):
    """Retirar la solicitud, con su motivo."""

    form_class = MotivoForm
    template_name = "flujos/captura/desistir.html"
    deja = "solicitud.desistida"

    @cached_property
    def solicitud(self) -> Solicitud:
        """Sólo las de quien puede desistirse."""
        suyas = Solicitud.objects.visibles_para(self.request.user, "solicitud.desistir").select_related("ente")
        return get_object_or_404(suyas, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.solicitud.estado not in tramite.desistir.desde:
            messages.warning(request, "Esta solicitud ya no admite desistimiento.")
            return redirect("flujos:expediente", self.solicitud.pk)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: MotivoForm) -> HttpResponse:
        motivo = form.cleaned_data["motivo"]
        actos.ejecutar(tramite.desistir, self.solicitud, por=self.request.user, en=reloj.ahora(), motivo=motivo)
        messages.success(self.request, f"Se desistió de la solicitud {self.solicitud.folio}.")
        return redirect("flujos:expediente", self.solicitud.pk)

    def form_invalid(self, form: MotivoForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"solicitud": self.solicitud}
