"""Tomar, soltar y turnar desde la bandeja: el siguiente, uno o varios, y deshacerlo."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import View

from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.genericas import FormView
from cuentas.models import Usuario
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Solicitud
from flujos.bandeja import bandeja, reparto
from flujos.bandeja.forms.reparto import LoteForm
from flujos.bandeja.suplentes import notas_de
from flujos.models import Pendiente

NADA = "No hay nada sin asignar que usted pueda atender."
SIN_MARCAR = f"Marque de uno a {reparto.MAXIMO} asuntos y elija qué hacer con ellos."
OFRECIDO = "deshacer"


class TomarSiguienteView(DeUnaVezMixin, PuertaMixin, FormView[forms.Form]):
    """La primera que nadie tiene y la persona puede atender, y a trabajar en ella."""

    form_class = forms.Form
    http_method_names = ["post"]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """A la pantalla donde se atiende; si no hay ninguna, de vuelta a la bandeja."""
        quien, ahora = self.request.user, reloj.ahora()
        pendiente = reparto.tomar_siguiente(por=quien, en=ahora, envio=self.envio())
        if pendiente is None:
            messages.info(self.request, NADA)
            return redirect("flujos:bandeja")
        pasos = [reparto.Paso(pendiente.pk, "tomar", None, quien.pk)]
        ofrecer_deshacer(self.request, f"Tomó {pendiente.solicitud.folio}.", pasos, ahora)
        return redirect(bandeja.pantalla_de(pendiente))

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """La misma pantalla que el primero."""
        solicitud = get_object_or_404(Solicitud, pk=objeto.partition(":")[2])
        suya = Pendiente.objects.filter(solicitud=solicitud, encargada=self.request.user).select_related("area").first()
        return redirect(bandeja.pantalla_de(suya)) if suya else redirect("flujos:expediente", solicitud.pk)


class LoteView(PuertaMixin, FormView[LoteForm]):
    """Lo mismo con los asuntos marcados: la página dice cuántos y cuáles, y el envío lo hace uno por uno."""

    template_name, form_class = "flujos/bandeja/lote.html", LoteForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sin asuntos o sin acción no hay lote; turnar es de coordinación."""
        if request.user.is_authenticated and (self.accion not in reparto.ACCIONES or not self.marcadas):
            messages.warning(request, SIN_MARCAR)
            return redirect(volver(request))
        if request.user.is_authenticated and self.accion in reparto.DE_COORDINACION:
            exigir_en_puerta(request, "revision.turnar")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def pedido(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def accion(self) -> str:
        return self.pedido.get("accion", "")

    @cached_property
    def marcadas(self) -> list[Pendiente]:
        """Las marcadas que están en su bandeja, por vencimiento; más de cincuenta no son un lote.

        Con `de` o `grupo`, las primeras cincuenta revisiones a cargo de esa persona o de ese grupo de expedientes.
        """
        suyas = bandeja.pendientes_de(self.request.user).order_by("vence_en", "pk")
        suyas = suyas.select_related("solicitud__ente", "area", "encargada")
        for nombre, campo in (("de", "encargada"), ("grupo", "solicitud__pertenencia__agrupacion")):
            if (cual := entero(self.pedido.get(nombre, ""))) is not None:
                return list(suyas.filter(etapa="revision", **{campo: cual})[: reparto.MAXIMO])
        numeros = {n for t in self.pedido.getlist("t") if (n := entero(t)) is not None}
        if len(numeros) > reparto.MAXIMO:
            return []
        return list(suyas.filter(pk__in=numeros))

    @property
    def tenian(self) -> dict[int, int | None]:
        """A cargo de quién estaba cada una cuando se leyó la página («tarea:persona»)."""
        pares = (dicho.partition(":") for dicho in self.pedido.getlist("tenia"))
        return {n: entero(persona) for t, _, persona in pares if (n := entero(t)) is not None}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Al turnar, quienes dictaminan hoy en las áreas marcadas."""
        areas = {p.area_id for p in self.marcadas if p.area_id}
        del_area = Usuario.objects.nombradas(reloj.hoy(), papel="tecnico", area__in=areas)
        if self.accion != "turnar":
            return super().get_form_kwargs() | {"personas": None}
        notas = notas_de(del_area, "revision.opinar", reloj.ahora(), con_carga=True)
        return super().get_form_kwargs() | {"personas": del_area, "notas": notas}

    def form_valid(self, form: LoteForm) -> HttpResponse:
        """Uno por uno; el mensaje dice cuántos sí y, de los que no, por qué."""
        quien, ahora, a = self.request.user, reloj.ahora(), form.cleaned_data.get("a")
        resultado = reparto.en_lote(self.accion, self.marcadas, por=quien, en=ahora, a=a, tenian=self.tenian)
        texto = reparto.dicho(self.accion, resultado)
        if resultado.pasos:
            ofrecer_deshacer(self.request, texto, resultado.pasos, ahora)
        else:
            messages.warning(self.request, texto)
        return redirect(volver(self.request))

    def form_invalid(self, form: LoteForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "marcadas": self.marcadas, "accion": self.accion, "hacer": reparto.ACCIONES[self.accion],
            "volver": volver(self.request),
        }


class DeshacerView(PuertaMixin, View):
    """Lo último que se tomó, soltó o turnó en esta sesión vuelve a como estaba."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lo que ya cambió o pasó de tiempo se queda, y se dice."""
        try:
            pasos, hechos_en = _ofrecido(request)
            resultado = reparto.deshacer(pasos, por=self.request.user, en=reloj.ahora(), hechos_en=hechos_en)
        except EstadoEquivocado as motivo:
            messages.warning(request, str(motivo))
        else:
            nivel = messages.SUCCESS if resultado.pasos else messages.WARNING
            messages.add_message(request, nivel, reparto.deshecho(resultado))
        return redirect("flujos:bandeja")


def ofrecer_deshacer(request: HttpRequest, texto: str, pasos: list[reparto.Paso], en: datetime) -> None:
    """El mensaje con su botón «Deshacer»; lo hecho se recuerda en la sesión, no en la página."""
    ficha = f"{OFRECIDO}-{secrets.token_urlsafe(9)}"
    request.session[OFRECIDO] = {"ficha": ficha, "en": en.isoformat(), "pasos": [[*vars(p).values()] for p in pasos]}
    messages.success(request, texto, extra_tags=ficha)


def volver(request: HttpRequest) -> str:
    """La bandeja con los filtros que traía, releídos: nunca una dirección que mande el cliente."""
    return pedidos(request).direccion()


def pedidos(request: HttpRequest) -> bandeja.Filtros:
    """Los filtros de la bandeja de la que se viene."""
    pedido = request.POST if request.method == "POST" else request.GET
    return bandeja.Filtros.de(QueryDict(pedido.get("volver", "").partition("?")[2]))


def _ofrecido(request: HttpRequest) -> tuple[list[reparto.Paso], datetime]:
    guardado = request.session.get(OFRECIDO)
    if guardado is None or guardado["ficha"] != request.POST.get("ficha"):
        raise EstadoEquivocado(reparto.SE_PASO)
    del request.session[OFRECIDO]
    return [reparto.Paso(*paso) for paso in guardado["pasos"]], datetime.fromisoformat(guardado["en"])
