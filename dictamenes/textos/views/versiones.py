"""Lo común de las pantallas donde una persona redacta y otra publica: bloques, criterios y formularios."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin
from cuentas.interfaz.envio import DeUnaVezMixin
from cuentas.interfaz.genericas import FormView
from cuentas.models.versiones import VersionPublicable
from dictamenes.excepciones import CapturaVencida, DatosInvalidos

F = TypeVar("F", bound=forms.BaseForm)
V = TypeVar("V", bound=VersionPublicable)


class RedactarVersionView(DeUnaVezMixin, PuertaMixin, FormView[F]):
    """Corregir el borrador o abrir la versión siguiente, una vez por envío.

    Quien hereda dice `redactar` (el acto), `guardada` (lo que se le dice) y `get_success_url`.
    """

    guardada = ""

    def redactar(self, **datos: Any) -> None:
        """El acto, con lo capturado, quién, cuándo, la ficha del envío y la marca de lo que se leyó."""
        raise NotImplementedError

    def form_valid(self, form: F) -> HttpResponse:
        """Una llamada; si otra persona guardó antes o algo no sirve, vuelve como error y lo escrito sigue ahí."""
        datos = {"envio": self.envio(), "leida": self.request.POST.get("leida"), **form.cleaned_data}
        try:
            self.redactar(por=self.request.user, en=reloj.ahora(), **datos)
        except (CapturaVencida, DatosInvalidos) as vencida:
            form.add_error(None, str(vencida))
            return self.form_invalid(form)
        messages.success(self.request, self.guardada)
        return redirect(self.get_success_url())


class PublicarVersionView(PuertaMixin, View, Generic[V]):
    """Publicar la versión que redactó otra persona.

    Quien hereda dice `modelo`, `publicar` (el acto), `desde_ahora` (qué cambia) y `destino`.
    """

    http_method_names = ["post"]
    modelo: type[V]
    desde_ahora = ""

    def publicar(self, version: V, **datos: Any) -> None:
        raise NotImplementedError

    def destino(self, version: V) -> HttpResponse:
        raise NotImplementedError

    def objeto(self, version: V) -> models.Model:
        """De qué queda anotado un intento rechazado."""
        return version

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Una llamada; quien la redactó recibe 403 con constancia."""
        version = get_object_or_404(self.modelo, pk=pk)
        with con_constancia(self.operacion, self.objeto(version), por=self.request.user, en=reloj.ahora()):
            self.publicar(version, por=self.request.user, en=reloj.ahora(), leida=request.POST.get("leida"))
        messages.success(request, f"La versión {version.numero} quedó publicada: {self.desde_ahora}")
        return self.destino(version)
