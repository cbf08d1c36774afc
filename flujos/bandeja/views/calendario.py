"""El calendario de días hábiles: verlo por año y ente, declarar un periodo, importar un archivo y quitar un día."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View

from bitacora.rechazos import con_constancia
from bitacora.una_vez import YaSeEnvio
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.formatos import fecha
from cuentas.interfaz.genericas import FormView
from cuentas.models import DiaDeCalendario, Ente
from cuentas.tiempo import dias
from cuentas.tiempo.dias_de_archivo import ANIOS
from flujos.bandeja.forms.calendario import DeclararForm, ImportarForm
from flujos.models import CambioDeCalendario
from flujos.recorrido import calendario


class DeCalendarioView(DeUnaVezMixin, PuertaMixin, FormView[forms.Form]):
    """Lo común: se declaran los días del formulario, una vez por envío."""

    operacion = dias.OPERACION

    def form_valid(self, form: Any) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        with con_constancia(self.operacion, dias.OBJETO, por=quien, en=ahora):
            cambian = calendario.declarar(form.dias(), por=quien, en=ahora, envio=self.envio())
        messages.success(self.request, _dicho(len(cambian)))
        return redirect(_direccion(form.dias()[0].fecha.year, form.dias()[0].ente))

    def form_invalid(self, form: Any) -> HttpResponse:
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return reverse("flujos:calendario")


class CalendarioView(DeCalendarioView):
    """Los días de un año, generales y del ente elegido, y dónde declarar más."""

    template_name = "flujos/bandeja/calendario.html"
    form_class = DeclararForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pedido = self.request.GET.get("anio", "")
        anio = int(pedido) if pedido.isdecimal() and len(pedido) == 4 and int(pedido) in ANIOS else reloj.hoy().year
        ente = Ente.objects.filter(siglas=self.request.GET.get("ente", "")).first()
        suyos = DiaDeCalendario.objects.filter(fecha__year=anio, ente=None)
        if ente:
            suyos |= DiaDeCalendario.objects.filter(fecha__year=anio, ente=ente)
        return super().get_context_data(**kwargs) | {
            "anio": anio, "ente": ente, "entes": Ente.objects.all(),
            "periodos": _periodos(suyos.select_related("ente")),
            "anterior_url": _direccion(anio - 1, ente), "siguiente_url": _direccion(anio + 1, ente),
            "por_aplicar": CambioDeCalendario.objects.filter(aplicado_en=None).exists(),
            "ultimo": CambioDeCalendario.objects.exclude(aplicado_en=None).order_by("-pk").first(),
        }


class ImportarCalendarioView(DeCalendarioView):
    """Un archivo con muchos días: primero se ve qué cambiaría, después se confirma."""

    template_name = "flujos/bandeja/calendario_importar.html"
    form_class = ImportarForm

    def form_valid(self, form: ImportarForm) -> HttpResponse:
        """Sin «confirmar», la vista previa; con él, se declara."""
        if "confirmar" in self.request.POST:
            return super().form_valid(form)
        cambian = dias.por_cambiar(form.dias())
        previo = {"cambian": cambian, "iguales": len(form.dias()) - len(cambian), "leido": form.cleaned_data["texto"]}
        return self.render_to_response(self.get_context_data(form=form, **previo))


class FederalesView(PuertaMixin, View):
    """Agrega los días federales de un año."""

    operacion = dias.OPERACION

    def post(self, request: HttpRequest, anio: int) -> HttpResponse:
        """Los que ya están no se tocan; de dos que los piden sobre el mismo calendario, el segundo no repite nada."""
        quien, ahora, envio = self.request.user, reloj.ahora(), f"federales:{anio}:{dias.version()}"
        cuantos, nuevos = 0, dias.federales_por_agregar(anio) if anio in ANIOS else []
        with con_constancia(self.operacion, dias.OBJETO, por=quien, en=ahora), suppress(YaSeEnvio):
            cuantos = len(calendario.declarar(nuevos, por=quien, en=ahora, envio=envio))
        messages.success(request, _dicho(cuantos))
        return redirect(_direccion(anio, None))


class QuitarDiaView(PuertaMixin, View):
    """Quita un día que se declaró por error."""

    operacion = dias.OPERACION

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Si ya no está, lo dice."""
        quien, ahora = self.request.user, reloj.ahora()
        try:
            dia = calendario.quitar(pk, por=quien, en=ahora)
        except dias.DiaImposible as error:
            messages.info(request, str(error))
            return redirect("flujos:calendario")
        messages.success(request, f"Se quitó del calendario: {fecha(dia.fecha)}, {dia.motivo}.")
        return redirect(_direccion(dia.fecha.year, dia.ente))


def _periodos(dias_del_anio: QuerySet[DiaDeCalendario]) -> list[list[DiaDeCalendario]]:
    """Los días seguidos que dicen lo mismo, juntos: unas vacaciones son un renglón y no doce."""
    periodos: list[list[DiaDeCalendario]] = []
    for dia in dias_del_anio.order_by("ente", "fecha"):
        if periodos and _sigue(periodos[-1][-1], dia):
            periodos[-1].append(dia)
        else:
            periodos.append([dia])
    return sorted(periodos, key=lambda periodo: periodo[0].fecha)


def _sigue(anterior: DiaDeCalendario, dia: DiaDeCalendario) -> bool:
    dicen_lo_mismo = all(getattr(anterior, c) == getattr(dia, c) for c in ("ente_id", "clase", "motivo", "fuente"))
    return dicen_lo_mismo and (dia.fecha - anterior.fecha).days == 1


def _direccion(anio: int, ente: Ente | None) -> str:
    pedido = {"anio": str(anio)} | ({"ente": ente.siglas} if ente else {})
    return f"{reverse('flujos:calendario')}?{urlencode(pedido)}"


def _dicho(cuantos: int) -> str:
    if not cuantos:
        return "Esos días ya estaban así en el calendario: no cambió nada."
    cambio = "Cambió 1 día" if cuantos == 1 else f"Cambiaron {cuantos} días"
    return f"{cambio} del calendario. Los plazos abiertos que toque se alargan en unos segundos; ninguno se acorta."
