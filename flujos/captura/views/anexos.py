"""Los anexos: qué se pide según lo contestado, subir, sustituir, retirar y descargar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.entrada import ContenidoNoAdmitido, recibir
from archivos.excepciones import AlmacenNoDisponible
from archivos.models import Archivo
from archivos.salida import como_descarga
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.genericas import FormView
from cuentas.parametros import parametro
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, YaRegistrado
from dictamenes.expediente import captura
from dictamenes.models import Anexo
from dictamenes.reglas import cuotas, requisitos
from dictamenes.textos.formularios.definicion import nombre_de_anexo
from flujos.captura import adjuntos, avance
from flujos.captura.forms.anexos import AnexoForm, SubirForm, SustituirForm
from flujos.captura.views.base import CapturaMixin, version_enviada
from flujos.expediente.descargas import anexo_de
from flujos.expediente.expediente import dejar_constancia
from flujos.expediente.views.con_archivo import exigir_sin_prisa

SIN_ALMACEN = "El almacén de documentos no responde y el archivo no se guardó. Lo demás sí: vuelva a subirlo."
SIN_SERVICIO = 503
EN_JSON = "application/json"


@dataclass(frozen=True)
class Subida:
    """Cómo le fue a un archivo: qué se dice, en qué tono y con qué código HTTP."""

    texto: str
    tono: int = messages.ERROR
    codigo: int = 422


class SubirView(CapturaMixin, FormView[SubirForm]):
    """Recibir cada archivo, ligarlo y decir cómo le fue: en la página o, a su guion, en JSON.

    Quien hereda dice `ligar` y `destino`. Un archivo que no entra no se lleva a los demás.
    """

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"maximo_mb": parametro("anexo.maximo_mb")}

    def ligar(self, archivo: Archivo, nombre: str, form: SubirForm) -> str:
        """Lo pone en la solicitud y devuelve lo que se dice."""
        raise NotImplementedError

    def destino(self, form: SubirForm) -> str:
        """A dónde se va cuando todo entró."""
        return self.url("anexos")

    def exigir_cuota(self, subido: UploadedFile[bytes]) -> None:
        """`DatosInvalidos` si ya no puede adjuntar hoy: se mira antes de gastar en revisarlo, y al ligar."""
        cuotas.exigir_del_dia(self.request.user, subido.size or 0, reloj.ahora())

    def form_valid(self, form: SubirForm) -> HttpResponse:
        """Sube uno por uno; si el almacén no responde ya no intenta con los que siguen."""
        codigo = 200
        for subido in form.subidos(reloj.ahora()):
            subida = self.subir(subido, form)
            codigo = max(codigo, subida.codigo)
            if subida.codigo == 200:
                messages.add_message(self.request, subida.tono, subida.texto)
            else:
                form.add_error("archivo", subida.texto)
            if subida.codigo == SIN_SERVICIO:
                break
        return self.contestar(form, codigo, subida.texto)

    def subir(self, subido: UploadedFile[bytes], form: SubirForm) -> Subida:
        """Lo recibe y lo liga. Lo que no se admite por lo que trae adentro deja constancia."""
        try:
            exigir_sin_prisa(self.request.user)
            self.exigir_cuota(subido)
            archivo, nombre = recibir(subido, parametro("anexo.maximo_mb"))
            return Subida(self.ligar(archivo, nombre, form), messages.SUCCESS, 200)
        except YaRegistrado as error:
            return Subida(str(error), messages.INFO, 200)
        except ContenidoNoAdmitido as error:
            captura.anotar_no_admitido(
                self.solicitud, por=self.request.user, en=reloj.ahora(), sha256=error.sha256, motivo=error.motivo
            )
            return Subida(str(error.message))
        except ValidationError as error:
            return Subida(str(error.message))
        except DatosInvalidos as error:
            return Subida(str(error))
        except AlmacenNoDisponible:
            return Subida(SIN_ALMACEN, codigo=SIN_SERVICIO)

    def form_invalid(self, form: SubirForm) -> HttpResponse:
        """422 con la razón; lo ya adjuntado sigue ahí."""
        return self.contestar(form, 422, " ".join(str(texto) for textos in form.errors.values() for texto in textos))

    def contestar(self, form: SubirForm, codigo: int, texto: str) -> HttpResponse:
        """Al guion, qué pasó con el archivo que mandó; sin guion, la lista o la razón junto al campo."""
        if self.request.get_preferred_type(["text/html", EN_JSON]) == EN_JSON:
            return JsonResponse({"texto": texto}, status=codigo)
        if codigo == 200:
            return redirect(self.destino(form))
        self.__dict__.pop("clases", None)  # alguno pudo entrar
        return self.render_to_response(self.get_context_data(form=form), status=codigo)


class AnexosView(SubirView):
    """La lista de clases que vienen al caso y el formulario para adjuntar."""

    form_class = AnexoForm
    template_name = "flujos/captura/anexos.html"
    titulo = "Anexos"

    @cached_property
    def clases(self) -> list[dict[str, Any]]:
        return avance.anexos_de(self.solicitud)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"clases": [(c["clase"], c["nombre"]) for c in self.clases if c["se_pide"]]}

    def get_initial(self) -> dict[str, str]:
        return {"clase": self.request.GET.get("clase") or self.faltante()}

    def faltante(self) -> str:
        """La primera clase exigida sin nada adjunto; vacía si no falta ninguna."""
        return next((c["clase"] for c in self.clases if c["exigido"] and not c["adjuntos"]), "")

    def exigir_cuota(self, subido: UploadedFile[bytes]) -> None:
        """También la de la solicitud: es un archivo más."""
        cuotas.exigir_en_solicitud(self.solicitud, subido.size or 0)
        super().exigir_cuota(subido)

    def ligar(self, archivo: Archivo, nombre: str, form: SubirForm) -> str:
        """Un anexo más de su clase. Agregar no pisa nada: no compara versiones."""
        clase, persona = form.cleaned_data["clase"], self.request.user
        captura.anexar(
            self.solicitud, version=None, por=persona, en=reloj.ahora(), clase=clase, nombre=nombre, archivo=archivo,
            subido=True,
        )
        return f"Se adjuntó «{nombre}». {adjuntos.otros_lugares(self.solicitud, persona, clase, archivo)}".strip()

    def destino(self, form: SubirForm) -> str:
        """La lista; tras una foto, en la misma clase, que suele llevar más hojas."""
        aqui = self.url("anexos")
        return f"{aqui}?clase={form.cleaned_data['clase']}#subir" if form.cleaned_data["foto"] else aqui

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clases = adjuntos.con_renglones(self.clases, self.solicitud, self.request.user)
        exigidas = [c for c in clases if c["exigido"]]
        return super().get_context_data(**kwargs) | {
            "exigidas": exigidas, "opcionales": [c for c in clases if not c["exigido"]],
            "listas": sum(c["listo"] for c in exigidas), "faltante": self.faltante(),
        }


class AnexoSustituirView(SubirView):
    """Cambiar un anexo por su versión nueva; la anterior queda en la historia."""

    form_class = SustituirForm
    template_name = "flujos/captura/anexo_sustituir.html"
    deja = "anexo.sustituido"
    titulo = "Sustituir un anexo"

    @cached_property
    def anexo(self) -> Anexo:
        suyos = self.solicitud.anexos.select_related("archivo")
        return get_object_or_404(suyos, pk=self.kwargs["anexo_pk"], retirado_en=None)

    def ligar(self, archivo: Archivo, nombre: str, form: SubirForm) -> str:
        """La versión siguiente, en lugar de la que se vio."""
        persona = self.request.user
        captura.sustituir_anexo(
            self.solicitud, version=None, por=persona, en=reloj.ahora(), anexo_id=self.anexo.pk, nombre=nombre,
            archivo=archivo,
        )
        donde_mas = adjuntos.otros_lugares(self.solicitud, persona, self.anexo.clase, archivo)
        return f"«{nombre}» sustituyó a «{self.anexo.nombre}». {donde_mas}".strip()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definicion = self.solicitud.formulario.definicion
        clase = nombre_de_anexo(definicion, self.anexo.clase)
        return super().get_context_data(**kwargs) | {"anexo": self.anexo, "clase": clase}


class AnexoRetirarView(CapturaMixin, TemplateView):
    """Confirmar que se retira un anexo; queda en la historia."""

    template_name = "flujos/captura/anexo_retirar.html"
    deja = "anexo.retirado"
    titulo = "Retirar un anexo"

    @cached_property
    def anexo(self) -> Anexo:
        return get_object_or_404(self.solicitud.anexos, pk=self.kwargs["anexo_pk"], retirado_en=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"anexo": self.anexo}

    def post(self, request: HttpRequest, pk: int, anexo_pk: int) -> HttpResponse:
        """Lo retira, con la versión que la persona vio."""
        try:
            captura.retirar_anexo(
                self.solicitud, version=version_enviada(request), por=self.request.user, en=reloj.ahora(),
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
        anexo = anexo_de(self.request.user, pk)
        if not anexo.archivo.disponible:
            raise DatosInvalidos(f"{requisitos.por_que_no(anexo).mensaje}.")
        dejar_constancia(anexo.solicitud, "anexo.leido", self.request.user, reloj.ahora(), anexo=anexo.pk)
        return como_descarga(anexo.archivo.abrir(), anexo.nombre, anexo.archivo.tipo)
