"""La notificación por oficio: asentar el sello del ente y leer su escaneo."""

from __future__ import annotations

from mimetypes import guess_extension
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.entrada import ContenidoNoAdmitido, recibir
from archivos.salida import como_descarga
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.parametros import parametro
from dictamenes.excepciones import DatosInvalidos
from dictamenes.expediente import captura
from dictamenes.models import Notificacion
from dictamenes.reglas import cuotas
from dictamenes.tramite.notificacion import POR_OFICIO
from flujos.expediente import expediente
from flujos.expediente.forms.notificacion import PorOficioForm
from flujos.expediente.views.base import DeExpedienteMixin
from flujos.expediente.views.con_archivo import exigir_sin_prisa
from flujos.recorrido import notificacion

TITULO = "Asentar la notificación por oficio"


class DeNotificacionMixin(DeExpedienteMixin):
    """Una notificación de un expediente que la persona alcanza; si no, 404."""

    @cached_property
    def notificacion(self) -> Notificacion:
        suyas = Notificacion.objects.filter(solicitud=self.solicitud).select_related("oficio", "por", "solicitud__ente")
        return get_object_or_404(suyas, pk=self.kwargs["notificacion"])


class PorOficioView(DeUnaVezMixin, DeNotificacionMixin, FormView[PorOficioForm]):
    """Recepción captura el oficio que el ente selló de recibido."""

    operacion = POR_OFICIO
    template_name = "flujos/expediente/acto.html"
    form_class = PorOficioForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"maximo_mb": parametro("anexo.maximo_mb")}

    def form_valid(self, form: PorOficioForm) -> HttpResponse:
        """Una llamada; lo que no se admite vuelve como error, junto a su campo."""
        try:
            self.asentar(form)
        except ContenidoNoAdmitido as error:
            captura.anotar_no_admitido(self.solicitud, por=self.request.user, en=reloj.ahora(), sha256=error.sha256,
                                       motivo=error.motivo)
            form.add_error("archivo", error)
        except ValidationError as error:
            form.add_error("archivo", error)
        except DatosInvalidos as error:
            form.add_error(None, str(error))
        else:
            messages.success(self.request, "La notificación quedó asentada: surtió efectos con el sello del ente.")
            return redirect(self.get_success_url())
        return self.form_invalid(form)

    def get_success_url(self) -> str:
        return reverse("flujos:expediente", args=[self.solicitud.pk])

    def form_invalid(self, form: PorOficioForm) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def asentar(self, form: PorOficioForm) -> None:
        quien, ahora, subido = self.request.user, reloj.ahora(), form.cleaned_data["archivo"]
        exigir_sin_prisa(quien)
        cuotas.exigir_del_dia(quien, subido.size, ahora)
        oficio = recibir(subido, parametro("anexo.maximo_mb"))[0]
        with con_constancia(POR_OFICIO, self.solicitud, por=quien, en=ahora):
            notificacion.por_oficio(self.notificacion, oficio=oficio, sellado_en=form.cleaned_data["sellado_en"],
                                    por=quien, en=ahora, envio=self.envio())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "titulo": TITULO, "boton": "Asentar el oficio",
            "texto": self.notificacion.constancia,
            "migas": expediente.migas(self.solicitud, self.mirada, TITULO),
        }


class OficioView(DeNotificacionMixin, View):
    """El oficio sellado: lo lee quien alcanza el expediente."""

    operacion = "solicitud.ver"

    def get(self, request: HttpRequest, pk: int, notificacion: int) -> FileResponse:
        """Siempre como descarga, y sólo lo disponible."""
        oficio = self.notificacion.oficio
        if oficio is None or not oficio.disponible:
            raise Http404
        nombre = f"notificacion-{notificacion}{guess_extension(oficio.tipo) or ''}"
        return como_descarga(oficio.abrir(), nombre, oficio.tipo)
