"""La firma: leer el documento página por página, firmarlo con su contraseña o devolverlo con motivo."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.generic import View

from archivos import entrada, paginas
from archivos.models import Archivo
from cuentas import reloj, tasa
from cuentas.calendario import calendario_de
from cuentas.frescura import FrescuraAlEnviarMixin, es_fresca
from cuentas.parametros import parametro
from dictamenes import documentos
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado
from dictamenes.models import Plazo
from dictamenes.models.dictamen import EstadoDeDictamen, FormaDeFirma
from flujos import actos
from flujos.bandeja import dias_habiles
from flujos.descargas import disponibles
from flujos.forms.firma import DevolverProyectoForm, FirmarAutografaForm, FirmarForm
from flujos.turno import dictamen_de
from flujos.views.base import CAMBIO, ActoView, DeExpedienteMixin
from flujos.views.presencia import ConPresenciaMixin

INTENTOS, VENTANA_SEGUNDOS = 5, 300


class FirmarView(ConPresenciaMixin, FrescuraAlEnviarMixin, ActoView):
    """Firmar el dictamen que se está viendo, con el factor de hace cinco minutos o menos."""

    acto, operacion = "firmar", "dictamen.firmar"
    template_name = "flujos/firma.html"
    titulo, presente_en = "Firma", "firma"
    hecho = "El dictamen de {folio} quedó firmado. El sistema lo está publicando y avisará al ente."

    def procede(self) -> bool:
        """El documento está sellado y espera firma."""
        dictamen = dictamen_de(self.solicitud)
        return super().procede() and dictamen is not None and dictamen.estado == EstadoDeDictamen.POR_FIRMAR

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cinco contraseñas equivocadas y hay que esperar: con una sesión ajena no se adivina la firma."""
        quien = str(request.user.pk)
        if tasa.anotar("firma", quien, segundos=VENTANA_SEGUNDOS) > INTENTOS:
            motivo = "Escribió varias veces una contraseña que no es la suya. No se firmó nada."
            pagina = render_to_string("429.html", {"motivo": motivo, "espera": "cinco minutos"})
            return HttpResponse(pagina, status=429, headers={"Retry-After": str(VENTANA_SEGUNDOS)})
        self.equivocada = False
        try:
            return super().post(request, *args, **kwargs)
        finally:
            if not self.equivocada:
                tasa.devolver("firma", quien)

    def form_invalid(self, form: FirmarForm) -> HttpResponse:
        """Se cuenta antes de calcularla y se devuelve si no era equivocada: en paralelo tampoco se pasa del tope."""
        self.equivocada = form.has_error("contrasena", code="equivocada")
        return super().form_invalid(form)

    def get_form_class(self) -> type[FirmarForm]:
        """La autógrafa pide además el escaneo."""
        dictamen = dictamen_de(self.solicitud)
        autografa = dictamen is not None and dictamen.forma_firma == FormaDeFirma.AUTOGRAFA
        return FirmarAutografaForm if autografa else FirmarForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """De quién es la contraseña."""
        return super().get_form_kwargs() | {"persona": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """La huella de lo que se muestra."""
        dictamen = dictamen_de(self.solicitud)
        return super().get_initial() | {"visto": dictamen.sellado.sha256 if dictamen and dictamen.sellado else ""}

    def ejecutar(self, form: FirmarForm) -> None:
        """La criptografía va fuera de la transacción; si lo que se vio ya no es lo que hay, no se firma."""
        dictamen, ahora, visto = dictamen_de(self.solicitud), reloj.ahora(), form.cleaned_data["visto"]
        if dictamen is None or dictamen.sellado is None:
            raise EstadoEquivocado("El documento todavía no está listo para firma.")
        if self.procede() and dictamen.sellado.sha256 != visto:
            raise CapturaVencida(CAMBIO)
        firmado = self.firmado(form) if self.procede() and dictamen.autoriza_id == self.request.user.pk else None
        actos.ejecutar(
            "firmar", self.solicitud, por=self.request.user, en=ahora, firmado=firmado, visto=visto,
            forma=dictamen.forma_firma, ubicacion_original=form.cleaned_data.get("ubicacion_original", ""),
        )

    def firmado(self, form: FirmarForm) -> Archivo:
        """El documento con la firma de la persona: la electrónica, o el escaneo de la autógrafa."""
        if "escaneo" not in form.cleaned_data:
            return documentos.firmado(dictamen_de(self.solicitud), self.request.user, reloj.ahora())
        try:
            escaneo = entrada.recibir(form.cleaned_data["escaneo"], parametro("anexo.maximo_mb"))[0]
        except ValidationError as error:
            raise DatosInvalidos(error.messages[0]) from error
        if not escaneo.disponible:
            raise DatosInvalidos("El escaneo se recibió y se está revisando: envíelo otra vez en unos minutos.")
        _exigir_completo(escaneo, dictamen_de(self.solicitud).sellado)
        return escaneo

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Una línea con lo que se firma, sus páginas y los documentos."""
        dictamen = dictamen_de(self.solicitud)
        plazo = self.solicitud.plazos.filter(clase=Plazo.Clase.FIRMA, cerrado_en=None).first()
        calendario = calendario_de(self.solicitud.ente)
        return super().get_context_data(**kwargs) | {
            "dictamen": dictamen, "paginas": _paginas(dictamen.sellado), "vence_en": plazo.vence_en if plazo else None,
            "dias": dias_habiles(plazo.vence_en, reloj.ahora(), calendario) if plazo else None,
            "es_fresca": es_fresca(self.request), "es_suya": dictamen.autoriza_id == self.request.user.pk,
            "documentos": disponibles(self.solicitud, self.request.user, self.mirada),
        }


class DevolverProyectoView(ActoView):
    """Regresar el proyecto con su motivo y sus marcas."""

    acto, operacion, form_class = "devolver_proyecto", "dictamen.firmar", DevolverProyectoForm
    template_name = "flujos/devolver_proyecto.html"
    titulo, boton = "Devolver el proyecto", "Devolver con este motivo"
    hecho = "El proyecto de {folio} se devolvió a la revisión estratégica."
    texto = "Vuelve a quien lo elaboró. El folio se conserva y el ente no ve este motivo ni las marcas."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Las partes del proyecto que se pueden marcar."""
        dictamen = dictamen_de(self.solicitud)
        vacio: dict[str, Any] = {"conceptos": [], "resolutivos": []}
        return super().get_form_kwargs() | {"proyecto": (dictamen.datos if dictamen else None) or vacio}

    def datos(self, form: DevolverProyectoForm) -> dict[str, Any]:
        """El motivo y las marcas."""
        return {"motivo": form.cleaned_data["motivo"], "marcas": form.marcas}


class PaginaView(DeExpedienteMixin, View):
    """Una página del documento por firmar, como imagen."""

    def get(self, request: HttpRequest, pk: int, numero: int) -> HttpResponse:
        """Sólo para quien puede abrir el documento por firmar."""
        suyos = {d.clave: d for d in disponibles(self.solicitud, request.user, self.mirada)}
        if "sellado" not in suyos:
            raise Http404
        try:
            imagen = paginas.pagina(suyos["sellado"].archivo, numero)
        except (IndexError, paginas.SinPaginas) as error:
            raise Http404 from error
        return HttpResponse(imagen, content_type="image/png", headers={"Cache-Control": "private, no-store"})


def _paginas(archivo: Archivo) -> range:
    try:
        return range(1, paginas.cuantas(archivo) + 1)
    except paginas.SinPaginas:
        return range(0)


def _exigir_completo(escaneo: Archivo, sellado: Archivo) -> None:
    """El escaneo debe traer, al menos, las hojas del documento que se firmó."""
    try:
        traidas, debidas = paginas.cuantas(escaneo), paginas.cuantas(sellado)
    except paginas.SinPaginas as error:
        raise DatosInvalidos("El escaneo no se pudo abrir como PDF: escanee de nuevo el documento firmado.") from error
    if traidas < debidas:
        raise DatosInvalidos(f"El escaneo tiene {traidas} hojas y el dictamen, {debidas}: escanéelo completo.")
