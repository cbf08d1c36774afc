"""Los conceptos: la lista con sus totales, cada uno con su veredicto mientras se escribe, y quitarlo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.filtros import es_entero
from cuentas.interfaz.formatos import numero, pesos
from cuentas.interfaz.genericas import VistaConFormulario
from cuentas.interfaz.paginas import pagina_de
from dictamenes.congelado import Atributo, Evaluacion
from dictamenes.excepciones import CapturaVencida, DatosInvalidos
from dictamenes.expediente import captura
from dictamenes.models import Concepto
from dictamenes.models.catalogos import Categoria, Tipo
from dictamenes.reglas import excepciones
from dictamenes.reglas.veredicto import veredicto
from estandares.models import Perfil, Version
from estandares.reglas import nombre_legible
from flujos.base import borradores
from flujos.captura.forms.concepto import (
    NUEVO,
    RAZONES,
    ConceptoForm,
    Opciones,
    formulario_de_concepto,
    inicial_de,
    perfiles_para_elegir,
)
from flujos.captura.views.base import CapturaMixin, GuardarView, version_enviada
from flujos.estudio import antecedentes
from flujos.expediente.views.con_borrador import escrito
from flujos.models import BorradorDeTrabajo

AL_ESCRIBIR = "flujos/captura/_veredicto_en_vivo.html"
AL_CAMBIAR_PERFIL = "flujos/captura/_atributos_y_veredicto.html"
POR_PAGINA = (50, 100)
PARA_SUMAR = ("solicitud", "orden", "cantidad", "precio_unitario", "tasa_iva")
# Qué se hace primero, y en cuál de sus dos campos: la justificación o el dato.
QUE_HACER = {"no_cumple": ("Corregir", "a"), "no_declarado": ("Completar", "a"), "supera_tope": ("Justificar", "j")}
PENDIENTE = {"no_declarado": "por declarar", "supera_tope": "por justificar", "no_cumple": "por corregir"}
ETIQUETAS: dict[str, dict[str, str]] = {
    "categoria": dict(Categoria.choices), "tasa_iva": dict(Concepto.TasaIVA.choices),
}


class ConceptosView(CapturaMixin, TemplateView):
    """Los conceptos por páginas, cada uno con su veredicto, y los totales que calcula el servidor de todos."""

    template_name = "flujos/captura/conceptos.html"
    titulo = "Conceptos"
    relacionado = (Prefetch("conceptos", Concepto.objects.only(*PARA_SUMAR)),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enteros = Concepto.objects.filter(solicitud=self.solicitud).con_estandar()
        cuantos = next((n for n in POR_PAGINA if str(n) == self.request.GET.get("de")), POR_PAGINA[0])
        pagina = Paginator(enteros, cuantos).get_page(self.request.GET.get("pagina"))
        juzgados = [(c, veredicto(c)) for c in pagina]
        return super().get_context_data(**kwargs) | {
            "conceptos": [(c, v, _pendiente(v)) for c, v in juzgados],
            "pagina": _paginas(pagina, cuantos, self.request.GET),
            "totales": self.solicitud.totales(), "iva": self.solicitud.iva_por_tasa(),
            "es_baja": self.solicitud.tipo == Tipo.BAJA, "a_medias": self.a_medias(),
        }

    def a_medias(self) -> list[dict[str, str]]:
        """Lo que esta persona dejó escrito sin guardar, con la página donde sigue."""
        dejados = BorradorDeTrabajo.objects.filter(
            solicitud=self.solicitud, acto=borradores.CONCEPTO, persona=self.request.user
        )
        return [
            {"texto": dejado.datos.get("descripcion", "")[:80] or "Sin descripción",
             "url": self.url("concepto", int(dejado.lugar)) if dejado.lugar else self.url("concepto_nuevo")}
            for dejado in dejados
            if not dejado.lugar or self.solicitud.conceptos.filter(pk=dejado.lugar).exists()
        ]


class ConPerfilMixin(CapturaMixin, VistaConFormulario):
    """El perfil elegido y el formulario con sus atributos."""

    @cached_property
    def concepto(self) -> Concepto | None:
        """El concepto que se edita; None si es nuevo (o si alguien lo quitó mientras se escribía)."""
        pk = self.kwargs.get("concepto_pk")
        if pk is None:
            return None
        hallado: Concepto | None = self.solicitud.conceptos.filter(pk=pk).first()
        if hallado is None and self.request.method != "POST":
            raise Http404
        return hallado

    @cached_property
    def elegibles(self) -> tuple[Opciones, dict[str, Perfil]]:
        """Los perfiles vigentes hoy, y el que ya tenía el concepto aunque su versión dejó de regir."""
        vigentes = Version.objects.vigentes(reloj.hoy()).values("pk")
        suya = Q(perfiles=self.concepto.perfil_id) if self.concepto and self.concepto.perfil_id else Q()
        versiones = Version.objects.filter(Q(pk__in=vigentes) | suya if suya else Q(pk__in=vigentes))
        return perfiles_para_elegir(
            versiones.distinct().select_related("estandar").prefetch_related("perfiles")
            .order_by("estandar__ilustrativo", "estandar__nombre", "-numero")
        )

    def elegido(self) -> Perfil | None:
        leido = self.request.POST if self.request.method == "POST" else self._dejado() or self.get_initial()
        return self.elegibles[1].get(str(leido.get("perfil", "")))

    def argumentos(self) -> dict[str, Any]:
        return {
            "perfiles": self.elegibles[0], "con_precio": self.solicitud.tipo != Tipo.BAJA,
            "url_veredicto": self.url("concepto_veredicto"),
        }

    def get_form_class(self) -> type[ConceptoForm]:
        perfil = self.elegido()
        del_ente = perfil is not None and puede(self.request.user, "solicitud.elaborar", self.solicitud.ente)
        return formulario_de_concepto(perfil, excepciones.admitidas(perfil) if perfil and del_ente else ())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Con las opciones de perfil; una baja no lleva precio. Lo que dejó a medias gana a lo guardado."""
        dejado = self._dejado()
        return super().get_form_kwargs() | self.argumentos() | ({"data": dejado} if dejado else {})

    def lugar(self) -> str:
        """De qué concepto es el borrador; nada si es nuevo."""
        return str(self.concepto.pk) if self.concepto else ""

    @cached_property
    def borrador(self) -> BorradorDeTrabajo | None:
        return borradores.borrador_de(self.solicitud, borradores.CONCEPTO, self.request.user, self.lugar())

    def _dejado(self) -> dict[str, Any]:
        """Lo que dejó escrito sin guardar, al volver a abrir la página."""
        return self.borrador.datos if self.borrador and self.request.method == "GET" else {}

    def get_initial(self) -> dict[str, Any]:
        return inicial_de(self.concepto) if self.concepto else {**NUEVO, "perfil": self.request.GET.get("perfil", "")}


class ConceptoView(DeUnaVezMixin, ConPerfilMixin, GuardarView):
    """Agregar un concepto o cambiar uno. «Mostrar los atributos» y «Comprobar» no guardan nada."""

    template_name = "flujos/captura/concepto.html"

    @property
    def titulo(self) -> str:
        return f"Concepto {self.concepto.orden}" if self.concepto else "Agregar un concepto"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Guarda sólo con el botón de guardar; los otros vuelven a dibujar con lo tecleado."""
        if (accion := request.POST.get("accion", "guardar")) == "olvidar":
            return self.olvidar()
        form = self.get_form()
        if accion != "guardar":
            return self.comprobar(form)
        return super().post(request, *args, **kwargs) if form.is_valid() else self.form_invalid(form)

    def comprobar(self, form: ConceptoForm) -> HttpResponse:
        """El veredicto de lo escrito, sin exigir lo que todavía falta."""
        form.solo_leer()
        return self.render_to_response(self.get_context_data(form=form))

    def get_form(self, form_class: type[ConceptoForm] | None = None) -> ConceptoForm:
        """Lo que dejó a medias se lee sin señalar todavía lo que falta."""
        form: ConceptoForm = super().get_form(form_class)
        if self._dejado():
            form.solo_leer()
        return form

    def olvidar(self) -> HttpResponse:
        """Lo escrito sin guardar se olvida; lo guardado sigue igual."""
        borradores.olvidar_el_de(self.solicitud, borradores.CONCEPTO, self.request.user, self.lugar())
        return redirect(self.request.path)

    def guardar(self, form: ConceptoForm) -> None:
        """Un concepto entero, con la versión que la persona vio; uno nuevo no pisa nada y entra una vez por envío."""
        pk = self.kwargs.get("concepto_pk")
        cual: dict[str, Any] = {"version": None, "envio": self.envio()}
        if pk is not None:
            cual = {"version": version_enviada(self.request), "concepto_id": pk}
        self.solicitud = captura.guardar_concepto(
            self.solicitud, por=self.request.user, en=reloj.ahora(), datos=form.datos(), **cual
        )
        borradores.olvidar_el_de(self.solicitud, borradores.CONCEPTO, self.request.user, self.lugar())

    def en_conflicto(self, form: forms.Form, valido: bool) -> HttpResponse:
        """Se compara con el concepto como está ahora."""
        del self.concepto
        return super().en_conflicto(form, valido)

    def diferencias(self, form: ConceptoForm) -> list[dict[str, str]]:
        if self.concepto:
            return _diferencias(form, self.concepto)
        quitado = "Se quitó en otra ventana"
        return [{"campo": "Este concepto", "suyo": form.cleaned_data["descripcion"], "actual": quitado}]

    def get_success_url(self) -> str:
        messages.success(self.request, "Concepto guardado.")
        return self.url("conceptos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        form, quitado = contexto["form"], "concepto_pk" in self.kwargs and self.concepto is None
        dicho: dict[str, object] = {"concepto": self.concepto, "quitado": quitado, "lugar": self.lugar(),
                 "precedentes": antecedentes.precedentes_de(form.datos(), self.solicitud)}
        if dejado := self._dejado():  # con la versión que vio: si alguien cambió el concepto desde entonces, lo sabrá
            dicho |= {"version": dejado["version"], "dejado": self.borrador}
        return contexto | _juzgado(form) | dicho


class ConceptoVeredictoView(ConPerfilMixin, TemplateView):
    """Cómo queda lo que se está escribiendo; de paso, se conserva como borrador de quien lo escribe."""

    http_method_names = ["post"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.POST, **self.argumentos()}

    def lugar(self) -> str:
        """El que dice el formulario; uno que no se entiende es uno nuevo."""
        texto = self.request.POST.get("lugar", "")
        return texto if es_entero(texto) else ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """El fragmento con el veredicto, o con los atributos si lo que cambió fue el perfil."""
        form = self.get_form_class()(**self.get_form_kwargs())
        form.solo_leer()
        borradores.guardar(
            self.solicitud, borradores.CONCEPTO, por=self.request.user, en=reloj.ahora(), lugar=self.lugar(),
            datos=escrito(form) | {"version": version_enviada(request)},
        )
        plantilla = AL_CAMBIAR_PERFIL if "atributos" in request.POST else AL_ESCRIBIR
        return render(request, plantilla, {"form": form, **_juzgado(form)})


class ConceptoQuitarView(CapturaMixin, TemplateView):
    """Confirmar que se quita un concepto."""

    template_name = "flujos/captura/concepto_quitar.html"
    deja = "concepto.quitado"
    titulo = "Quitar un concepto"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        concepto = get_object_or_404(self.solicitud.conceptos, pk=self.kwargs["concepto_pk"])
        return super().get_context_data(**kwargs) | {"concepto": concepto}

    def post(self, request: HttpRequest, pk: int, concepto_pk: int) -> HttpResponse:
        """Lo quita; los que siguen se recorren."""
        get_object_or_404(self.solicitud.conceptos, pk=concepto_pk)
        try:
            captura.quitar_concepto(
                self.solicitud, version=version_enviada(request), por=self.request.user, en=reloj.ahora(),
                concepto_id=concepto_pk,
            )
        except CapturaVencida:
            if self.solicitud.conceptos.filter(pk=concepto_pk).exists():
                raise
            messages.info(request, "Ese concepto ya se había quitado.")
        except DatosInvalidos as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Concepto quitado.")
        return redirect("flujos:conceptos", self.solicitud.pk)


def _juzgado(form: ConceptoForm) -> dict[str, Any]:
    global_ = form.veredicto()
    return {
        "atributos": list(form.atributos()), "veredicto_global": global_, "perfil": form.perfil_elegido,
        "calculado": form.borrador(), "cuenta": _cuenta(global_["atributos"]) if global_ else "",
    }


def _pendiente(juzgado: Evaluacion | None) -> dict[str, str]:
    """Lo primero que hay que hacer en un concepto y el campo donde se hace; vacío si no hay nada."""
    obligatorias = [f for f in (juzgado["atributos"] if juzgado else []) if f["nivel"] == "obligatorio"]
    for resultado, (verbo, prefijo) in QUE_HACER.items():
        fila = next((f for f in obligatorias if f["resultado"] == resultado), None)
        if fila:
            return {"texto": f"{verbo}: {fila['atributo']}", "id_html": f"id_{prefijo}_{fila['clave']}"}
    return {}


def _paginas(pagina: Page[Any], cuantos: int, consulta: QueryDict) -> dict[str, Any]:
    """La paginación de la lista; vacía si todo cabe en la página más chica."""
    if pagina.paginator.count <= POR_PAGINA[0]:
        return {}
    tamanos = [{"texto": str(n), "url": f"?de={n}", "activo": n == cuantos} for n in POR_PAGINA]
    return pagina_de(pagina, consulta, "pagina") | {"tamanos": tamanos}


def _cuenta(filas: list[Atributo]) -> str:
    obligatorias = [f["resultado"] for f in filas if f["nivel"] == "obligatorio" and f["resultado"] != "no_aplica"]
    bien = sum(resultado in ("cumple", "justificado") for resultado in obligatorias)
    partes = [f"Cumple {bien} de {len(obligatorias)} atributos obligatorios."]
    for resultado, dicho in PENDIENTE.items():
        if cuantos := obligatorias.count(resultado):
            partes.append(f"{cuantos} {dicho}.")
    return " ".join(partes)


def _diferencias(form: ConceptoForm, guardado: Concepto) -> list[dict[str, str]]:
    suyos, filas = form.datos(), []
    for campo, suyo in suyos.items():
        actual = getattr(guardado, campo)
        if campo in form.fields and (suyo or "") != (actual or ""):
            filas.append(
                {"campo": str(form.fields[campo].label), "suyo": _dicho(campo, suyo), "actual": _dicho(campo, actual)}
            )
    for atributo in {**suyos["declarado"], **guardado.declarado}:
        suyo, actual = (datos.get(atributo, {}) for datos in (suyos["declarado"], guardado.declarado))
        if suyo != actual:
            filas.append(
                {"campo": nombre_legible(atributo), "suyo": _declarado(suyo), "actual": _declarado(actual)}
            )
    return filas


def _dicho(campo: str, valor: Any) -> str:
    if campo in ETIQUETAS:
        return ETIQUETAS[campo].get(valor, "")
    if campo == "precio_unitario":
        return pesos(valor)
    return numero(valor) if campo == "cantidad" else str(valor or "")


def _declarado(entrada: dict[str, str]) -> str:
    texto = f"{entrada.get('valor', '')} {entrada.get('unidad', '')}".strip()
    return " — ".join(filter(None, [texto, *(entrada.get(razon, "") for razon in RAZONES.values())]))
