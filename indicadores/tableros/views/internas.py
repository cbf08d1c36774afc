"""El tablero de dirección y el del ente, y la lista que está detrás de cada cifra de ellos y del público."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from archivos.salida import descarga
from archivos.tablas import csv_de
from cuentas.acceso.acceso import ambito
from cuentas.acceso.peticion import persona_de
from cuentas.acceso.puerta import PuertaMixin
from cuentas.models import Ente
from indicadores.cifra.conteo import VERSION
from indicadores.tableros import interno
from indicadores.tableros.consulta import Consulta, consultar
from indicadores.tableros.listas import DE_DENTRO, QUE, Filtro, Renglon
from indicadores.tableros.tablas import CORTAS, Lector
from indicadores.tableros.views.publico import anotar_exportacion, con_tope, con_tope_de_cuentas, entregar

POR_PAGINA = 50
OPERACIONES = {"direccion": "tablero.de_direccion", "ente": "tablero.del_ente"}


class DelTableroMixin(TemplateResponseMixin, ContextMixin, View):
    """Lo común: qué tablero es, de qué ente y qué se pidió ver."""

    mirada: ClassVar[str] = "direccion"
    @cached_property
    def suyos(self) -> list[Ente]:
        """Los entes de la persona; en los demás tableros, ninguno: se ven todos."""
        if self.mirada != "ente":
            return []
        suyos = ambito(persona_de(self.request), OPERACIONES[self.mirada]).entes
        return list(Ente.objects.filter(pk__in=suyos).order_by("siglas"))

    @cached_property
    def ente(self) -> Ente | None:
        """El que se eligió (404 si no es suyo) o el primero."""
        if self.mirada != "ente":
            return None
        siglas = self.request.GET.get("de", "")
        elegido = next((ente for ente in self.suyos if siglas in ("", ente.siglas)), None)
        if elegido is None:
            raise Http404("No es un ente suyo.")
        return elegido

    @cached_property
    def consulta(self) -> Consulta:
        return consultar(self.request.GET, ente=self.ente.pk if self.ente else None)

    @cached_property
    def lector(self) -> Lector:
        return self.consulta.lector(lambda filtro: self.direccion("lista", **filtro.consulta()))

    def direccion(self, pagina: str, /, **datos: Any) -> str:
        """La dirección de otra página del mismo tablero, con los años y el corte que se ven."""
        de = {"de": self.ente.siglas} if self.ente and len(self.suyos) > 1 else {}
        nombre = pagina if self.mirada == "publico" else f"{self.mirada}_{pagina}"
        return f"{reverse(f'indicadores:{nombre}')}?{urlencode(self.consulta.elegido | de | datos)}"


class ConPuertaMixin(PuertaMixin, DelTableroMixin):
    """Los tableros con sesión."""

    @property
    def operacion(self) -> str:  # type: ignore[override]  # en un tablero la dice su mirada
        """La de la matriz que abre este tablero."""
        return OPERACIONES[self.mirada]


class TableroView(ConPuertaMixin, TemplateView):
    """Dos años lado a lado, con la lista detrás de cada cifra; 400 si algo no se entendió."""

    template_name = "indicadores/tableros/interno.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consulta, visto = self.consulta, self.consulta.tablero
        return super().get_context_data(**kwargs) | interno.graficas_con_lista(self.lector, consulta) | {
            "form": consulta.form, "tablero": visto, "ente": self.ente, "entes": self.suyos, "version": VERSION,
            "lotes": consulta.lotes, "cifras": interno.cifras_con_lista(self.lector, consulta),
            "tablas": interno.tablas_de(self.lector, consulta, de_ente=self.ente is not None),
            "csv": self.direccion("csv"), "xlsx": self.direccion("xlsx"),
            "rotulos": CORTAS, "titulo_entradas": f"Entradas y salidas de {visto.actual.anio}",
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        respuesta = super().get(request, *args, **kwargs)
        respuesta.status_code = 400 if self.consulta.form.errors else 200
        return respuesta


class ArchivoView(ConPuertaMixin, View):
    """Lo que se ve, como hoja de cálculo."""

    formato: ClassVar[str] = "csv"

    def get(self, request: HttpRequest) -> HttpResponse:
        tablas = interno.tablas_de(self.lector, self.consulta, de_ente=self.ente is not None)
        nuevas = [tabla for tabla in tablas if tabla.clave not in ("tipo", "ente", "tiempos")]
        return entregar(request, self.consulta, self.formato, nuevas, self.mirada)


class DeListaMixin(DelTableroMixin):
    """Los expedientes de una cifra."""

    @cached_property
    def filtro(self) -> Filtro:
        """El grupo que dice la dirección; 404 si no se entiende o no es para quien lo pide."""
        filtro = Filtro.de(self.request.GET, self.consulta.tablero.corte)
        if filtro is None or not self.se_ve(filtro):
            raise Http404("Esa lista no existe.")
        return filtro

    @cached_property
    def renglones(self) -> list[Renglon]:
        return self.filtro.elegir(self.consulta.casos_de(self.filtro.anio), self.consulta.jornada.limites)

    @cached_property
    def dichos(self) -> dict[str, Mapping[str, str]]:
        """Cómo se lee cada clave."""
        return interno.nombres(self.consulta)

    @property
    def columnas(self) -> tuple[str, ...]:
        """Las de su hoja de cálculo."""
        de_revision = self.filtro.que == "revisiones"
        return (*interno.ENCABEZADO, *interno.DE_REVISION) if de_revision else interno.ENCABEZADO

    def se_ve(self, filtro: Filtro) -> bool:
        """Si esta mirada puede ver esa lista."""
        return self.ente is None or filtro.que not in DE_DENTRO

    def ver(self, renglones: Sequence[Renglon]) -> list[interno.Expediente]:
        """Los renglones como los lee quien mira."""
        return interno.expedientes(renglones, self.dichos, persona_de(self.request))


class ListaMixin(DeListaMixin):
    """Los expedientes que forman una cifra, en pantalla."""

    template_name = "indicadores/tableros/lista.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        elegido = self.filtro.consulta()
        pagina = Paginator(self.renglones, POR_PAGINA).get_page(self.request.GET.get("pagina"))
        vecinas = {"anterior_url": (pagina.has_previous(), -1), "siguiente_url": (pagina.has_next(), 1)}
        return super().get_context_data(**kwargs) | {
            "titulo": QUE[self.filtro.que], "descripcion": self.filtro.en_palabras(self.dichos),
            "expedientes": self.ver(list(pagina.object_list)), "es_publica": self.mirada == "publico",
            "total": len(self.renglones), "de_revision": self.filtro.que == "revisiones", "ente": self.ente,
            "corte": self.consulta.tablero.corte, "aviso": self.consulta.tablero.aviso,
            "csv": self.direccion("lista_csv", **elegido), "tablero_url": self.direccion("tablero"),
            "pagina": {"desde": pagina.start_index(), "hasta": pagina.end_index(), "total": len(self.renglones)}
            | {cual: self.direccion("lista", **elegido, pagina=pagina.number + paso)
               for cual, (hay, paso) in vecinas.items() if hay},
        }


class ListaArchivoMixin(DeListaMixin):
    """Todos los expedientes de una cifra, en CSV."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filas = interno.como_filas(self.renglones, self.ver, self.columnas)
        nombre = f"{self.filtro.que}-{self.filtro.anio}-al-{self.filtro.corte}.csv"
        anotar_exportacion(request, f"{self.mirada}_lista", nombre)
        return descarga(csv_de(self.columnas, filas), nombre)


class ListaView(ConPuertaMixin, ListaMixin, TemplateView):
    """La de dirección y la de un ente."""


class ListaArchivoView(ConPuertaMixin, ListaArchivoMixin, View):
    """La misma, en CSV."""


class DePublicoMixin:
    """Sin sesión: lo mismo que dicen los hechos del indicador, asunto por asunto, y los dictámenes publicados."""

    mirada: ClassVar[str] = "publico"
    columnas = interno.DE_PUBLICO
    dichos: dict[str, Mapping[str, str]]

    def se_ve(self, filtro: Filtro) -> bool:
        return filtro.es_publico

    def ver(self, renglones: Sequence[Renglon]) -> list[interno.Expediente]:
        """Con el dictamen público si se emitió."""
        return interno.publicados(renglones, self.dichos)


@method_decorator(con_tope_de_cuentas, name="dispatch")
class ListaPublicaView(DePublicoMixin, ListaMixin, TemplateView):
    """La lista detrás de una cifra pública."""


@method_decorator(con_tope, name="dispatch")
class ListaPublicaArchivoView(DePublicoMixin, ListaArchivoMixin, View):
    """La misma, en CSV."""
