"""La mesa del auditor: leer la bitácora y comprobar su cadena. Cada lectura queda anotada en ella misma."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView

from auditoria import consulta, expedientes
from auditoria.alcance import eventos_para, expediente_de
from auditoria.anclas.comprobar import ultima_comprobada
from auditoria.exportacion import TOPE
from bitacora.cadena import anotar, cabeza
from bitacora.lapidas import numero_de_lapida
from bitacora.models import Ancla
from cuentas import reloj
from cuentas.acceso.puerta import PuertaMixin


class DeAuditoriaMixin(PuertaMixin):
    """Sólo quien audita; lo que lee queda en la bitácora."""

    operacion = "bitacora.leer"

    def anotar_lectura(self, accion: str, objeto: Model | str, datos: dict[str, Any]) -> None:
        with transaction.atomic():
            anotar(accion, objeto, por=self.request.user, en=reloj.ahora(), datos=datos)


class BitacoraView(DeAuditoriaMixin, TemplateView):
    """Los eventos, con filtros en la dirección."""

    template_name = "auditoria/bitacora.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La página pedida y la cabeza de la cadena antes de anotar esta lectura."""
        filtros, opciones = consulta.Filtros.de(self.request.GET), expedientes.opciones()
        hallados = consulta.buscar(self.request.user, filtros)
        numeros = consulta.recientes(hallados, consulta.TOPE_DE_CONTEO)
        tramo = consulta.pagina(hallados, filtros.despues, ya=numeros)
        n, eslabon = cabeza()
        leidos = {"filtros": filtros.pedidos(), "eventos": [evento.n for evento in tramo.filas]}
        self.anotar_lectura("bitacora.leida", "bitacora:eventos", leidos)
        return super().get_context_data(**kwargs) | {
            "eventos": consulta.con_expediente(tramo.filas), "filtros": filtros, "n": n, "eslabon": eslabon,
            "acciones": consulta.opciones_de_accion(numeros), "tope_de_conteo": consulta.TOPE_DE_CONTEO,
            "opciones": opciones, "consulta": urlencode(filtros.filtran), "tope": TOPE,
            "siguiente_url": filtros.pagina(tramo)["siguiente_url"],
            "ultima_ancla": Ancla.objects.order_by("numero").last(), "comprobada": ultima_comprobada(),
            "inicio_url": reverse("auditoria:bitacora") if filtros.pedidos() else "",
        }


class EventoView(DeAuditoriaMixin, TemplateView):
    """Un evento con sus datos y su lugar en la cadena."""

    template_name = "auditoria/evento.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        suyos = eventos_para(self.request.user).select_related("por", "datos_evento")
        evento = get_object_or_404(suyos, n=self.kwargs["n"])
        self.anotar_lectura("bitacora.leida", f"evento:{evento.n}", {})
        pk = expediente_de(evento)
        return super().get_context_data(**kwargs) | {
            "cancelado": None if evento.datos_evento.sal else numero_de_lapida(evento),
            "evento": evento, "datos": sorted(evento.datos_evento.datos.items()),
            "expediente_url": reverse("flujos:expediente", args=[pk]) if pk else "",
            "bitacora_url": reverse("auditoria:expediente", args=[pk]) if pk else "",
        }
