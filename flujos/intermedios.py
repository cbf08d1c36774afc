"""Traduce los errores de los actos a páginas claras: nada se pierde y nada se repite."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from viewflow.workflow.exceptions import FlowLockFailed, FlowRuntimeError

from archivos.excepciones import AlmacenNoDisponible, ContenidoPerdido
from archivos.lugares import SinLugar
from bitacora.models import Evento
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from dictamenes.excepciones import CapturaVencida, DatosInvalidos, EstadoEquivocado, YaRegistrado
from dictamenes.models import Solicitud
from dictamenes.reglas.requisitos import RequisitosIncompletos
from dictamenes.tramite import Acto
from flujos.expediente.expediente import mirada_de
from flujos.expediente.linea_tiempo import linea_de_tiempo

registro = logging.getLogger(__name__)
OCUPADO = "Otra persona está actuando sobre este asunto en este momento. Espere unos segundos y vuelva a intentar."
BASE_OCUPADA = "El sistema está atendiendo muchas peticiones a la vez. No se guardó nada: vuelva a intentar."
SIN_ALMACEN = "El almacén de documentos no responde. Lo que ya estaba guardado sigue guardado: vuelva a intentar."
SIN_ARCHIVO = "El documento guardado no se pudo comprobar y no se entrega. Avise a la Subsecretaría; nada más cambió."
ESPERA_SEGUNDOS = "5"
# De PostgreSQL: candado que no llegó a tiempo, abrazo mortal, transacciones que chocan y orden que tardó de más.
OCUPADA = {"55P03", "40P01", "40001", "57014"}
SE_MOVIO = (Http404, EstadoEquivocado)
SIN_FIRMANTE = "Quien sella los documentos no responde. No se selló nada a medias: vuelva a intentar en unos minutos."
ADELANTADOS = (EstadoEquivocado, CapturaVencida, PapelRechazado)
DEL_MOTOR = (FlowLockFailed, FlowRuntimeError)
INCOMPLETOS = (DatosInvalidos, RequisitosIncompletos)


class ErroresDeActoIntermedio:
    """Convierte las excepciones con nombre de los actos en respuestas HTTP. Los `Rechazo` los atiende el 403."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponse]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.siguiente(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """La respuesta de cada error; None deja que siga su camino."""
        if isinstance(exception, YaRegistrado) or (isinstance(exception, SE_MOVIO) and _ya_lo_hizo(request)):
            return _ya_registrado(request)
        if isinstance(exception, ADELANTADOS):
            return _conflicto(request, str(exception))
        if isinstance(exception, DEL_MOTOR):
            respuesta = _conflicto(request, OCUPADO)
            respuesta["Retry-After"] = ESPERA_SEGUNDOS
            return respuesta
        if isinstance(exception, INCOMPLETOS):
            return _incompleto(request, exception)
        if isinstance(exception, OperationalError) and _esta_ocupada(exception):
            return _no_disponible(BASE_OCUPADA)
        if isinstance(exception, FirmanteNoDisponible | SinLugar):
            return _no_disponible(SIN_FIRMANTE if isinstance(exception, FirmanteNoDisponible) else str(exception))
        if isinstance(exception, AlmacenNoDisponible | ContenidoPerdido):
            registro.error("Sin archivo en %s: %s", request.path, exception)
            return _no_disponible(SIN_ALMACEN if isinstance(exception, AlmacenNoDisponible) else SIN_ARCHIVO)
        return None


def _ya_registrado(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Eso ya quedó registrado; no se repitió.")
    solicitud = _solicitud(request)
    return redirect("flujos:expediente", solicitud.pk) if solicitud else redirect("flujos:trabajo")


def _ya_lo_hizo(request: HttpRequest) -> bool:
    """Si lo último del expediente es este mismo acto, de esta misma persona.

    Su segundo envío llega cuando el primero ya movió el asunto, quizá hasta sacarlo de su vista.
    """
    if request.resolver_match is None:
        return False
    vista = getattr(request.resolver_match.func, "view_class", None)
    acto = getattr(vista, "acto", None)
    deja = acto.evento if isinstance(acto, Acto) else getattr(vista, "deja", "")
    pk = request.resolver_match.kwargs.get("pk")
    if request.method != "POST" or not (deja and pk and request.user.is_authenticated):
        return False
    ultimo = Evento.objects.de(f"solicitud:{pk}").last()
    return ultimo is not None and ultimo.accion == deja and ultimo.por_id == request.user.pk


def _conflicto(request: HttpRequest, motivo: str) -> HttpResponse:
    solicitud = _solicitud(request)
    contexto: dict[str, Any] = {"motivo": motivo}
    if solicitud:
        url = reverse("flujos:expediente", args=[solicitud.pk])
        contexto |= {"url": url, "cambio": _ultimo(request.user, solicitud), "solicitud": solicitud}
    return render(request, "409.html", contexto, status=409)


def _incompleto(request: HttpRequest, error: Exception) -> HttpResponse:
    faltas = [f.mensaje for f in getattr(error, "faltas", [])] or [str(error)]
    contexto = {"faltas": faltas, "volver": request.path}
    return render(request, "422.html", contexto, status=422)


def _no_disponible(motivo: str) -> HttpResponse:
    pagina = render_to_string("503.html", {"motivo": motivo})
    return HttpResponse(pagina, status=503, headers={"Retry-After": ESPERA_SEGUNDOS})


def _esta_ocupada(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in OCUPADA or "locked" in str(error)


def _solicitud(request: HttpRequest) -> Solicitud | None:
    pk = request.resolver_match.kwargs.get("pk") if request.resolver_match else None
    if pk is None or not request.user.is_authenticated:
        return None
    return Solicitud.objects.visibles_para(request.user).filter(pk=pk).first()


def _ultimo(usuario: Any, solicitud: Solicitud) -> dict[str, Any] | None:
    return next(iter(linea_de_tiempo(solicitud, mirada_de(solicitud, usuario), maximo=1)), None)
