"""El molde de las vistas de un acto: cargar por la única puerta, formulario, una llamada, redirección con mensaje."""

from __future__ import annotations

from typing import Any, ClassVar, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from archivos.excepciones import AlmacenNoDisponible
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.genericas import FormView
from cuentas.models import Usuario
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.fundamentos.competencias import DelDia
from dictamenes.models import Solicitud
from dictamenes.tramite import Acto
from flujos.base.renglones import RenglonesMixin
from flujos.expediente import expediente
from flujos.expediente.agrupadas import junto_con
from flujos.expediente.turno import dictamen_de
from flujos.recorrido import actos

SIN_ALMACEN = "El almacén de documentos no responde y no se registró nada. Lo escrito sigue aquí: vuelva a intentar."
Datos = ParamSpec("Datos")
CAMBIO = "El expediente cambió desde que abrió esta página. Léalo de nuevo antes de seguir."


class DeExpedienteMixin(PuertaMixin):
    """Vistas de un expediente: lo que la persona no alcanza, para ella no existe (404)."""

    relacionado: ClassVar[tuple[str, ...]] = ("ente", "formulario", "dictamen", "pertenencia__agrupacion")

    @cached_property
    def solicitud(self) -> Solicitud:
        visibles = Solicitud.objects.visibles_para(self.request.user)
        return get_object_or_404(visibles.select_related(*self.relacionado), pk=self.kwargs["pk"])

    @cached_property
    def mirada(self) -> str:
        return expediente.mirada_de(self.solicitud, self.request.user)


class ActoView(DeExpedienteMixin, FormView[Any]):
    """Un acto: quien hereda dice cuál, con qué formulario y qué mensaje deja."""

    acto: ClassVar[Acto[Usuario, ...]]
    hecho: ClassVar[str]
    titulo: ClassVar[str]
    boton: ClassVar[str] = ""
    texto: ClassVar[str] = ""
    grave: ClassVar[bool] = False
    template_name = "flujos/expediente/acto.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.procede():
            messages.warning(request, f"Este paso ya no procede: {self.solicitud.get_estado_display().lower()}.")
            return redirect("flujos:expediente", self.solicitud.pk)
        acto = getattr(self, "acto", None)  # hay pantallas que no son de un acto de la tabla
        if acto and (falta := self.del_dia.faltan_para(acto.nombre, self.solicitud.tipo)):
            return render(request, "flujos/expediente/apagado.html", {
                "solicitud": self.solicitud, "titulo": self.titulo, "falta": falta,
                "migas": expediente.migas(self.solicitud, self.mirada, self.titulo)})
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Con «Agregar otra» sólo salen más renglones; lo tecleado se conserva."""
        if "mas" in request.POST and issubclass(self.get_form_class(), RenglonesMixin):
            return self.render_to_response(self.get_context_data(form=self.con_mas_renglones()))
        return super().post(request, *args, **kwargs)

    @cached_property
    def del_dia(self) -> DelDia:
        """Con qué se funda hoy cada acto, leído una vez para toda la página."""
        return DelDia(reloj.hoy())

    def procede(self) -> bool:
        """Si la solicitud está donde el acto la espera."""
        return self.solicitud.estado in self.acto.desde

    def form_valid(self, form: Any) -> HttpResponse:
        """Una llamada. Lo que el acto no acepta vuelve como error del formulario, sin perder lo tecleado."""
        self.exigir_vigente()
        try:
            self.ejecutar(form)
        except DatosInvalidos as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except AlmacenNoDisponible:
            form.add_error(None, SIN_ALMACEN)
            return self.render_to_response(self.get_context_data(form=form), status=503)
        messages.success(self.request, self.mensaje())
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def ejecutar(self, form: Any) -> None:
        self.dar(self.acto, **form.cleaned_data)

    def dar(self, acto: Acto[Usuario, Datos], *args: Datos.args, **datos: Datos.kwargs) -> None:
        """El acto con el motor, ahora y a nombre de quien lo pide."""
        actos.ejecutar(acto, self.solicitud, self.request.user, reloj.ahora(), *args, **datos)

    def mensaje(self) -> str:
        return self.hecho.format(folio=self.solicitud.folio)

    def get_success_url(self) -> str:
        """De vuelta a la pantalla de trabajo de quien actúa."""
        return self.url("trabajo")

    def url(self, nombre: str, *args: Any) -> str:
        return reverse(f"flujos:{nombre}", args=args)

    def ficha(self) -> str:
        """Qué versión del expediente está leyendo: viaja oculta en el formulario."""
        dictamen = dictamen_de(self.solicitud)
        return f"{self.solicitud.presentaciones.count()}.{self.solicitud.ronda}.{dictamen.version if dictamen else 0}"

    def exigir_vigente(self) -> None:
        """Lanza `CapturaVencida` si lo que se leyó ya no es lo que hay (si el acto ya no procede, él lo dirá)."""
        leida = self.request.POST.get("ficha")
        if leida and leida != self.ficha() and self.procede():
            raise CapturaVencida(CAMBIO)

    def con_mas_renglones(self) -> Any:
        return self.con_lo_tecleado(mas=True)

    def con_lo_tecleado(self, **mas: Any) -> Any:
        """Un formulario sin validar con lo tecleado."""
        argumentos = {k: v for k, v in self.get_form_kwargs().items() if k not in {"data", "files"}}
        tecleado = {k: v if len(v) > 1 else v[0] for k, v in self.request.POST.lists()}
        return self.get_form_class()(**{**argumentos, "initial": tecleado, **mas})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "ficha": self.ficha(), "titulo": self.titulo, "boton": self.boton,
            "texto": self.texto, "grave": self.grave, "hoy": reloj.hoy(),
            "migas": expediente.migas(self.solicitud, self.mirada, self.titulo),
            "junto": junto_con(self.solicitud, self.request.user, self.mirada),
        }
