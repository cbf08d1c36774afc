"""La bandeja y la puerta de «Mi trabajo»."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from cuentas import reloj
from cuentas.acceso.acceso import papeles
from cuentas.acceso.puerta import PuertaMixin
from cuentas.etapas import ETAPAS
from cuentas.interfaz.filtros import AL_PRINCIPIO
from cuentas.interfaz.pantalla import OPCIONES, preferencia
from dictamenes.models.catalogos import Tipo
from flujos.bandeja import bandeja, reparto, vistas_guardadas

# El primero que la persona tenga decide a dónde llega.
INICIOS = (
    ({"recepcion", "coordinacion", "tecnico", "estrategico"}, "flujos:bandeja"),
    ({"firmante"}, "flujos:por_firmar"),
    ({"elabora", "presenta"}, "flujos:solicitudes"),
    ({"recibe"}, "cuentas:avisos"),
    ({"auditor"}, "auditoria:bitacora"),
    ({"administrador"}, "cuentas:personas"),
    ({"estandares"}, "estandares:lista"),
)


class TrabajoView(PuertaMixin, View):
    """Manda a cada quien a su pantalla de inicio."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Según su papel; sin papel, una página que lo explica."""
        suyos = papeles(self.request.user)
        destino = next((nombre for grupo, nombre in INICIOS if grupo & suyos), None)
        return redirect(destino) if destino else render(request, "flujos/bandeja/sin_papel.html")


class BandejaView(PuertaMixin, TemplateView):
    """Lo que espera a esta persona, por vencimiento."""

    template_name = "flujos/bandeja/bandeja.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Un folio tecleado lleva directo a su expediente."""
        directo = bandeja.por_folio(self.request.user, request.GET.get("q", ""), reloj.ahora())
        return redirect("flujos:expediente", directo.pk) if directo else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        usuario, ahora, filtros = self.request.user, reloj.ahora(), bandeja.Filtros.de(self.request.GET)
        suyas = bandeja.pendientes_de(usuario)
        vistas, por_pagina = bandeja.filtrar(suyas, filtros, usuario, ahora), int(preferencia(usuario, "por_pagina"))
        tramo = bandeja.pagina(vistas, filtros, usuario, ahora, por_pagina, por_texto=bool(filtros.q))
        cuentas = bandeja.conteos(usuario, ahora)
        return super().get_context_data(**kwargs) | {
            "renglones": tramo.filas, "filtros": filtros, "etapas": ETAPAS.values(),
            "pestanas": _pestanas(filtros, cuentas), "pagina": filtros.pagina(tramo),
            "ficha_de_envio": secrets.token_urlsafe(16), "volver": filtros.direccion(),
            "acciones": reparto.acciones_de(usuario),
            "quitar_url": "" if filtros.son_de_todo else "?" + urlencode({"vista": filtros.vista}),
            "opciones": vistas_guardadas.opciones(usuario), "tipos": Tipo.choices, "preferencias": OPCIONES,
            "consulta": urlencode(filtros.filtran),
            "densidad": preferencia(usuario, "densidad"), "por_pagina": str(por_pagina),
        }


def _pestanas(filtros: bandeja.Filtros, cuentas: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"texto": texto, "url": filtros.direccion(vista=vista, **AL_PRINCIPIO),
         "activa": vista == filtros.vista, "cuenta": _dicha(cuentas[vista])}
        for vista, texto in bandeja.VISTAS.items()
    ]


def _dicha(cuenta: int) -> str:
    return str(cuenta) if cuenta < bandeja.TOPE_DE_CONTEO else f"más de {bandeja.TOPE_DE_CONTEO - 1}"
