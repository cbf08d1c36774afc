"""Las pantallas con que cada ente administra a su gente. La de otro ente no existe."""

from __future__ import annotations

from mimetypes import guess_extension
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.entrada import recibir
from archivos.salida import como_descarga
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import ambito
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import tasa
from cuentas.entrada.frescura import FrescuraAlEnviarMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import DetailView, FormView
from cuentas.models import Ente, Nombramiento
from cuentas.parametros import parametro
from cuentas.personas import designaciones, nombramientos
from cuentas.personas.designaciones import DesignacionImposible, Oficio
from cuentas.personas.forms.ente import DesignacionForm

INTENTOS, VENTANA_SEGUNDOS = 30, 600
SIN_PRISA = "Ha enviado demasiados oficios seguidos: espere diez minutos y continúe."
A_LA_VEZ = "Otra persona la estaba dando de alta al mismo tiempo: vuelva a enviarla."
PROPUESTA = "La designación quedó propuesta. La Subsecretaría la confirma con el oficio; hasta entonces no da acceso."


class DeMiEnteMixin(PuertaMixin):
    """Pantallas de quien administra a la gente de su ente."""

    operacion = "personas.del_ente"

    def entes(self) -> QuerySet[Ente]:
        return Ente.objects.filter(pk__in=ambito(self.request.user, self.operacion).entes)


class MiEnteView(DeMiEnteMixin, TemplateView):
    """Quién hace qué en mi ente, y con qué oficio."""

    template_name = "cuentas/personas/mi_ente.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ahora, hoy = reloj.ahora(), reloj.hoy()
        grupos = [(e, designaciones.del_ente(e, hoy), designaciones.terminados(e, hoy), designaciones.reciben(e, ahora))
                  for e in self.entes()]
        return super().get_context_data(**kwargs) | {"grupos": grupos, "propio": self.request.user.pk, "hoy": hoy}


class DesignarView(FrescuraAlEnviarMixin, DeUnaVezMixin, DeMiEnteMixin, FormView[DesignacionForm]):
    """Designar a alguien con su oficio."""

    template_name = "cuentas/personas/designar.html"
    form_class = DesignacionForm
    success_url = reverse_lazy("cuentas:mi_ente")

    @cached_property
    def ente(self) -> Ente:
        return get_object_or_404(self.entes(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hoy": reloj.hoy(), "maximo_mb": parametro("anexo.maximo_mb")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ente": self.ente}

    def form_valid(self, form: DesignacionForm) -> HttpResponse:
        try:
            self.designar(form.cleaned_data)
        except ValidationError as error:
            form.add_error("archivo", error)
        except DesignacionImposible as error:
            form.add_error("correo", str(error))
        except IntegrityError:
            form.add_error("correo", A_LA_VEZ)
        else:
            messages.success(self.request, PROPUESTA)
            return super().form_valid(form)
        return self.form_invalid(form)

    def designar(self, limpio: dict[str, Any]) -> None:
        quien, ahora, ente = self.request.user, reloj.ahora(), self.ente
        campos = ("nombre", "correo", "cargo", "papeles", "desde", "hasta", "fundamento")
        datos = {campo: limpio[campo] for campo in campos}
        oficio = Oficio(limpio["oficio"], limpio["oficio_fecha"], self.recibir(limpio["archivo"]))
        with con_constancia("persona.designar", ente, por=quien, en=ahora):
            designaciones.designar(ente, oficio=oficio, por=quien, en=ahora, envio=self.envio(), **datos)

    def recibir(self, subido: Any) -> Any:
        """El oficio ya revisado y guardado. `ValidationError` si no se admite o llegan demasiados seguidos."""
        if tasa.anotar("designacion", str(self.request.user.pk), segundos=VENTANA_SEGUNDOS) > INTENTOS:
            raise ValidationError(SIN_PRISA)
        return recibir(subido, parametro("anexo.maximo_mb"))[0]


class TerminarView(DeMiEnteMixin, DetailView[Nombramiento]):
    """Terminar un nombramiento de mi ente: la página pregunta, el botón lo hace."""

    template_name = "cuentas/personas/designacion_terminar.html"
    context_object_name = "nombramiento"

    def get_queryset(self) -> QuerySet[Nombramiento]:
        return Nombramiento.objects.filter(ente__in=self.entes()).select_related("persona", "ente", "suple_a")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Si es el suyo, no se puede; si es el último, se advierte."""
        return super().get_context_data(**kwargs) | {
            "integrante": designaciones.integrante(self.object),
            "propio": self.object.persona_id == self.request.user.pk,
            "ultimo": designaciones.deja_sin_presentar(self.object, reloj.hoy()),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        nombramiento, ahora = self.get_object(), reloj.ahora()
        with con_constancia("nombramiento.revocar", nombramiento, por=self.request.user, en=ahora):
            nombramientos.revocar(nombramiento, por=self.request.user, en=ahora)
        messages.success(request, "El nombramiento terminó. La persona ya no tiene ese papel.")
        return redirect("cuentas:mi_ente")


class OficioDeDesignacionView(PuertaMixin, View):
    """El oficio escaneado: lo lee su ente y quien debe confirmarlo."""

    operacion = "designacion.leer"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Siempre como descarga, y sólo lo disponible."""
        alcanza = ambito(self.request.user, self.operacion)
        suyos = Nombramiento.objects.all() if alcanza.todo else Nombramiento.objects.filter(ente__in=alcanza.entes)
        archivo = get_object_or_404(suyos.select_related("oficio_archivo"), pk=pk).oficio_archivo
        if archivo is None or not archivo.disponible:
            raise Http404
        nombre = f"oficio-de-designacion-{pk}{guess_extension(archivo.tipo) or ''}"
        return como_descarga(archivo.abrir(), nombre, archivo.tipo)
