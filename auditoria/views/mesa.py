"""La mesa de quien audita: buscar expedientes y eventos, exportarlos, tomar una muestra y ver quién leyó qué."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from auditoria import consulta, exportacion, muestra
from auditoria import expedientes as busqueda
from auditoria import lecturas as leidas
from auditoria.alcance import expedientes_para
from auditoria.muestra import Muestra
from auditoria.views.bitacora import DeAuditoriaMixin
from cuentas import reloj
from dictamenes.models import Solicitud
from dictamenes.models.solicitud import SolicitudQuerySet

EXPEDIENTES, EVENTOS, LECTURAS = "auditoria:expedientes", "auditoria:bitacora", "auditoria:lecturas"


class DeExpedientesMixin(DeAuditoriaMixin):
    """Los expedientes que pide la dirección, de los que alcanza quien audita."""

    @cached_property
    def filtros(self) -> busqueda.Filtros:
        return busqueda.Filtros.de(self.request.GET)

    @cached_property
    def buscados(self) -> SolicitudQuerySet:
        return busqueda.buscar(expedientes_para(self.request.user), self.filtros)


class ExpedientesView(DeExpedientesMixin, TemplateView):
    """El buscador de expedientes, con sus facetas."""

    template_name = "auditoria/expedientes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hallado = busqueda.hallar(expedientes_para(self.request.user), self.filtros)
        folios = [solicitud.folio for solicitud in hallado.pagina.filas]
        self.anotar_lectura("expedientes.buscados", EXPEDIENTES, {"filtros": self.filtros.pedidos(), "folios": folios})
        return super().get_context_data(**kwargs) | {
            "expedientes": hallado.pagina.filas, "filtros": self.filtros, "consulta": urlencode(self.filtros.filtran),
            "facetas": hallado.facetas, "total": hallado.total, "tope": exportacion.TOPE,
            "siguiente_url": self.filtros.pagina(hallado.pagina)["siguiente_url"],
            "inicio_url": reverse(EXPEDIENTES) if self.filtros.pedidos() else "",
        }


class ExpedientesArchivoView(DeExpedientesMixin, View):
    """Lo buscado, como hoja de cálculo."""

    formato: ClassVar[str] = "csv"

    def get(self, request: HttpRequest) -> HttpResponse:
        """El archivo; quedan la consulta, cuántas filas y su huella."""
        tabla = exportacion.de_expedientes(self.buscados, self.formato)
        dicho = {"filtros": self.filtros.filtran, "formato": self.formato, **tabla.como_datos()}
        self.anotar_lectura("expedientes.exportados", EXPEDIENTES, dicho)
        return descarga(tabla.contenido, f"expedientes-{reloj.hoy()}.{self.formato}")


class EventosArchivoView(DeAuditoriaMixin, View):
    """Los eventos buscados, como hoja de cálculo."""

    formato: ClassVar[str] = "csv"

    def get(self, request: HttpRequest) -> HttpResponse:
        """El archivo; quedan la consulta, cuántas filas y su huella."""
        filtros = consulta.Filtros.de(request.GET)
        tabla = exportacion.de_eventos(consulta.buscar(self.request.user, filtros), self.formato)
        dicho = {"filtros": filtros.filtran, "formato": self.formato, **tabla.como_datos()}
        self.anotar_lectura("bitacora.exportada", "bitacora:eventos", dicho)
        return descarga(tabla.contenido, f"eventos-{reloj.hoy()}.{self.formato}")


class DeMuestraMixin(DeExpedientesMixin):
    """El universo buscado y, si la dirección trae tamaño y semilla que se entienden, la muestra."""

    @cached_property
    def form(self) -> muestra.MuestraForm:
        """Con lo que trae la dirección o, si no pide muestra, con una semilla propuesta."""
        if "tamano" in self.request.GET:
            return muestra.MuestraForm(self.request.GET)
        return muestra.MuestraForm(initial={"tamano": 30, "semilla": muestra.semilla_nueva()})

    @cached_property
    def corte(self) -> datetime:
        """Hasta cuándo llega el universo: el de la dirección, nunca después de ahora; al segundo."""
        ahora = reloj.ahora().astimezone(reloj.HERMOSILLO).replace(microsecond=0)
        pedido = self.form.cleaned_data.get("corte") if self.form.is_valid() else None
        return min(pedido or ahora, ahora).astimezone(reloj.HERMOSILLO)

    @cached_property
    def folios(self) -> list[str]:
        """El universo."""
        return muestra.universo(self.buscados, self.corte)

    @cached_property
    def muestra(self) -> Muestra | None:
        if not self.form.is_valid():
            return None
        pedido = self.form.cleaned_data
        return muestra.sortear(self.folios, pedido["semilla"], pedido["tamano"], self.corte)

    def anotar_muestra(self, tomada: Muestra, que: str) -> None:
        """Queda todo lo que hace falta para repetirla."""
        dicho = {"filtros": self.filtros.filtran, "entrega": que, **tomada.como_datos()}
        self.anotar_lectura("muestra.tomada", EXPEDIENTES, dicho)

    def direccion(self, tomada: Muestra) -> str:
        """Con qué se vuelve a pedir la misma."""
        pedido = {"tamano": str(tomada.tamano), "semilla": tomada.semilla, "corte": self.corte.isoformat()}
        return urlencode(self.filtros.filtran | pedido)


class MuestraView(DeMuestraMixin, TemplateView):
    """La hoja de la muestra: universo, semilla, corte, huella y elegidos."""

    template_name = "auditoria/muestra.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dicho: dict[str, Any] = {}
        if self.muestra:
            self.anotar_muestra(self.muestra, "hoja")
            dicho = {"elegidos": self.elegidos(self.muestra), "direccion": self.direccion(self.muestra)}
        return super().get_context_data(**kwargs) | dicho | {
            "form": self.form, "muestra": self.muestra, "universo": len(self.folios), "filtros": self.filtros,
            "consulta": urlencode(self.filtros.filtran), "pedidos": sorted(self.filtros.filtran.items()),
            "algoritmo": muestra.ALGORITMO,
        }

    def elegidos(self, tomada: Muestra) -> list[tuple[Solicitud, str]]:
        """Cada expediente en su lugar, con su huella."""
        folios = [folio for folio, _ in tomada.elegidos]
        suyos = expedientes_para(self.request.user).filter(folio__in=folios).select_related("ente")
        por_folio = {solicitud.folio: solicitud for solicitud in suyos}
        return [(por_folio[folio], huella) for folio, huella in tomada.elegidos]


class MuestraArchivoView(DeMuestraMixin, View):
    """La muestra en CSV o, con `?que=universo`, los folios de donde salió: con los dos se comprueba."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """El archivo; sin muestra que se entienda, 404."""
        if self.muestra is None:
            raise Http404
        de_universo, semilla = request.GET.get("que") == "universo", slugify(self.muestra.semilla)
        self.anotar_muestra(self.muestra, "universo" if de_universo else "csv")
        if de_universo:
            return descarga(muestra.lista_de(self.folios), f"universo-{semilla}.txt")
        return descarga(exportacion.de_muestra(self.muestra).contenido, f"muestra-{semilla}.csv")


class LecturasView(DeAuditoriaMixin, TemplateView):
    """Quién leyó qué, de un expediente o de una persona."""

    template_name = "auditoria/lecturas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Las lecturas y, de un expediente, cuántas hizo cada quien. Un folio que no se alcanza no existe."""
        pedido = leidas.Filtros.de(self.request.GET)
        expediente, halladas = leidas.buscar(self.request.user, pedido)
        tramo = consulta.pagina(halladas, pedido.despues)
        por_persona = leidas.por_persona(halladas) if expediente else []
        leidos = {"filtros": pedido.filtran, "eventos": [evento.n for evento in tramo.filas]}
        self.anotar_lectura("lecturas.leidas", expediente or LECTURAS, leidos)
        return super().get_context_data(**kwargs) | {
            "lecturas": leidas.renglones(tramo.filas), "pedido": pedido, "expediente": expediente,
            "por_persona": por_persona,
            "siguiente_url": pedido.pagina(tramo)["siguiente_url"],
            "inicio_url": reverse(LECTURAS) if pedido.filtran else "",
        }
