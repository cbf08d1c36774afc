"""Los anexos: qué se pide según lo contestado, subir, retirar y descargar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from archivos.entrada import ContenidoNoAdmitido, recibir
from archivos.excepciones import AlmacenNoDisponible
from cuentas import reloj, tasa
from cuentas.models import Usuario
from cuentas.parametros import parametro
from cuentas.puerta import PuertaMixin
from dictamenes import captura, cuotas, requisitos
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, YaRegistrado
from dictamenes.models import Anexo, Solicitud
from flujos import avance
from flujos.descargas import anexo_de, como_descarga
from flujos.expediente import dejar_constancia
from flujos.forms.captura import AnexoForm
from flujos.views.captura_base import CapturaMixin, version_enviada

SIN_ALMACEN = "El almacén de documentos no responde y el archivo no se guardó. Lo demás sí: vuelva a subirlo."

INTENTOS, VENTANA_SEGUNDOS = 200, 600


def exigir_sin_prisa(persona: Usuario) -> None:
    """`DatosInvalidos` si la persona ya mandó a revisar demasiados archivos seguidos."""
    if tasa.anotar("subida", str(persona.pk), segundos=VENTANA_SEGUNDOS) > INTENTOS:
        raise DatosInvalidos("Ha enviado demasiados archivos seguidos: espere diez minutos y continúe.")


class AnexosView(CapturaMixin, FormView):
    """La lista de clases que vienen al caso y el formulario para adjuntar."""

    form_class = AnexoForm
    template_name = "flujos/captura/anexos.html"
    titulo = "Anexos"

    @cached_property
    def clases(self) -> list[dict[str, Any]]:
        """Lo que se pide y lo que ya se adjuntó."""
        return avance.anexos_de(self.solicitud)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con las clases que vienen al caso y el tope de tamaño."""
        clases = [(c["clase"], c["nombre"]) for c in self.clases if c["se_pide"]]
        return super().get_form_kwargs() | {"clases": clases, "maximo_mb": parametro("anexo.maximo_mb")}

    def get_initial(self) -> dict[str, str]:
        """La clase que se pidió en la dirección, o la primera que falta."""
        faltante = next((c["clase"] for c in self.clases if c["exigido"] and not c["adjuntos"]), "")
        return {"clase": self.request.GET.get("clase") or faltante}

    def form_valid(self, form: AnexoForm) -> HttpResponse:
        """Recibe el archivo y lo liga. Agregar no pisa nada: no compara versiones."""
        try:
            self.adjuntar(form.cleaned_data["archivo"], form.cleaned_data["clase"])
        except ContenidoNoAdmitido as error:
            captura.anotar_no_admitido(
                self.solicitud, por=self.request.user, en=reloj.ahora(), sha256=error.sha256, motivo=error.motivo
            )
            return self.no_se_adjunto(form, error)
        except (ValidationError, DatosInvalidos) as error:
            return self.no_se_adjunto(form, error)
        except AlmacenNoDisponible:
            form.add_error("archivo", SIN_ALMACEN)
            return self.render_to_response(self.get_context_data(form=form), status=503)
        return redirect("flujos:anexos", self.solicitud.pk)

    def adjuntar(self, subido: UploadedFile, clase: str) -> None:
        """Lo recibe, lo liga y lo dice. La cuota se mira antes de gastar en revisarlo, y al ligar."""
        persona = self.request.user
        exigir_sin_prisa(persona)
        cuotas.exigir_en_solicitud(self.solicitud, subido.size)
        cuotas.exigir_del_dia(persona, subido.size, reloj.ahora())
        archivo, nombre = recibir(subido, parametro("anexo.maximo_mb"))
        try:
            captura.anexar(
                self.solicitud, version=None, por=persona, en=reloj.ahora(), clase=clase, nombre=nombre,
                archivo=archivo, subido=True,
            )
        except YaRegistrado:
            messages.info(self.request, f"«{nombre}» ya estaba adjunto; no se repitió.")
        else:
            messages.success(self.request, f"Se adjuntó «{nombre}».")

    def no_se_adjunto(self, form: AnexoForm, error: Exception) -> HttpResponse:
        """La razón junto al campo; lo ya adjuntado sigue ahí."""
        form.add_error("archivo", error if isinstance(error, ValidationError) else str(error))
        return self.form_invalid(form)

    def form_invalid(self, form: AnexoForm) -> HttpResponse:
        """422 con la razón; lo ya adjuntado sigue ahí."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo exigido y lo opcional por separado, y cuánto va."""
        exigidas = [c for c in self.clases if c["exigido"]]
        return super().get_context_data(**kwargs) | {
            "exigidas": exigidas, "opcionales": [c for c in self.clases if not c["exigido"]],
            "listas": sum(c["listo"] for c in exigidas),
        }


class AnexoRetirarView(CapturaMixin, TemplateView):
    """Confirmar que se retira un anexo; queda en la historia."""

    template_name = "flujos/captura/anexo_retirar.html"
    deja = "anexo.retirado"
    titulo = "Retirar un anexo"

    @cached_property
    def anexo(self) -> Anexo:
        """El anexo que se retiraría."""
        return get_object_or_404(self.solicitud.anexos, pk=self.kwargs["anexo_pk"], retirado_en=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con su nombre."""
        return super().get_context_data(**kwargs) | {"anexo": self.anexo}

    def post(self, request: HttpRequest, pk: int, anexo_pk: int) -> HttpResponse:
        """Lo retira, con la versión que la persona vio."""
        try:
            captura.retirar_anexo(
                self.solicitud, version=version_enviada(request), por=request.user, en=reloj.ahora(),
                anexo_id=self.anexo.pk,
            )
        except CapturaVencida:
            if self.solicitud.anexos.filter(pk=anexo_pk, retirado_en=None).exists():
                raise
            messages.info(request, f"«{self.anexo.nombre}» ya se había retirado.")
        else:
            messages.success(request, f"Se retiró «{self.anexo.nombre}».")
        return redirect("flujos:anexos", self.solicitud.pk)


class AnexoView(PuertaMixin, View):
    """Descargar un anexo: sólo quien ve el expediente; la lectura del auditor se anota."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Siempre como descarga, y sólo lo disponible; si no, 422 que dice por qué."""
        anexo = anexo_de(Solicitud.objects.visibles_para(request.user), pk)
        if not anexo.archivo.disponible:
            raise DatosInvalidos(f"{requisitos.por_que_no(anexo).mensaje}.")
        dejar_constancia(anexo.solicitud, "anexo.leido", request.user, reloj.ahora(), anexo=anexo.pk)
        return como_descarga(anexo.archivo.abrir(), anexo.nombre, anexo.archivo.tipo)
