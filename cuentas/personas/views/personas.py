"""Las pantallas de «Mi cuenta» y de quien administra personas: un formulario y una llamada al acto."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso import acceso, sesiones
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import factores, invitaciones
from cuentas.entrada.frescura import FrescuraAlEnviarMixin
from cuentas.interfaz import pantalla
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import DetailView, FormView, ListView
from cuentas.interfaz.paginas import ConPaginasMixin
from cuentas.models import Nombramiento, Usuario
from cuentas.personas import ausencias, designaciones, nombramientos, personas
from cuentas.personas.forms.personas import AltaForm, NombramientoForm, PersonaForm
from cuentas.personas.suplencias import SuplenciaImposible

YA_EXISTE = "Ya hay una persona con ese correo o ese RFC: alguien la dio de alta al mismo tiempo"
RFC_AJENO = "Ese RFC ya es de otra persona: alguien lo registró al mismo tiempo"
CORREO_NO_SALIO = "El correo de invitación no salió. Use «Volver a invitar» cuando haya servicio de correo."


class MiCuentaView(PuertaMixin, TemplateView):
    """Quién soy y qué papeles tengo hoy."""

    template_name = "cuentas/personas/mi_cuenta.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Los papeles que cuentan ahora mismo, con su oficio; leídos aparte, que el acceso no los necesita enteros."""
        suyos = Nombramiento.objects.filter(pk__in=[n.pk for n in acceso.nombramientos(self.request.user)])
        return super().get_context_data(**kwargs) | {
            "nombramientos": suyos.select_related("ente", "area", "suple_a__persona").order_by("papel", "pk"),
            "tiene_factor": factores.tiene(self.request.user),
            "administra_su_ente": acceso.puede(self.request.user, "personas.del_ente"),
            **ausencias.en_mi_cuenta(self.request.user, reloj.hoy()),
        }


class AtajosView(PuertaMixin, View):
    """Encender o apagar los atajos de una letra (WCAG 2.1.4)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        pantalla.preferir(self.request.user, atajos=request.POST.get("atajos", ""))
        messages.success(request, "Se guardó su preferencia.")
        return redirect("cuentas:mi_cuenta")


class SesionesView(PuertaMixin, TemplateView):
    """Dónde tengo la sesión abierta."""

    template_name = "cuentas/personas/sesiones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyas = sesiones.abiertas(self.request.user, self.request.session.session_key)
        return super().get_context_data(**kwargs) | {"sesiones": suyas}


class CerrarSesionView(PuertaMixin, View):
    """Cerrar una sesión propia."""

    def post(self, request: HttpRequest, clave: str) -> HttpResponse:
        """La ajena no existe; la que ya se cerró, tampoco."""
        if not sesiones.cerrar_una(self.request.user, clave, por=self.request.user, en=reloj.ahora()):
            raise Http404
        messages.success(request, "La sesión quedó cerrada.")
        return redirect("cuentas:sesiones")


class CerrarLasDemasView(PuertaMixin, View):
    """Cerrar todas mis sesiones menos ésta."""

    def post(self, request: HttpRequest) -> HttpResponse:
        quien = self.request.user
        sesiones.cerrar_las_demas(quien, request.session.session_key, por=quien, en=reloj.ahora())
        messages.success(request, "Sus demás sesiones quedaron cerradas.")
        return redirect("cuentas:sesiones")


class AdministraMixin(PuertaMixin):
    """Pantallas de quien administra personas."""

    operacion = "personas.administrar"


class PersonasView(AdministraMixin, ConPaginasMixin, ListView[Usuario]):
    """Todas las personas, con búsqueda sin acentos, y los nombramientos que esperan a un segundo par de ojos."""

    template_name = "cuentas/personas/personas.html"
    context_object_name = "personas"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Usuario]:
        vigentes = Nombramiento.objects.vigentes(reloj.hoy()).select_related("ente", "area")
        suyos = Prefetch("nombramientos", vigentes, to_attr="papeles_vigentes")
        return Usuario.objects.que_digan(self.request.GET.get("q", "")).prefetch_related(suyos)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pendientes = Nombramiento.objects.por_confirmar().select_related("persona", "ente", "area", "propuesto_por")
        return super().get_context_data(**kwargs) | {"q": self.request.GET.get("q", ""), "pendientes": pendientes}


class PersonaView(AdministraMixin, DetailView[Usuario]):
    """Una persona y toda su historia de nombramientos."""

    template_name = "cuentas/personas/persona.html"
    context_object_name = "persona"
    model = Usuario

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyos = self.object.nombramientos.select_related(
            "ente", "area", "suple_a__persona", "propuesto_por", "confirmado_por", "revocado_por"
        )
        invitacion = self.object.invitaciones.order_by("-creada_en").first()
        return super().get_context_data(**kwargs) | {
            "nombramientos": suyos.order_by("-propuesto_en"),
            "invitacion": invitacion,
            "tiene_factor": factores.tiene(self.object),
            "ahora": reloj.ahora(),
        }


class PersonaNuevaView(FrescuraAlEnviarMixin, DeUnaVezMixin, AdministraMixin, FormView[AltaForm]):
    """Alta e invitación."""

    template_name = "cuentas/personas/formulario.html"
    form_class = AltaForm
    extra_context = {"titulo": "Dar de alta a una persona", "boton": "Dar de alta e invitar"}

    def form_valid(self, form: AltaForm) -> HttpResponse:
        """Registra e invita. Si otra persona la dio de alta mientras tanto, el formulario lo dice."""
        try:
            persona, salio = personas.registrar_e_invitar(
                por=self.request.user, en=reloj.ahora(), envio=self.envio(), **form.cleaned_data
            )
        except IntegrityError:
            form.add_error("correo", YA_EXISTE)
            return self.form_invalid(form)
        messages.success(self.request, f"{persona.nombre} quedó de alta.")
        if not salio:
            messages.warning(self.request, CORREO_NO_SALIO)
        return redirect("cuentas:persona", persona.pk)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        return redirect("cuentas:persona", objeto.partition(":")[2])


class DePersonaView(AdministraMixin, FormView[Any]):
    """Formulario sobre una persona que existe."""

    template_name = "cuentas/personas/formulario.html"

    @cached_property
    def persona(self) -> Usuario:
        """La persona de la dirección; se busca después de pasar la puerta."""
        return get_object_or_404(Usuario, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("cuentas:persona", args=[self.persona.pk])


class CorregirPersonaView(DePersonaView):
    """Corregir nombre, cargo, adscripción o RFC."""

    form_class = PersonaForm
    extra_context = {"titulo": "Corregir datos", "boton": "Guardar"}

    def get_initial(self) -> dict[str, Any]:
        return {campo: getattr(self.persona, campo) for campo in personas.DATOS}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"persona": self.persona}

    def form_valid(self, form: PersonaForm) -> HttpResponse:
        ahora = reloj.ahora()
        try:
            with con_constancia("persona.corregir", self.persona, por=self.request.user, en=ahora):
                personas.corregir(self.persona, por=self.request.user, en=ahora, **form.cleaned_data)
        except IntegrityError:
            form.add_error("rfc", RFC_AJENO)
            return self.form_invalid(form)
        return super().form_valid(form)


class NombrarView(FrescuraAlEnviarMixin, DeUnaVezMixin, DePersonaView):
    """Proponer un nombramiento."""

    form_class = NombramientoForm
    extra_context = {"titulo": "Nombrar", "boton": "Proponer nombramiento"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Las áreas que se ofrecen son las vigentes hoy; a quién suple, cualquier otra persona."""
        return super().get_form_kwargs() | {"hoy": reloj.hoy(), "persona": self.persona}

    def form_valid(self, form: NombramientoForm) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        try:
            with con_constancia("nombramiento.proponer", self.persona, por=quien, en=ahora):
                nombramientos.nombrar(self.persona, por=quien, en=ahora, envio=self.envio(), **form.cleaned_data)
        except SuplenciaImposible as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "El nombramiento quedó propuesto. Debe confirmarlo otra persona administradora.")
        return super().form_valid(form)


class ActoView(AdministraMixin, DetailView[Any]):
    """Un acto sin formulario: la página pregunta, el botón lo hace."""

    template_name = "cuentas/personas/confirmar.html"
    context_object_name = "objeto"
    model: type[Model] = Usuario
    intento: ClassVar[str]
    acto: ClassVar[Callable[..., Any]]
    hecho: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        objeto, ahora = self.get_object(), reloj.ahora()
        with con_constancia(self.intento, objeto, por=self.request.user, en=ahora):
            resultado = type(self).acto(objeto, por=self.request.user, en=ahora, **self.datos())
        self.avisar(resultado)
        return redirect(self.destino(objeto))

    def destino(self, objeto: Any) -> str:
        return reverse("cuentas:persona", args=[getattr(objeto, "persona_id", objeto.pk)])

    def datos(self) -> dict[str, Any]:
        """Lo que el acto necesita además de quién y cuándo."""
        return {}

    def avisar(self, resultado: Any) -> None:
        messages.success(self.request, self.hecho)


class PorCorreoView(FrescuraAlEnviarMixin, DeUnaVezMixin, ActoView):
    """Un acto que manda un vínculo por correo: el mismo envío no manda dos, y el correo puede no salir."""

    no_salio: ClassVar[str] = CORREO_NO_SALIO

    def datos(self) -> dict[str, Any]:
        return {"envio": self.envio()}

    def ya_enviado(self, objeto: str) -> HttpResponse:
        return redirect("cuentas:persona", self.kwargs["pk"])

    def avisar(self, resultado: bool) -> None:
        if resultado:
            super().avisar(resultado)
        else:
            messages.warning(self.request, self.no_salio)


class InvitarView(PorCorreoView):
    """Invitar otra vez; la invitación anterior deja de servir."""

    intento, acto, hecho = "invitacion.crear", invitaciones.invitar_por_correo, "La invitación salió por correo."
    extra_context = {
        "titulo": "Volver a invitar",
        "boton": "Mandar invitación",
        "texto": "Recibirá un vínculo de un solo uso para elegir contraseña. La invitación anterior deja de servir.",
    }


class RestablecerFactorView(PorCorreoView):
    """Iniciar el restablecimiento del segundo factor de quien lo perdió."""

    intento, acto, hecho = "factor.restablecer", factores.restablecer_por_correo, "El vínculo salió por correo."
    no_salio = "El correo no salió. Vuelva a intentarlo cuando haya servicio de correo."
    extra_context = {
        "titulo": "Restablecer el segundo factor",
        "boton": "Mandar vínculo",
        "texto": "Recibirá un vínculo de un solo uso, válido 24 horas; con él y su contraseña podrá dar de alta otro "
        "factor. Antes compruebe, por otro medio, que quien se lo pide es la persona. Se avisa a quienes auditan.",
    }


class DesactivarView(ActoView):
    """Cerrar el acceso."""

    intento, acto, hecho = "persona.desactivar", personas.desactivar, "La cuenta quedó desactivada."
    extra_context = {
        "titulo": "Desactivar la cuenta",
        "boton": "Desactivar",
        "grave": True,
        "texto": "Pierde el acceso de inmediato, también con la sesión abierta. Su historia se conserva.",
    }


class ReactivarView(FrescuraAlEnviarMixin, ActoView):
    """Devolver el acceso."""

    intento, acto, hecho = "persona.reactivar", personas.reactivar, "La cuenta quedó activa."
    extra_context = {
        "titulo": "Reactivar la cuenta",
        "boton": "Reactivar",
        "texto": "Recupera el acceso con los nombramientos que sigan vigentes.",
    }


class ConfirmarView(FrescuraAlEnviarMixin, ActoView):
    """El segundo par de ojos."""

    model = Nombramiento
    intento, acto, hecho = "nombramiento.confirmar", designaciones.confirmar, "El nombramiento quedó confirmado."
    revocado = "El nombramiento ya se había revocado: no se confirmó. Si hace falta, nómbrela otra vez."
    extra_context = {
        "titulo": "Confirmar nombramiento",
        "boton": "Confirmar",
        "texto": "El papel cuenta desde su primer día. Quien lo propuso no puede confirmarlo.",
    }

    def avisar(self, resultado: tuple[Nombramiento, bool]) -> None:
        """Alguien pudo revocarlo antes, y la invitación pudo no salir."""
        nombramiento, salio = resultado
        if nombramiento.revocado_en:
            messages.warning(self.request, self.revocado)
            return
        super().avisar(resultado)
        if not salio:
            messages.warning(self.request, CORREO_NO_SALIO)


class RevocarView(ActoView):
    """Quitar un papel."""

    model = Nombramiento
    intento, acto, hecho = "nombramiento.revocar", nombramientos.revocar, "El nombramiento quedó revocado."
    extra_context = {
        "titulo": "Revocar nombramiento",
        "boton": "Revocar",
        "grave": True,
        "texto": "La persona pierde este papel de inmediato. Para devolvérselo hará falta nombrarla otra vez.",
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Si es el último con que su ente presenta, se advierte."""
        ultimo = designaciones.deja_sin_presentar(self.object, reloj.hoy())
        return super().get_context_data(**kwargs) | {"ultimo": ultimo}
