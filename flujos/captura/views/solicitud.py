"""Mis solicitudes, abrir una nueva, su lista de secciones, los datos generales y las preguntas de su formulario."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.personas import areas_requirentes
from dictamenes.excepciones import CapturaVencida, EstadoEquivocado, YaRegistrado
from dictamenes.expediente import captura
from dictamenes.reglas import requisitos
from dictamenes.textos.formularios import palabras, versiones
from flujos.base.dinamicos import SeccionForm, formulario_de_seccion
from flujos.captura import alcance, avance, mis_solicitudes
from flujos.captura.forms.solicitud import AreaRequirenteForm, GeneralForm, NuevaForm
from flujos.captura.views.base import CapturaMixin, GuardarView, version_enviada
from flujos.expediente import vencimientos


class DeQuienCapturaMixin(PuertaMixin):
    """Sólo quien elabora por un ente, o recepción por lo que llega en papel."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A los demás, 403 con constancia."""
        if request.user.is_authenticated and not puede(self.request.user, "solicitud.capturar_papel"):
            exigir_en_puerta(request, "solicitud.elaborar")
        return super().dispatch(request, *args, **kwargs)


class SolicitudesView(DeQuienCapturaMixin, TemplateView):
    """Mis solicitudes: primero lo que requiere atención."""

    template_name = "flujos/captura/solicitudes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filtros = mis_solicitudes.Filtros.de(self.request.GET)
        tramo = mis_solicitudes.pagina(self.request.user, filtros)
        return super().get_context_data(**kwargs) | {
            "grupos": mis_solicitudes.por_grupo(tramo.filas), "q": filtros.q, "estado": filtros.estado,
            "estados": mis_solicitudes.ESTADOS, "vecinos": filtros.pagina(tramo),
            **({} if filtros.pedidos() else self.al_entrar()),
            "titulo": "Mis solicitudes" if puede(self.request.user, "solicitud.elaborar") else "Captura en papel",
            "de_varios": mis_solicitudes.de_varios(self.request.user),
        }

    def al_entrar(self) -> dict[str, Any]:
        """Lo que se recuerda al llegar a la lista, y no mientras se busca en ella ni se pasan sus páginas."""
        persona, hoy = self.request.user, reloj.hoy()
        return {
            "archivadas": mis_solicitudes.archivadas(persona), "temporada": mis_solicitudes.temporada_de(persona, hoy),
            "por_terminar": vencimientos.por_terminar_de(persona, hoy),
        }


class NuevaView(DeUnaVezMixin, DeQuienCapturaMixin, FormView[NuevaForm]):
    """Las preguntas de alcance y lo mínimo para abrir el borrador."""

    form_class = NuevaForm
    template_name = "flujos/captura/nueva.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"entes": mis_solicitudes.entes_de(self.request.user)}

    def form_valid(self, form: NuevaForm) -> HttpResponse:
        """Si requiere dictamen, abre el borrador; si no, guarda la consulta con su base y da su constancia."""
        quien, ahora, envio = self.request.user, reloj.ahora(), self.envio()
        if not form.requiere():
            base = form.cleaned_data["base"]
            consulta = captura.consultar_sin_dictamen(
                form.del_ente, form.alcance(), base, por=quien, en=ahora, envio=envio
            )
            return redirect("flujos:sin_dictamen", consulta.n)
        datos = {campo: form.cleaned_data[campo] for campo in ("tipo", "modalidad", "proyecto")}
        abierta = captura.abrir(form.del_ente, form.alcance(), por=quien, en=ahora, envio=envio, **datos)
        return redirect("flujos:borrador", abierta.pk)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """Al borrador que abrió el primero, o a su constancia."""
        clase, _, pk = objeto.partition(":")
        if clase == "solicitud":
            return redirect("flujos:borrador", pk)
        return redirect("flujos:sin_dictamen", alcance.sin_dictamen(self.request.user).latest("n").n)

    def form_invalid(self, form: NuevaForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        migas = [{"texto": "Mis solicitudes", "url": reverse("flujos:solicitudes")}, {"texto": "Nueva solicitud"}]
        en_papel = puede(self.request.user, "solicitud.capturar_papel")
        return super().get_context_data(**kwargs) | {"migas": migas, "en_papel": en_papel}


class SinDictamenView(DeQuienCapturaMixin, TemplateView):
    """La constancia de una consulta que se contestó toda no: qué se dijo, con qué base y qué hacer si cambia."""

    template_name = "flujos/captura/sin_dictamen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La de su ente, o la que hizo por otro; la ajena no existe."""
        consulta = get_object_or_404(alcance.sin_dictamen(self.request.user), n=self.kwargs["n"])
        return super().get_context_data(**kwargs) | alcance.constancia(consulta)


class BorradorView(CapturaMixin, TemplateView):
    """La lista de secciones con su avance."""

    template_name = "flujos/captura/borrador.html"
    relacionado = (requisitos.CON_PERFIL,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tareas = avance.tareas(self.solicitud)
        secciones, entrega = tareas[:-1], tareas[-1:]
        return super().get_context_data(**kwargs) | {
            "secciones": secciones, "entrega": entrega, "hechas": avance.completas(secciones),
            "totales": self.solicitud.totales(), "prevencion": self.solicitud.prevenciones.abierta(),
            "nuevo": (nuevo := versiones.mas_nuevo(self.solicitud)),
            "cambios": palabras.cambios(self.solicitud.formulario.definicion, nuevo.definicion) if nuevo else [],
        }


class VersionNuevaView(CapturaMixin, View):
    """Pasar el borrador a la versión de las preguntas que rige."""

    http_method_names = ["post"]
    deja = "solicitud.formulario_cambiado"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Una llamada: nada de lo contestado se pierde."""
        try:
            self.solicitud = captura.pasar_a_version_nueva(
                self.solicitud, version=version_enviada(request), por=self.request.user, en=reloj.ahora(),
                hacia=request.POST.get("hacia", ""),
            )
        except CapturaVencida as vencida:
            raise EstadoEquivocado(str(vencida)) from vencida  # aquí no hay nada escrito que se pueda perder
        messages.success(request, f"Ya está en la versión {self.solicitud.formulario.numero} de las preguntas.")
        return redirect("flujos:borrador", pk)


class SeccionView(GuardarView):
    """Una sección: un tema por página. Lo común a los datos generales y a las preguntas del formulario."""

    template_name = "flujos/captura/seccion.html"
    relacionado = (requisitos.CON_PERFIL,)
    destino: ClassVar[str]  # el argumento de `captura.guardar` que recibe lo que cambió

    @property
    def clave(self) -> str:
        """La de la sección, en la dirección y en el avance."""
        raise NotImplementedError

    def actuales(self) -> dict[str, Any]:
        """Lo guardado de esta sección."""
        raise NotImplementedError

    def en_palabras(self, campo: str, valor: Any) -> str:
        """Un valor de esta sección como se lee."""
        raise NotImplementedError

    def cambios(self, form: GeneralForm | SeccionForm) -> dict[str, Any]:
        """Sólo lo distinto de lo guardado: guardar lo mismo no deja evento."""
        actuales = self.actuales()
        return {campo: valor for campo, valor in form.valores().items() if (valor or "") != (actuales.get(campo) or "")}

    def guardar(self, form: GeneralForm | SeccionForm) -> None:
        """Guarda lo que cambió, con la versión que la persona vio."""
        if cambios := self.cambios(form):
            self.solicitud = captura.guardar(
                self.solicitud, version=version_enviada(self.request), por=self.request.user, en=reloj.ahora(),
                **{self.destino: cambios},
            )

    def diferencias(self, form: GeneralForm | SeccionForm) -> list[dict[str, str]]:
        actuales = self.actuales()
        return [
            {"campo": str(form.fields[campo].label), "suyo": self.en_palabras(campo, suyo),
             "actual": self.en_palabras(campo, actuales.get(campo))}
            for campo, suyo in self.cambios(form).items()
        ]

    def get_success_url(self) -> str:
        return self.url("borrador") if "volver" in self.request.POST else avance.siguiente(self.solicitud, self.clave)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con lo que falta para presentar, si ya se empezó."""
        faltan = avance.pendientes(self.solicitud, self.clave) if any(self.actuales().values()) else []
        return super().get_context_data(**kwargs) | {"faltan": faltan}


class SeccionGeneralView(SeccionView):
    """Las columnas con tipo: área, oficio, ejercicio, partida, suficiencia y alineación."""

    form_class = GeneralForm
    titulo = "Datos generales, oficio y presupuesto"
    clave = "general"
    destino = "campos"

    def get_form_kwargs(self) -> dict[str, Any]:
        argumentos = super().get_form_kwargs() | {"solicitud": self.solicitud, "hoy": reloj.hoy()}
        del argumentos["initial"]
        return argumentos

    def actuales(self) -> dict[str, Any]:
        return {campo: getattr(self.solicitud, campo) for campo in GeneralForm.base_fields}

    def en_palabras(self, campo: str, valor: Any) -> str:
        return avance.general_en_palabras(valor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """«Empezada» no cuenta lo que ya trae al nacer."""
        contexto = super().get_context_data(**kwargs)
        return contexto if avance.general_empezada(self.solicitud) else contexto | {"faltan": []}


class AreaRequirenteView(DeUnaVezMixin, CapturaMixin, FormView[AreaRequirenteForm]):
    """Agregar a la lista del ente el área que falta."""

    template_name = "flujos/captura/area_requirente.html"
    form_class = AreaRequirenteForm
    titulo = "Agregar un área a la lista"
    deja = "catalogo.agregado"

    def form_valid(self, form: AreaRequirenteForm) -> HttpResponse:
        ente, nombre = self.solicitud.ente, form.cleaned_data["nombre"]
        area = areas_requirentes.agregar(ente, nombre, por=self.request.user, en=reloj.ahora(), envio=self.envio())
        messages.success(self.request, f"«{area}» está en la lista: elíjala en «Área requirente».")
        return redirect(self.get_success_url())

    def form_invalid(self, form: AreaRequirenteForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return f"{self.url('seccion_general')}#id_area_requirente"


class SeccionDelFormularioView(SeccionView):
    """Las preguntas de una sección del formulario versionado."""

    destino = "respuestas"

    @cached_property
    def seccion(self) -> dict[str, Any]:
        secciones: list[dict[str, Any]] = self.solicitud.formulario.definicion["secciones"]
        for seccion in secciones:
            if seccion["clave"] == self.kwargs["clave"]:
                return seccion
        raise Http404

    @property
    def clave(self) -> str:
        return str(self.seccion["clave"])

    @property
    def titulo(self) -> str:
        return str(self.seccion["titulo"])

    def get_form_class(self) -> type[forms.Form]:
        return formulario_de_seccion(self.seccion, self.solicitud.formulario.definicion)

    def get_initial(self) -> dict[str, Any]:
        return self.actuales()

    def actuales(self) -> dict[str, Any]:
        return {p["clave"]: self.solicitud.respuestas.get(p["clave"], "") for p in self.seccion["preguntas"]}

    def en_palabras(self, campo: str, valor: Any) -> str:
        return avance.en_palabras(self.solicitud, campo, valor)


class DescartarView(CapturaMixin, TemplateView):
    """Confirmar que se descarta un borrador que nunca se presentó."""

    template_name = "flujos/captura/descartar.html"
    deja = "solicitud.descartada"
    titulo = "Descartar el borrador"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lo descarta; el evento queda."""
        proyecto = self.solicitud.proyecto
        captura.descartar(self.solicitud, por=self.request.user, en=reloj.ahora())
        messages.success(request, f"Se descartó el borrador «{proyecto}».")
        return redirect("flujos:solicitudes")


class RecuperarView(CapturaMixin, TemplateView):
    """Un borrador archivado: nada se perdió, y se recupera tal como estaba."""

    template_name = "flujos/captura/recuperar.html"
    con_archivada = True
    deja = "solicitud.recuperada"
    titulo = "Recuperar el borrador"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            captura.recuperar(self.solicitud, por=self.request.user, en=reloj.ahora())
        except YaRegistrado as ya:
            messages.info(request, str(ya))
        else:
            messages.success(request, f"Se recuperó el borrador «{self.solicitud.proyecto}».")
        return redirect("flujos:borrador", self.solicitud.pk)
