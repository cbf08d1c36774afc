"""Las condiciones de un dictamen emitido: reportarlas, resolverlas, ver lo reportado y lo que espera revisión."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import como_descarga
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import Condicion, CumplimientoDeCondicion, Solicitud
from dictamenes.reglas.condiciones import CON_EFECTOS
from flujos.expediente import seguimiento
from flujos.expediente.expediente import dejar_constancia
from flujos.expediente.forms.condiciones import CumplimientoForm, ResolverForm
from flujos.expediente.views.base import ActoView
from flujos.expediente.views.con_archivo import ActoConArchivoView


class DeCondicionView(ActoView):
    """Lo común: una condición del dictamen ya emitido."""

    template_name = "flujos/expediente/condicion.html"

    @cached_property
    def condicion(self) -> Condicion:
        return get_object_or_404(
            Condicion, pk=self.kwargs["condicion"], dictamen__solicitud=self.solicitud, dictamen__estado__in=CON_EFECTOS
        )

    def espera(self) -> bool:
        """Si hay un cumplimiento por revisar."""
        return bool(self.condicion.cumplimientos.por_revisar().exists())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.procede():
            messages.warning(request, "Este paso ya no procede: la condición cambió.")
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk) + "#condiciones"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        intentos = self.condicion.cumplimientos.select_related("archivo", "reportado_por")
        return super().get_context_data(**kwargs) | {"condicion": self.condicion, "intentos": intentos}


class ReportarView(DeCondicionView, ActoConArchivoView):
    """El ente dice cómo la cumplió."""

    acto, operacion, form_class = tramite.reportar_condicion, "condicion.reportar", CumplimientoForm
    titulo, boton = "Reportar el cumplimiento de una condición", "Reportar"
    hecho = "El cumplimiento quedó reportado. Se avisó a quien debe revisarlo."

    def procede(self) -> bool:
        return self.condicion.cumplida_en is None and not self.espera()

    def ejecutar(self, form: forms.Form) -> None:
        archivo, rotulo = self.recibido(form)
        nota = form.cleaned_data["nota"]
        self.dar(self.acto, condicion=self.condicion.pk, nota=nota, archivo=archivo, rotulo=rotulo)


class ResolverView(DeCondicionView):
    """Quien dictamina en estrategia acepta o devuelve lo reportado."""

    acto, operacion, form_class = tramite.aceptar_condicion, "condicion.resolver", ResolverForm
    titulo, boton = "Revisar el cumplimiento de una condición", "Resolver"
    hecho = "Lo resuelto quedó en el expediente de {folio}. Se avisó al ente."

    def procede(self) -> bool:
        return self.espera()

    def ejecutar(self, form: forms.Form) -> None:
        if form.cleaned_data["acto"] == ResolverForm.DEVOLVER:
            motivo = form.cleaned_data["motivo"]
            self.dar(tramite.devolver_condicion, condicion=self.condicion.pk, motivo=motivo)
        else:
            self.dar(self.acto, condicion=self.condicion.pk)


class CondicionesView(PuertaMixin, TemplateView):
    """Lo reportado que espera revisión."""

    operacion = "condicion.resolver"
    template_name = "flujos/expediente/condiciones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visibles = Solicitud.objects.visibles_para(self.request.user)
        return super().get_context_data(**kwargs) | {"cumplimientos": seguimiento.por_revisar(visibles)}


class EvidenciaView(PuertaMixin, View):
    """Descargar lo que acredita una condición: sólo quien ve el expediente; la lectura del auditor se anota."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Siempre como descarga, y sólo lo disponible; si no, 422 que dice por qué."""
        visibles = Solicitud.objects.visibles_para(self.request.user)
        de_visibles = CumplimientoDeCondicion.objects.filter(condicion__dictamen__solicitud__in=visibles)
        relaciones = de_visibles.select_related("archivo", "condicion__dictamen__solicitud")
        intento = get_object_or_404(relaciones, pk=pk)
        if not intento.archivo.disponible:
            raise DatosInvalidos(f"«{intento.nombre}»: {intento.archivo.get_estado_display().lower()}.")
        solicitud = intento.condicion.dictamen.solicitud
        dejar_constancia(solicitud, "documento.leido", self.request.user, reloj.ahora(), cumplimiento=intento.pk)
        return como_descarga(intento.archivo.abrir(), intento.nombre, intento.archivo.tipo)
