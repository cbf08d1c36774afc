"""El escaneo que dejó dudas, hoja por hoja junto a su original: lo resuelve otra persona que quien lo entregó."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.generic import View

from archivos import paginas
from dictamenes import tramite
from dictamenes.models import EscaneoFirmado
from dictamenes.models.proyecto import ultimo_escaneo
from flujos.estudio.forms.autografa import ResolverEscaneoForm
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView, DeExpedienteMixin


class _DeEscaneoMixin(DeExpedienteMixin):
    @cached_property
    def escaneo(self) -> EscaneoFirmado | None:
        """El que espera a que alguien lo vea."""
        dictamen = dictamen_de(self.solicitud)
        escaneo = ultimo_escaneo(dictamen) if dictamen else None
        return escaneo if escaneo and escaneo.espera_a_otra_persona else None


class ResolverEscaneoView(_DeEscaneoMixin, ActoView):
    """Confirmarlo o rechazarlo, con motivo."""

    acto, operacion, form_class, grave = tramite.confirmar_escaneo, "dictamen.recoger", ResolverEscaneoForm, True
    template_name = "flujos/estudio/escaneo.html"
    titulo, boton = "Ver el escaneo que dejó dudas", "Registrar lo que vi"
    hecho = "Quedó registrado lo que vio de {folio}. Se avisó a quien firma."

    def procede(self) -> bool:
        return super().procede() and self.escaneo is not None

    def get_initial(self) -> dict[str, Any]:
        return {"visto": self.escaneo.archivo.sha256 if self.escaneo else ""}

    def ejecutar(self, form: ResolverEscaneoForm) -> None:
        datos = form.cleaned_data
        acto = tramite.confirmar_escaneo if datos["decision"] == "confirmar" else tramite.rechazar_escaneo
        self.dar(acto, visto=datos["visto"], motivo=datos["motivo"])

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cotejo = (self.escaneo.cotejo if self.escaneo else None) or {"hojas": [], "motivos": []}
        return super().get_context_data(**kwargs) | {"escaneo": self.escaneo, "cotejo": cotejo}


class HojaDeEscaneoView(_DeEscaneoMixin, View):
    """Una hoja como imagen: la del original o la del escaneo."""

    operacion = "dictamen.recoger"

    def get(self, request: HttpRequest, pk: int, cual: str, numero: int) -> HttpResponse:
        """Sólo mientras espera a que se vea."""
        if self.escaneo is None:
            raise Http404
        try:
            imagen = paginas.pagina(self.escaneo.sellado if cual == "original" else self.escaneo.archivo, numero)
        except (IndexError, paginas.SinPaginas) as error:
            raise Http404 from error
        return HttpResponse(imagen, content_type="image/png", headers={"Cache-Control": "private, no-store"})
