"""Los escaneos de los dictámenes anteriores: subir varios, ligarlos por folio y verlos en su asunto."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import View

from archivos.entrada import recibir
from archivos.excepciones import AlmacenNoDisponible
from archivos.salida import como_descarga
from bitacora.cadena import anotar
from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import papeles
from cuentas.acceso.puerta import PuertaMixin, exigir_en_puerta
from cuentas.entrada import tasa
from cuentas.interfaz.filtros import es_entero
from cuentas.interfaz.genericas import DetailView, FormView
from cuentas.parametros import parametro
from indicadores.models import EscaneoHistorico, RegistroHistorico
from indicadores.pasado import escaneos
from indicadores.pasado.forms import EscaneosForm
from indicadores.pasado.views.cargas import SIN_ALMACEN, SIN_PRISA, VENTANA_SEGUNDOS
from indicadores.pasado.views.registros import DelPasadoMixin

INTENTOS = 400
LIGADO, LIGADOS, SIN_LIGAR = "Quedó ligado 1 escaneo.", "Quedaron ligados {} escaneos.", "No había nada que ligar."


class RecibeEscaneosMixin(PuertaMixin):
    """Recibe cada documento por la puerta de archivos; el que no entra no se lleva a los demás."""

    def recibir(self, form: EscaneosForm) -> list[EscaneoHistorico]:
        """Los que entraron; lo que no, queda dicho en el formulario."""
        quien, entraron = self.request.user, list[EscaneoHistorico]()
        for subido in form.cleaned_data["archivo"]:
            try:
                if tasa.anotar("escaneo", str(quien.pk), segundos=VENTANA_SEGUNDOS) > INTENTOS:
                    raise ValidationError(SIN_PRISA)
                archivo, nombre = recibir(subido, parametro("anexo.maximo_mb"))
            except ValidationError as error:
                form.add_error("archivo", error)
            except AlmacenNoDisponible:
                form.add_error("archivo", SIN_ALMACEN)
                break
            else:
                entraron.append(escaneos.recibir(archivo, nombre, por=quien, en=reloj.ahora()))
        return entraron


class EscaneosView(RecibeEscaneosMixin, DelPasadoMixin, FormView[EscaneosForm]):
    """Subir varios y la vista previa: de qué asunto parece ser cada uno."""

    operacion, pestana = escaneos.OPERACION, "escaneos"
    template_name = "indicadores/pasado/escaneos.html"
    form_class = EscaneosForm
    success_url = reverse_lazy("indicadores:escaneos")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"maximo_mb": parametro("anexo.maximo_mb")}

    def form_valid(self, form: EscaneosForm) -> HttpResponse:
        """Quedan esperando; se ligan al confirmarlo."""
        entraron = self.recibir(form)
        if entraron:
            messages.success(self.request, f"Llegaron {len(entraron)}. Falta confirmar de qué asunto es cada uno.")
        return self.form_invalid(form) if form.errors else super().form_valid(form)

    def form_invalid(self, form: EscaneosForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"propuestos": escaneos.propuestos()}


class LigarView(PuertaMixin, View):
    """Ligar los marcados al asunto propuesto o al folio que se escribió."""

    operacion = escaneos.OPERACION
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Todos o ninguno; lo que no se halla se dice."""
        ahora, pares, faltan = reloj.ahora(), *self._pares(request)
        if faltan:
            messages.error(request, f"No hay un asunto con el folio {', '.join(faltan)}: no se ligó ninguno.")
            return redirect("indicadores:escaneos")
        try:
            with con_constancia("escaneo.ligar", "indicadores:pasado", por=self.request.user, en=ahora):
                cuantos = escaneos.ligar(pares, por=self.request.user, en=ahora)
        except escaneos.EscaneoImposible as error:
            messages.error(request, str(error))
        else:
            messages.info(request, LIGADO if cuantos == 1 else LIGADOS.format(cuantos) if cuantos else SIN_LIGAR)
        return redirect("indicadores:escaneos")

    def _pares(self, request: HttpRequest) -> tuple[dict[EscaneoHistorico, RegistroHistorico], list[str]]:
        """Cada escaneo marcado con el asunto de su folio, y los folios que no existen."""
        marcados = [pk for pk in request.POST.getlist("escaneo") if es_entero(pk)]
        vivos = EscaneoHistorico.objects.visibles_para(self.request.user).filter(pk__in=marcados, registro=None)
        dichos = {e: request.POST.get(f"folio_{e.pk}", "") for e in vivos.select_related("archivo")}
        folios = {escaneo: " ".join(dicho.replace("\0", " ").split())[:60] for escaneo, dicho in dichos.items()}
        visibles = RegistroHistorico.objects.visibles_para(self.request.user)
        asuntos = visibles.in_bulk(set(folios.values()), field_name="folio")
        faltan = sorted({f"«{folio}»" for folio in folios.values() if folio not in asuntos})
        return {e: asuntos[folio] for e, folio in folios.items() if folio in asuntos}, faltan


class RegistroView(RecibeEscaneosMixin, DelPasadoMixin, DetailView[RegistroHistorico]):
    """Un asunto de antes: sus datos, de dónde salieron y sus escaneos. Adjuntar le toca a quien importa."""

    operacion, pestana = "pasado.ver", "pasado"
    template_name = "indicadores/pasado/registro.html"
    context_object_name = "registro"

    def get_queryset(self) -> QuerySet[RegistroHistorico]:
        visibles = RegistroHistorico.objects.visibles_para(self.request.user)
        return visibles.select_related("ente", "anterior__sucesor", "lote")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = self.get_object()
        exigir_en_puerta(request, escaneos.OPERACION)
        form = EscaneosForm(request.POST, request.FILES, maximo_mb=parametro("anexo.maximo_mb"))
        entraron = self.recibir(form) if form.is_valid() else []
        try:
            cuantos = escaneos.ligar(dict.fromkeys(entraron, self.object), por=self.request.user, en=reloj.ahora())
        except escaneos.EscaneoImposible as error:
            form.add_error("archivo", str(error))
            cuantos = 0
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, LIGADO if cuantos == 1 else LIGADOS.format(cuantos))
        return redirect("indicadores:registro_historico", pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyos = EscaneoHistorico.objects.visibles_para(self.request.user).filter(registro=self.object)
        return {
            "form": EscaneosForm(maximo_mb=parametro("anexo.maximo_mb")),
            "escaneos": suyos.select_related("archivo", "ligado_por"),
        } | super().get_context_data(**kwargs)


class EscaneoView(PuertaMixin, View):
    """El documento: lo abre quien alcanza su asunto."""

    operacion = "pasado.ver"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Como descarga; la lectura de auditoría queda anotada."""
        suyos = EscaneoHistorico.objects.visibles_para(self.request.user).select_related("archivo")
        escaneo = get_object_or_404(suyos, pk=pk)
        if not escaneo.archivo.disponible:
            raise Http404
        if "auditor" in papeles(self.request.user):
            with transaction.atomic():
                datos = {"nombre": escaneo.nombre}
                anotar("historico.leido", escaneo, por=self.request.user, en=reloj.ahora(), datos=datos)
        return como_descarga(escaneo.archivo.abrir(), escaneo.nombre, escaneo.archivo.tipo)


class RetirarView(PuertaMixin, View):
    """Retirar un escaneo que no era."""

    operacion = escaneos.OPERACION
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """De vuelta a donde estaba, también a quien lo pide dos veces."""
        suyos = EscaneoHistorico.objects.alcanzados_por(self.request.user).select_related("archivo", "registro")
        escaneo = get_object_or_404(suyos, pk=pk)
        if escaneos.retirar(escaneo, por=self.request.user, en=reloj.ahora()):
            messages.success(request, "El escaneo se retiró. El archivo y su historia se conservan.")
        if escaneo.registro_id:
            return redirect("indicadores:registro_historico", escaneo.registro_id)
        return redirect("indicadores:escaneos")
