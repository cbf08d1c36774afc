"""Importar un archivo del pasado: subirlo, ver qué se entendió, decidir lo dudoso y confirmar."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.entrada import recibir_tabla
from archivos.excepciones import AlmacenNoDisponible
from archivos.salida import descarga
from archivos.tablas import csv_de
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.entrada import tasa
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.filtros import entero
from cuentas.interfaz.genericas import FormView, VistaConFormulario
from cuentas.interfaz.paginas import pagina_de
from cuentas.models import Ente
from indicadores.models import CargaHistorica, EnteAnterior
from indicadores.pasado import actos
from indicadores.pasado.cargas import CargaIlegible, Entendida, conciliar, entender
from indicadores.pasado.columnas import ROTULOS
from indicadores.pasado.forms import MAXIMO_MB, ColumnasForm, DecisionesForm, FueraForm, SubirForm
from indicadores.pasado.historico import DE_ANTERIOR, DE_ENTE, nombres_conocidos
from indicadores.pasado.hoja import COMO_VIENE
from indicadores.pasado.views.registros import POR_PAGINA, pestanas

F = TypeVar("F", ColumnasForm, DecisionesForm)

INTENTOS, VENTANA_SEGUNDOS = 60, 600
SIN_PRISA = "Ha subido demasiados archivos seguidos: espere diez minutos y continúe."
SIN_ALMACEN = "El almacén de documentos no responde y el archivo no se guardó: vuelva a intentarlo."
CAMBIO = "Otra ventana u otra persona cambió esta carga después de que usted la abrió: mírela de nuevo y confirme."


class DeImportarMixin(PuertaMixin, VistaConFormulario):
    """Pantallas de quien importa el pasado."""

    operacion = actos.OPERACION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"pestanas": pestanas(self.request.user, "pasado_archivos")}


class DeUnaCargaMixin(DeImportarMixin):
    """Pantallas y actos sobre una carga abierta."""

    @cached_property
    def carga(self) -> CargaHistorica:
        """La de la dirección; la que no alcanza, 404."""
        cargas = CargaHistorica.objects.visibles_para(self.request.user, self.operacion)
        return get_object_or_404(cargas.select_related("archivo", "lote", "subida_por"), pk=self.kwargs["pk"])

    @cached_property
    def entendida(self) -> Entendida:
        """Lo que se entiende de su archivo ahora mismo. Lanza `CargaIlegible`."""
        return entender(self.carga, reloj.hoy())

    @property
    def url(self) -> str:
        """La vista previa."""
        return reverse("indicadores:carga", args=[self.carga.pk])

    def terminada(self) -> HttpResponse | None:
        """Si ya se importó o se descartó, a dónde va."""
        if self.carga.lote_id:
            return redirect("indicadores:lote", self.carga.lote_id)
        return redirect("indicadores:pasado_archivos") if self.carga.descartada_en else None

    def cerrada(self) -> HttpResponse | None:
        """También si no se puede leer: a la página que dice por qué."""
        if terminada := self.terminada():
            return terminada
        try:
            legible = self.carga.archivo.disponible and bool(self.entendida)
        except CargaIlegible:
            legible = False
        return None if legible else redirect(self.url)

    def version(self) -> int:
        """La que la persona vio; cero si no la mandó."""
        return entero(self.request.POST.get("version", "")) or 0

    def acordar(self, **cambios: Any) -> None:
        """Cambia lo acordado sobre esa versión. Lanza `CargaVencida`."""
        actos.acordar(self.carga, version=self.version(), por=self.request.user, en=reloj.ahora(), **cambios)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"carga": self.carga}


class SubirView(DeUnaVezMixin, DeImportarMixin, FormView[SubirForm]):
    """Subir el archivo, tal como está."""

    template_name = "indicadores/pasado/subir.html"
    form_class = SubirForm

    def form_valid(self, form: SubirForm) -> HttpResponse:
        datos, quien = form.cleaned_data, self.request.user
        try:
            if tasa.anotar("historico", str(quien.pk), segundos=VENTANA_SEGUNDOS) > INTENTOS:
                raise ValidationError(SIN_PRISA)
            archivo, nombre = recibir_tabla(datos.pop("archivo"), MAXIMO_MB)
        except ValidationError as error:
            form.add_error("archivo", error)
            return self.form_invalid(form)
        except AlmacenNoDisponible:
            form.add_error("archivo", SIN_ALMACEN)
            return self.form_invalid(form)
        carga = actos.subir(archivo, nombre=nombre, por=quien, en=reloj.ahora(), envio=self.envio(), **datos)
        return redirect("indicadores:carga", carga.pk)

    def ya_enviado(self, objeto: str) -> HttpResponse:
        """La misma carga."""
        return redirect("indicadores:carga", objeto.partition(":")[2])


class CargaView(DeUnaCargaMixin, TemplateView):
    """La vista previa: qué se entendió, qué falta, qué se aparta y cómo quedaría contra lo publicado."""

    template_name = "indicadores/pasado/carga.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La cerrada lleva a su resultado."""
        return self.terminada() or super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Si el archivo aún se revisa o no se lee, sólo eso."""
        contexto = super().get_context_data(**kwargs)
        if not self.carga.archivo.disponible:
            return contexto
        try:
            return contexto | self._vista_previa(self.entendida)
        except CargaIlegible as error:
            return contexto | {"ilegible": str(error)}

    def _vista_previa(self, entendida: Entendida) -> dict[str, Any]:
        lectura, consulta = entendida.lectura, self.request.GET
        errores = Paginator(lectura.errores_por_corregir, POR_PAGINA).get_page(consulta.get("errores"))
        renglones = Paginator(lectura.renglones, POR_PAGINA).get_page(consulta.get("page"))
        nombres = nombres_de_claves()
        con_error = set(lectura.filas_con_error)
        return {
            "entendida": entendida, "lectura": lectura, "errores": errores.object_list, "con_error": con_error,
            "pagina_de_errores": pagina_de(errores, consulta, "errores", "#errores"),
            "pagina": pagina_de(renglones, consulta),
            "renglones": [(r, nombres.get(lectura.entes[r.ente], "")) for r in renglones.object_list],
            "columnas": [(ROTULOS[campo], lectura.titulos[n]) for campo, n in lectura.columnas.items()],
            "sin_leer": [t for n, t in enumerate(lectura.titulos) if t and n not in lectura.columnas.values()],
            "decidir": sum(map(len, lectura.por_decidir.values())),
            "anios": conciliar(lectura.renglones, reloj.hoy(), por_entrar=True),
        }


class AcordarView(DeUnaCargaMixin, FormView[F]):
    """Una página donde se acuerda algo de la carga: quien hereda dice con qué formulario y qué se acuerda."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.cerrada() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.cerrada() or super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"entendida": self.entendida}

    def form_valid(self, form: F) -> HttpResponse:
        """Lo acuerda y vuelve a la vista previa; si otra ventana lo cambió, 409 con lo elegido intacto."""
        try:
            self.acordar(**self.acordado(form))
        except actos.CargaVencida:
            form.add_error(None, CAMBIO)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return redirect(self.url)

    def acordado(self, form: F) -> dict[str, Any]:
        """Lo que cambia de lo acordado."""
        raise NotImplementedError

    def form_invalid(self, form: F) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con las primeras filas, para mirarlas mientras se elige."""
        return super().get_context_data(**kwargs) | {"muestra": self.entendida.tabla.filas[:12]}


class ColumnasView(AcordarView[ColumnasForm]):
    """Qué columna es cada dato."""

    template_name = "indicadores/pasado/columnas.html"
    form_class = ColumnasForm

    def acordado(self, form: ColumnasForm) -> dict[str, Any]:
        return form.acordado()


class DecisionesView(AcordarView[DecisionesForm]):
    """Qué es cada ente, tipo o conclusión que no se reconoció."""

    template_name = "indicadores/pasado/decisiones.html"
    form_class = DecisionesForm

    def get_form_kwargs(self) -> dict[str, Any]:
        conocidos = nombres_conocidos()
        por_decidir = self.entendida.lectura.por_decidir["ente"]
        return super().get_form_kwargs() | {
            "entes": nombres_de_claves(), "parecidos": {texto: conocidos.parecidos(texto) for texto in por_decidir},
        }

    def acordado(self, form: DecisionesForm) -> dict[str, Any]:
        return {"equivalencias": form.acordado(self.entendida.acuerdo.equivalencias)}


class FueraView(DeUnaCargaMixin, View):
    """Dejar fuera filas con error, con su porqué."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if cerrada := self.cerrada():
            return cerrada
        form = FueraForm(request.POST, filas=self.entendida.lectura.filas_con_error)
        if not form.is_valid():
            messages.error(request, " ".join(str(m) for textos in form.errors.values() for m in textos))
            return redirect(self.url)
        nuevas = {str(fila): form.cleaned_data["motivo"] for fila in form.cleaned_data["fila"]}
        try:
            self.acordar(fuera=self.entendida.acuerdo.fuera | nuevas)
        except actos.CargaVencida:
            messages.error(request, CAMBIO)
        return redirect(self.url)


class ConfirmarView(DeUnaCargaMixin, View):
    """Importar: entera o nada, una vez."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if cerrada := self.cerrada():
            return cerrada
        ahora = reloj.ahora()
        try:
            with con_constancia("historico.importar", self.carga, por=self.request.user, en=ahora):
                lote = actos.confirmar(self.carga, version=self.version(), por=self.request.user, en=ahora)
        except (actos.CargaVencida, actos.ImportacionImposible) as error:
            messages.error(request, str(error) or CAMBIO)
            return redirect(self.url)
        messages.success(request, f"Quedaron registrados {lote.renglones:,} asuntos. Abajo está su conciliación.")
        return redirect("indicadores:lote", lote.pk)


class DescartarView(DeUnaCargaMixin, View):
    """Dejar de trabajar en una carga; el archivo se conserva."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if actos.descartar(self.carga, por=self.request.user, en=reloj.ahora()):
            messages.success(request, "La carga se descartó. No se importó nada; el archivo se conserva.")
        return redirect("indicadores:pasado_archivos")


class DefectosView(DeUnaCargaMixin, View):
    """Todos los errores, avisos y filas apartadas, para corregir el archivo con calma."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if cerrada := self.cerrada():
            return cerrada
        lectura = self.entendida.lectura
        filas = [
            *((e.fila, e.columna, "error", e.mensaje) for e in lectura.errores),
            *((a.fila, a.columna, "aviso", a.mensaje) for a in lectura.avisos),
            *((fila, "", "apartada", motivo) for fila, motivo in lectura.apartadas),
        ]
        return descarga(csv_de(("fila", "columna", "clase", "que_pasa"), sorted(filas)), f"errores-carga-{pk}.csv")


def nombres_de_claves() -> dict[str, str]:
    """Cómo se muestra cada clave de ente: los del catálogo, y los de antes con su sucesor."""
    anteriores = EnteAnterior.objects.select_related("sucesor")
    return {
        **{f"{DE_ENTE}:{ente.pk}": f"{ente.nombre} ({ente.siglas})" for ente in Ente.objects.all()},
        **{f"{DE_ANTERIOR}:{a.pk}": f"{a.nombre} (hoy, {a.sucesor.siglas})" for a in anteriores},
        COMO_VIENE: "Como viene escrito",
    }
