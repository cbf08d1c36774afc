"""El registro del pasado en pantalla: los asuntos, los archivos de donde salen y los entes que ya no existen."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView, View

from archivos.salida import como_descarga, descarga
from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import papeles, puede
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import DetailView, FormView, ListView, VistaConFormulario
from cuentas.interfaz.paginas import ConPaginasMixin, pagina_de
from cuentas.models import Usuario
from indicadores.cifra.parametros import ParametroInvalido, leer_anio
from indicadores.models import CargaHistorica, EnteAnterior, LoteHistorico, RegistroHistorico
from indicadores.pasado import actos
from indicadores.pasado.cargas import conciliar, totales_de
from indicadores.pasado.columnas import ROTULOS
from indicadores.pasado.forms import EnteAnteriorForm
from indicadores.pasado.procedencia import csv_de_procedencia

POR_PAGINA = 50


def pestanas(persona: Usuario, activa: str) -> list[dict[str, Any]]:
    """Las partes del registro del pasado que esta persona puede abrir."""
    partes = (
        ("pasado.ver", "Asuntos", "indicadores:pasado"), ("pasado.leer", "Archivos", "indicadores:pasado_archivos"),
        ("pasado.leer", "Entes anteriores", "indicadores:entes_anteriores"),
        ("pasado.importar", "Escaneos por ligar", "indicadores:escaneos"),
    )
    return [{"texto": texto, "url": reverse(nombre), "activa": nombre.endswith(f":{activa}")}
            for operacion, texto, nombre in partes if puede(persona, operacion)]


class DelPasadoMixin(PuertaMixin, VistaConFormulario):
    """Pantallas del registro del pasado; lo que lee quien audita queda en la bitácora."""

    operacion = "pasado.leer"
    pestana = "pasado_archivos"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "auditor" in papeles(self.request.user):
            with transaction.atomic():
                anotar("historico.leido", f"pagina:{request.path}"[:80], por=self.request.user, en=reloj.ahora(),
                       datos={"filtros": request.GET.dict()})
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Con las pestañas y si puede importar, que cada acto vuelve a exigir."""
        return super().get_context_data(**kwargs) | {
            "pestanas": pestanas(self.request.user, self.pestana),
            "importa": puede(self.request.user, "pasado.importar"),
        }


class RegistrosView(DelPasadoMixin, ConPaginasMixin, ListView[RegistroHistorico]):
    """Los asuntos de antes del sistema, con búsqueda por folio o ente y por año."""

    operacion, pestana = "pasado.ver", "pasado"
    template_name = "indicadores/pasado/registros.html"
    context_object_name = "registros"
    paginate_by = POR_PAGINA

    def get_queryset(self) -> QuerySet[RegistroHistorico]:
        registros = RegistroHistorico.objects.visibles_para(self.request.user)
        registros = registros.que_digan(self.request.GET.get("q", ""))
        with suppress(ParametroInvalido):  # un año que no se entiende no filtra
            registros = registros.filter(fecha_recibida__year=leer_anio(self.request.GET.get("anio", "")))
        vivos = Count("escaneos", filter=Q(escaneos__retirado_en=None))
        return registros.select_related("ente", "anterior__sucesor", "lote").annotate(con_escaneo=vivos).order_by(
            "-fecha_recibida", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        anios = RegistroHistorico.objects.visibles_para(self.request.user).dates("fecha_recibida", "year", order="DESC")
        return super().get_context_data(**kwargs) | {
            "q": self.request.GET.get("q", "")[:200], "anio": self.request.GET.get("anio", ""),
            "anios": [str(dia.year) for dia in anios],
        }


class ArchivosView(DelPasadoMixin, TemplateView):
    """Lo importado y lo que está por revisarse."""

    template_name = "indicadores/pasado/archivos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        abiertas = CargaHistorica.objects.visibles_para(self.request.user, actos.OPERACION)
        lotes = LoteHistorico.objects.visibles_para(self.request.user)
        return super().get_context_data(**kwargs) | {
            "cargas": abiertas.filter(lote=None, descartada_en=None).select_related("subida_por", "archivo"),
            "lotes": lotes.select_related("importado_por").order_by("-pk"),
        }


class LoteView(DelPasadoMixin, DetailView[LoteHistorico]):
    """Un lote: de dónde salió, cómo se leyó, qué trae y cómo concilia."""

    template_name = "indicadores/pasado/lote.html"
    context_object_name = "lote"

    def get_queryset(self) -> QuerySet[LoteHistorico]:
        return LoteHistorico.objects.visibles_para(self.request.user).select_related("importado_por", "archivo")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registros = self.object.registros.select_related("ente", "anterior__sucesor").order_by("fila", "pk")
        pagina = Paginator(registros, POR_PAGINA).get_page(self.request.GET.get("page"))
        columnas = self.object.lectura.get("columnas", {})
        return super().get_context_data(**kwargs) | {
            "registros": pagina.object_list, "pagina": pagina_de(pagina, self.request.GET),
            "anios": conciliar(list(self.object.registros.all()), reloj.hoy(), por_entrar=False),
            "columnas": [(ROTULOS[campo], titulo) for campo, titulo in columnas.items()],
            "totales": totales_de(self.object.lectura),
        }


class LoteOriginalView(PuertaMixin, View):
    """El archivo tal como llegó."""

    operacion = "pasado.leer"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        suyos = LoteHistorico.objects.visibles_para(self.request.user).select_related("archivo")
        lote = get_object_or_404(suyos, pk=pk)
        if not lote.archivo.disponible:
            raise Http404
        with transaction.atomic():
            anotar("historico.exportado", lote, por=self.request.user, en=reloj.ahora(), datos={"que": "original"})
        return como_descarga(lote.archivo.abrir(), lote.nombre, lote.archivo.tipo)


class LoteProcedenciaView(PuertaMixin, View):
    """Cada renglón con el archivo, la hoja y la fila de donde salió."""

    operacion = "pasado.leer"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        lote = get_object_or_404(LoteHistorico.objects.visibles_para(self.request.user), pk=pk)
        with transaction.atomic():
            anotar("historico.exportado", lote, por=self.request.user, en=reloj.ahora(), datos={"que": "procedencia"})
        return descarga(csv_de_procedencia(lote), f"procedencia-lote-{lote.pk}.csv")


class EntesAnterioresView(DeUnaVezMixin, DelPasadoMixin, FormView[EnteAnteriorForm]):
    """Los entes que ya no existen, quién los sucedió y según qué; registrarlos le toca a quien importa."""

    pestana = "entes_anteriores"
    template_name = "indicadores/pasado/entes_anteriores.html"
    form_class = EnteAnteriorForm
    success_url = reverse_lazy("indicadores:entes_anteriores")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con el día y, si viene de una carga, el nombre que no se reconoció."""
        inicial = {"nombre": self.request.GET.get("nombre", "")[:200]}
        return super().get_form_kwargs() | {"hoy": reloj.hoy(), "initial": inicial}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leerlos no basta para registrarlos."""
        exigir_en_puerta(request, actos.OPERACION)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: EnteAnteriorForm) -> HttpResponse:
        quien, ahora = self.request.user, reloj.ahora()
        try:
            with con_constancia("ente_anterior.registrar", "indicadores:pasado", por=quien, en=ahora):
                actos.registrar_anterior(**form.cleaned_data, por=quien, en=ahora, envio=self.envio())
        except actos.YaHayEnteAnterior as error:
            form.add_error("nombre", str(error))
            return self.form_invalid(form)
        messages.success(self.request, "El ente anterior quedó registrado con su sucesor.")
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        anteriores = EnteAnterior.objects.select_related("sucesor", "registrado_por").annotate(n=Count("registros"))
        return super().get_context_data(**kwargs) | {"anteriores": anteriores}
