"""Las listas, como las haría un ListView: una consulta sobre un índice, la misma plantilla y nada más."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import ListView

from cuentas import reloj
from cuentas.etapas import ETAPAS
from cuentas.interfaz.pantalla import OPCIONES
from dictamenes.models import Solicitud
from dictamenes.models.catalogos import Tipo
from dictamenes.models.solicitud import Estado
from flujos.bandeja import bandeja


class BandejaPlana(LoginRequiredMixin, ListView):
    """Las 25 solicitudes más recientes con la plantilla de la bandeja."""

    template_name = "flujos/bandeja/bandeja.html"

    def get_queryset(self) -> Any:
        """Por el índice de fecha, sin contar."""
        return Solicitud.objects.select_related("ente").order_by("-elaborada_en", "-id")[:25]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Los mismos renglones, sin calendario."""
        contexto = super().get_context_data(**kwargs)
        hoy = reloj.ahora()
        renglones = [
            bandeja.Renglon(
                tarea=s.pk, puede="", marcable=False, solicitud=s, etapa="requisitos", etapa_nombre="Revisión de requisitos",
                area=None, encargada=None, es_mia=False, vence_en=s.elaborada_en, dias=(s.elaborada_en - hoy).days,
                devuelta=False, grupo=None,
            )
            for s in contexto["object_list"]
        ]
        pestanas = [{"texto": texto, "url": f"?vista={clave}", "activa": False, "cuenta": "25"}
                    for clave, texto in bandeja.VISTAS.items()]
        return contexto | {
            "renglones": renglones, "filtros": bandeja.Filtros(), "etapas": ETAPAS.values(),
            "pestanas": pestanas, "pagina": {"siguiente_url": "?despues=x", "anterior_url": ""}, "quitar_url": "",
            "ficha_de_envio": "plana", "volver": "", "acciones": [], "opciones": {}, "tipos": Tipo.choices,
            "preferencias": OPCIONES, "consulta": "", "densidad": "amplia", "por_pagina": "25",
        }


class SolicitudesPlana(LoginRequiredMixin, ListView):
    """Las 25 más recientes con la plantilla de «Mis solicitudes»."""

    template_name = "flujos/captura/solicitudes.html"

    def get_queryset(self) -> Any:
        """Por el índice de fecha, sin contar."""
        return Solicitud.objects.select_related("ente", "formulario").order_by("-elaborada_en", "-id")[:25]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Un solo grupo."""
        contexto = super().get_context_data(**kwargs)
        grupos = [("Concluidas", list(contexto["object_list"]))]
        return contexto | {
            "grupos": grupos, "q": "", "estado": "", "estados": Estado.choices, "titulo": "Mis solicitudes",
            "vecinos": {"anterior_url": "", "siguiente_url": "?despues=x"}, "de_varios": False,
        }
