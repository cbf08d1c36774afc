"""Importar conceptos de una hoja de cálculo, con vista previa, y descargarlos o su plantilla."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos.entrada import ContenidoNoAdmitido
from archivos.hojas import celdas_de
from archivos.salida import descarga
from bitacora.una_vez import exigir_nuevo
from cuentas import reloj
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.expediente import captura, importacion
from flujos.captura import exportar_conceptos
from flujos.captura.conceptos_en_hoja import como_texto
from flujos.captura.forms.importar import AGREGAR, MAXIMO_MB, ImportarForm
from flujos.captura.importar_conceptos import Lectura, leer, perfiles_de
from flujos.captura.views.base import CapturaMixin, version_enviada
from flujos.expediente.views.con_archivo import exigir_sin_prisa

POR_PAGINA = 100
CAMBIO_LO_ESCRITO = "Lo que va a importar cambió después de revisarlo: mírelo de nuevo y confirme."
CAMBIO_LA_SOLICITUD = (
    "Otra ventana u otra persona cambió los conceptos de esta solicitud, y lo suyo todavía no se guarda. "
    "Ahora hay %s: mire de nuevo lo que va a importar y confirme."
)


class ImportarView(DeUnaVezMixin, CapturaMixin, FormView[ImportarForm]):
    """Pegar o subir, ver cómo queda cada renglón con todos sus errores y, sólo entonces, confirmar."""

    form_class = ImportarForm
    template_name = "flujos/captura/importar.html"
    titulo = "Importar conceptos"

    @cached_property
    def hay(self) -> int:
        """Cuántos conceptos tiene la solicitud ahora mismo."""
        return self.solicitud.conceptos.count()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con cuántos hay: si hay alguno, se pregunta qué hacer con ellos."""
        return super().get_form_kwargs() | {"hay": self.hay}

    def get_initial(self) -> dict[str, Any]:
        """Agregar no quita nada."""
        return {"modo": AGREGAR}

    def form_valid(self, form: ImportarForm) -> HttpResponse:
        """Lee todo; importa si se confirmó esto mismo y nada hay que corregir, y si no, lo muestra."""
        try:
            form = self.con_texto(form)
        except (ValidationError, DatosInvalidos) as error:
            form.add_error("archivo", error if isinstance(error, ValidationError) else str(error))
            return self.form_invalid(form)
        se_quedan = 0 if form.reemplaza else self.hay
        lectura = leer(form.cleaned_data["texto"], self.solicitud, reloj.hoy(), se_quedan=se_quedan)
        if "confirmar" in self.request.POST and lectura.sirve:
            if self.request.POST.get("visto") == _visto(form):
                return self.importar(form, lectura)
            return self.vista_previa(form, lectura, aviso=CAMBIO_LO_ESCRITO)
        return self.vista_previa(form, lectura)

    def con_texto(self, form: ImportarForm) -> ImportarForm:
        """El formulario con lo del archivo ya en su texto. `ValidationError` o `DatosInvalidos` si no se lee."""
        if not (archivo := form.cleaned_data.get("archivo")):
            return form
        exigir_sin_prisa(self.request.user)
        try:
            texto = como_texto(celdas_de(archivo, MAXIMO_MB))
        except ContenidoNoAdmitido as error:
            captura.anotar_no_admitido(
                self.solicitud, por=self.request.user, en=reloj.ahora(), sha256=error.sha256, motivo=error.motivo
            )
            raise
        leido = ImportarForm({"texto": texto, "modo": form.cleaned_data["modo"]}, hay=self.hay)
        if not leido.is_valid():
            raise DatosInvalidos("El archivo no trae ningún renglón, o trae demasiado texto.")
        return leido

    def importar(self, form: ImportarForm, lectura: Lectura) -> HttpResponse:
        """Todo o nada, una vez, sobre la versión que la persona vio."""
        try:
            importacion.importar_conceptos(
                self.solicitud, version=version_enviada(self.request), por=self.request.user, en=reloj.ahora(),
                conceptos=[renglon.datos for renglon in lectura.renglones], reemplazar=form.reemplaza,
                envio=self.envio(),
            )
        except CapturaVencida:
            return self.en_conflicto(form)
        cuantos = len(lectura.renglones)
        dicho = "Se importó 1 concepto." if cuantos == 1 else f"Se importaron {cuantos:,} conceptos."
        messages.success(self.request, dicho)
        return super().form_valid(form)

    def en_conflicto(self, form: ImportarForm) -> HttpResponse:
        """409 con lo mismo todavía ahí; si quien ganó fue este mismo envío, ya quedó."""
        exigir_nuevo(self.envio())
        del self.solicitud, self.hay
        cuantos = "1 concepto" if self.hay == 1 else f"{self.hay:,} conceptos"
        nuevo = ImportarForm(form.data, hay=self.hay)
        nuevo.is_valid()
        se_quedan = 0 if nuevo.reemplaza else self.hay
        lectura = leer(nuevo.cleaned_data["texto"], self.solicitud, reloj.hoy(), se_quedan=se_quedan)
        return self.vista_previa(nuevo, lectura, aviso=CAMBIO_LA_SOLICITUD % cuantos, status=409)

    def vista_previa(self, form: ImportarForm, lectura: Lectura, aviso: str = "", status: int = 0) -> HttpResponse:
        """Cada renglón con su veredicto y todos los errores; lo pegado sigue en su lugar."""
        contexto = self.get_context_data(
            form=form, lectura=lectura, aviso=aviso, visto=_visto(form), errores=lectura.errores(),
            pagina=Paginator(lectura.renglones, POR_PAGINA).get_page(self.request.POST.get("pagina")),
        )
        return self.render_to_response(contexto, status=status or (200 if lectura.sirve else 422))

    def form_invalid(self, form: ImportarForm) -> HttpResponse:
        """422 con la razón; lo pegado sigue ahí."""
        respuesta = super().form_invalid(form)
        respuesta.status_code = 422
        return respuesta

    def get_success_url(self) -> str:
        return self.url("conceptos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        perfiles = perfiles_de(self.solicitud, reloj.hoy())
        opciones = [(perfil.pk, perfiles.rotulo(perfil)) for perfil in perfiles.todos]
        return super().get_context_data(**kwargs) | {"hay": self.hay, "perfiles": opciones}


class ConceptosXlsxView(CapturaMixin, View):
    """Todos los conceptos en una hoja que se vuelve a importar."""

    formato = "xlsx"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Como descarga; queda constancia."""
        contenido = exportar_conceptos.exportar(self.solicitud, self.formato, por=self.request.user, en=reloj.ahora())
        return descarga(contenido, f"conceptos-{self.solicitud.folio or f'borrador-{pk}'}.{self.formato}")


class ConceptosCsvView(ConceptosXlsxView):
    """Lo mismo, en CSV."""

    formato = "csv"


class PlantillaView(CapturaMixin, View):
    """La plantilla para capturar conceptos fuera; con `?perfil=`, sus atributos."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        contenido = exportar_conceptos.plantilla(self.solicitud, reloj.ahora(), request.GET.get("perfil", ""))
        return descarga(contenido, "plantilla-de-conceptos.xlsx")


def huella_de(texto: str, modo: str) -> str:
    """De qué se mostró la vista previa: lo que se confirma es eso y no otra cosa."""
    return hashlib.sha256(repr((texto.replace("\r\n", "\n"), modo)).encode()).hexdigest()


def _visto(form: ImportarForm) -> str:
    return huella_de(form.cleaned_data["texto"], form.cleaned_data["modo"])
