"""Compras sin dictamen: la lista, su archivo, importar con vista previa y decidir de cada contrato."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from archivos.salida import descarga
from archivos.tablas import csv_de
from bitacora.una_vez import exigir_nuevo
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.interfaz.paginas import pagina_de
from dictamenes.excepciones import DatosInvalidos, YaRegistrado
from dictamenes.models import Dictamen
from indicadores.contratos import actos, consulta
from indicadores.contratos.forms import AnularForm, DescartarForm, FolioForm, ImportarForm, MotivoForm, sellar
from indicadores.contratos.lectura import Lectura
from indicadores.contratos.propuestas import propuestas_de
from indicadores.models import Contrato, DecisionDeContrato, LoteDeContratos
from indicadores.models.contratos import ContratoQuerySet, Situacion

EN_VISTA_PREVIA, ERRORES_EN_PANTALLA = 50, 100
DE_VARIOS = {
    "ligado": "Los ampara el dictamen que se propone",
    "descartado": "No es el dictamen que se propone",
    "no_requiere": "No requieren dictamen",
}
LISTA = {"texto": "Compras sin dictamen"}
HECHO = {
    "ligado": "Quedó registrado qué dictamen ampara el contrato.",
    "descartado": "Quedó registrado que no es ese dictamen; no se vuelve a proponer.",
    "no_requiere": "Quedó registrado que la compra no requiere dictamen.",
    "anular": "La decisión quedó anulada y el contrato se vuelve a cotejar.",
}


class DeContratosMixin(PuertaMixin):
    """Los contratos que la persona alcanza y lo que pidió ver de ellos."""

    operacion = "contrato.ver"

    @cached_property
    def contratos(self) -> ContratoQuerySet:
        return Contrato.objects.visibles_para(self.request.user)

    @cached_property
    def filtro(self) -> consulta.Filtro:
        return consulta.Filtro.de(self.request.GET)


class ContratosView(DeContratosMixin, TemplateView):
    """La lista, con cuántos hay de cada situación."""

    template_name = "indicadores/contratos/lista.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hallados = Paginator(self.filtro.aplicar(self.contratos), consulta.POR_PAGINA)
        pagina = hallados.get_page(self.request.GET.get("page"))
        quien = self.request.user
        consulta.dejar_constancia(quien, "contratos:lista", reloj.ahora(), {"consulta": self.filtro.direccion()})
        return super().get_context_data(**kwargs) | {
            "filtro": self.filtro, "cifras": consulta.cifras(self.filtro, self.contratos),
            "filas": consulta.renglones(list(pagina.object_list)), "pagina": pagina_de(pagina, self.request.GET),
            "situaciones": [(clave, aspecto.texto) for clave, aspecto in consulta.ASPECTOS.items()],
            "entes": consulta.entes(self.contratos), "anios": consulta.anios(self.contratos),
            "sin_ente": consulta.SIN_ENTE, "consulta": self.filtro.direccion(), "aviso": consulta.aviso(),
            "importar_url": reverse("indicadores:contratos_importar") if puede(quien, actos.DECIDIR) else "",
            "decisiones": list(DE_VARIOS.items()) if puede(quien, actos.DECIDIR) else [],
        }


class ContratosCsvView(DeContratosMixin, View):
    """Lo que se ve, en CSV; queda constancia."""

    def get(self, request: HttpRequest) -> HttpResponse:
        contenido = csv_de(consulta.ENCABEZADO, consulta.como_tabla(self.filtro.aplicar(self.contratos)))
        consulta.anotar_exportacion(self.request.user, self.filtro, reloj.ahora())
        return descarga(contenido, f"contratos-{reloj.hoy()}.csv")


class ImportarView(DeUnaVezMixin, PuertaMixin, FormView[ImportarForm]):
    """Elegir el archivo, ver qué traería con todos sus errores y, sólo entonces, confirmar."""

    operacion = actos.DECIDIR
    form_class = ImportarForm
    template_name = "indicadores/contratos/importar.html"

    def form_valid(self, form: ImportarForm) -> HttpResponse:
        """Importa si se confirmó y nada hay que corregir; si no, lo muestra."""
        limpio, en = form.cleaned_data, reloj.ahora()
        lectura = actos.leer(limpio["contenido"], en)
        if "confirmar" not in self.request.POST or not lectura.sirve:
            return self.vista_previa(form, lectura)
        lote, nuevo = actos.importar(limpio["contenido"], nombre=limpio["nombre"], procedencia=limpio["procedencia"],
                                     por=self.request.user, en=en, envio=self.envio())
        messages.success(self.request, _dicho(lote) if nuevo else "Ese archivo ya se había importado: nada cambió.")
        return redirect("indicadores:contratos")

    def vista_previa(self, form: ImportarForm, lectura: Lectura) -> HttpResponse:
        """Lo que se entendió; el archivo queda guardado para confirmarlo sin volver a subirlo."""
        limpio = form.cleaned_data
        contexto = self.get_context_data(
            form=form, lectura=lectura, nombre=limpio["nombre"], errores=lectura.errores[:ERRORES_EN_PANTALLA],
            muestra=lectura.renglones[:EN_VISTA_PREVIA],
            reparto=actos.repartir(lectura.renglones) if lectura.sirve else None,
            sellado=sellar(actos.recibir(limpio["contenido"]).sha256, limpio["nombre"]) if lectura.sirve else "",
        )
        return self.render_to_response(contexto, status=200 if lectura.sirve else 422)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        exigir_nuevo(self.envio())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("indicadores:contratos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "lotes": LoteDeContratos.objects.select_related("importado_por")[:10],
            "migas": [LISTA | {"url": self.get_success_url()}, {"texto": "Importar contratos"}],
        }


class ContratoView(DeContratosMixin, TemplateView):
    """Un contrato: qué se le propone y por qué, o qué se decidió."""

    template_name = "indicadores/contratos/contrato.html"

    @cached_property
    def contrato(self) -> Contrato:
        suyas = DecisionDeContrato.objects.select_related("dictamen__solicitud", "decidida_por", "anulada_por")
        contratos = self.contratos.select_related("ente", "lote").prefetch_related(Prefetch("decisiones", suyas))
        return get_object_or_404(contratos, pk=self.kwargs["contrato"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """La lectura de quien audita queda registrada."""
        consulta.dejar_constancia(self.request.user, self.contrato, reloj.ahora(), {"numero": self.contrato.numero})
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo decidido; y a quien decide, las propuestas con sus formularios."""
        vigente, falla = self.contrato.decision_vigente(), kwargs.pop("falla", ("", None))
        return super().get_context_data(**kwargs) | {
            "contrato": self.contrato, "vigente": vigente,
            "aspecto": consulta.ASPECTOS[Situacion(self.contrato.situacion)],
            "decisiones": self.con_anular(*falla), "form": falla[1],
            "cambio": vigente is not None and self.contrato.cambiado_en > vigente.decidida_en,
            "marcar_url": consulta.marcar_url(self.contrato, vigente),
            "tarjetas": [] if vigente else self.tarjetas(*falla),
            "formas": self.formas(*falla) if puede(self.request.user, actos.DECIDIR) else None,
            "migas": [LISTA | {"url": reverse("indicadores:contratos")}, {"texto": self.contrato.numero}],
        }

    def tarjetas(self, que: str, fallida: forms.Form | None) -> list[dict[str, Any]]:
        """Cada propuesta con su dictamen y el formulario con que se descarta."""
        propuestas = propuestas_de(self.contrato)
        folios = [propuesta.folio for propuesta in propuestas]
        dictamenes = {d.folio: d for d in Dictamen.objects.filter(folio__in=folios).select_related("solicitud")}
        tarjetas = []
        for n, propuesta in enumerate(propuestas, start=1):
            inicial = {"folio": propuesta.folio}
            form: forms.Form = DescartarForm(contrato=self.contrato, initial=inicial, auto_id=f"p{n}_%s")
            if que == "descartado" and fallida is not None and fallida.data.get("folio") == propuesta.folio:
                form = fallida
            tarjetas.append({"propuesta": propuesta, "dictamen": dictamenes[propuesta.folio], "form": form})
        return tarjetas

    def con_anular(
        self, que: str, fallida: forms.Form | None
    ) -> list[tuple[DecisionDeContrato, forms.Form | None]]:
        """Cada decisión, de la última a la primera, y el formulario con que se anula si todavía vale."""
        dichas: list[tuple[DecisionDeContrato, forms.Form | None]] = []
        for decision in reversed(self.contrato.decisiones.all()):
            form: forms.Form = AnularForm(initial={"decision": decision.pk}, auto_id=f"a{decision.pk}_%s")
            if que == "anular" and fallida is not None and fallida.data.get("decision") == str(decision.pk):
                form = fallida
            dichas.append((decision, None if decision.anulada_en else form))
        return dichas

    def formas(self, que: str, fallida: forms.Form | None) -> dict[str, forms.Form]:
        """Los formularios de la página; el que no valió, con lo escrito."""
        nuevas: dict[str, forms.Form] = {
            "ligado": FolioForm(contrato=self.contrato, auto_id="ligar_%s"),
            "no_requiere": MotivoForm(auto_id="no_requiere_%s"),
        }
        return nuevas | ({que: fallida} if que in nuevas and fallida else {})


class DecidirView(ContratoView):
    """Lo que una persona decide de un contrato: qué dictamen lo ampara, cuál no, que no requiere, o anular lo dicho."""

    operacion = actos.DECIDIR
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Una llamada; lo que falte vuelve con lo escrito."""
        que = request.POST.get("que", "")
        form = self.forma(que)
        if not form.is_valid():
            return self.con_falla(que, form)
        try:
            self.decidir(que, form.cleaned_data)
        except DatosInvalidos as error:
            form.add_error(None, str(error))
            return self.con_falla(que, form)
        except YaRegistrado as error:
            messages.info(request, str(error))
        else:
            messages.success(request, HECHO.get(que, ""))
        return redirect("indicadores:contrato", self.contrato.pk)

    def forma(self, que: str) -> forms.Form:
        """El formulario de esa decisión, con lo enviado."""
        datos, de_folio = self.request.POST, {"contrato": self.contrato}
        if que == "ligado":
            return FolioForm(datos, auto_id="ligar_%s", **de_folio)
        if que == "descartado":
            return DescartarForm(datos, auto_id="descartar_%s", **de_folio)
        if que == "anular":
            return AnularForm(datos, auto_id="anular_%s")
        return MotivoForm(datos, auto_id="no_requiere_%s")

    def decidir(self, que: str, limpio: dict[str, Any]) -> None:
        """El acto de cada decisión. Lanza lo que él lance; `DatosInvalidos` si no se entiende qué se decide."""
        por, en = self.request.user, reloj.ahora()
        if que == "ligado":
            actos.ligar(self.contrato, limpio["folio"], por=por, en=en)
        elif que == "descartado":
            actos.descartar(self.contrato, limpio["folio"], motivo=limpio["motivo"], por=por, en=en)
        elif que == "no_requiere":
            actos.no_requiere(self.contrato, motivo=limpio["motivo"], por=por, en=en)
        elif que == "anular":
            actos.anular(self.contrato, limpio["decision"], motivo=limpio["motivo"], por=por, en=en)
        else:
            raise DatosInvalidos("Elija qué se decide del contrato.")

    def con_falla(self, que: str, form: forms.Form) -> HttpResponse:
        """422: la misma página, con ese formulario como se envió."""
        return self.render_to_response(self.get_context_data(falla=(que, form)), status=422)


def _dicho(lote: LoteDeContratos) -> str:
    return (f"Se importó «{lote.nombre}»: {lote.nuevos:,} contratos nuevos, {lote.cambiados:,} que cambiaron y "
            f"{lote.iguales:,} que ya estaban igual. El cotejo aparece en unos segundos.")
