"""La bitácora de un expediente: todo lo que pasó con sus datos, quién lo leyó y qué cambió entre dos versiones."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import TemplateView

from auditoria import comparacion, consulta
from auditoria.alcance import eventos_para, expedientes_para
from auditoria.lecturas import lecturas, por_persona
from auditoria.views.bitacora import DeAuditoriaMixin
from bitacora.cadena import cabeza
from bitacora.models import clave_de
from cuentas.interfaz.filtros import PorLlave
from dictamenes.models import Solicitud


class DelExpedienteMixin(DeAuditoriaMixin):
    """Un expediente de los que alcanza quien audita: el que no, no existe."""

    @cached_property
    def solicitud(self) -> Solicitud:
        suyos = expedientes_para(self.request.user).select_related("ente", "formulario", "dictamen")
        return get_object_or_404(suyos, pk=self.kwargs["pk"])

    @cached_property
    def series(self) -> list[comparacion.Serie]:
        return comparacion.series(self.solicitud)

    def migas(self, *ultimas: str) -> list[dict[str, str]]:
        folio, suya = self.solicitud.folio_tomado, reverse("auditoria:expediente", args=[self.solicitud.pk])
        camino = [{"texto": "Expedientes", "url": reverse("auditoria:expedientes")}, {"texto": folio, "url": suya}]
        if not ultimas:
            return [camino[0], {"texto": folio}]
        return [*camino, *({"texto": texto} for texto in ultimas)]


class BitacoraDelExpedienteView(DelExpedienteMixin, TemplateView):
    """Sus eventos con sus datos, el estado de la cadena, sus versiones y quién lo ha leído."""

    template_name = "auditoria/expediente.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """La página de eventos; esta lectura queda en el propio expediente."""
        suyos = eventos_para(self.request.user).filter(objeto=clave_de(self.solicitud))
        pedido = PorLlave.de(self.request.GET)
        tramo = consulta.pagina(suyos, pedido.despues, "datos_evento")
        n, eslabon = cabeza()
        leidos = {"eventos": [evento.n for evento in tramo.filas]}
        leyeron = por_persona(lecturas(self.request.user, self.solicitud))
        self.anotar_lectura("bitacora.leida", self.solicitud, leidos)
        return super().get_context_data(**kwargs) | {
            "solicitud": self.solicitud, "eventos": tramo.filas, "series": self.series, "leyeron": leyeron, "n": n,
            "eslabon": eslabon, "consulta": urlencode({"objeto": clave_de(self.solicitud)}), "migas": self.migas(),
            "siguiente_url": pedido.pagina(tramo)["siguiente_url"],
        }


class VersionesView(DelExpedienteMixin, TemplateView):
    """Antes y después de dos versiones cualesquiera, campo por campo."""

    template_name = "auditoria/versiones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lo que cambió; de una serie que no existe, 404."""
        try:
            elegidas = comparacion.elegir(self.series, self.request.GET)
        except LookupError as error:
            raise Http404 from error
        comparadas = self.comparar(*elegidas) if elegidas else {}
        return super().get_context_data(**kwargs) | comparadas | {
            "solicitud": self.solicitud, "series": self.series, "migas": self.migas("Antes y después"),
        }

    def comparar(
        self, serie: comparacion.Serie, antes: comparacion.Version, ahora: comparacion.Version
    ) -> dict[str, Any]:
        dicho = {"serie": serie.nombre, "antes": antes.numero, "ahora": ahora.numero}
        self.anotar_lectura("versiones.comparadas", self.solicitud, dicho)
        cambios = comparacion.comparar(antes, ahora)
        return {"serie": serie, "antes": antes, "ahora": ahora, "comparadas": [antes, ahora], "cambios": cambios}
