"""Lo firmado que no se emite: coordinación pide anular su firma y quien autoriza la anula."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from dictamenes import tramite
from dictamenes.models import FirmaSinEmitir
from dictamenes.models.proyecto import sin_emitir
from flujos.estudio.forms.sin_emitir import AnularFirmaForm, PedirAnulacionForm
from flujos.expediente.turno import dictamen_de
from flujos.expediente.views.base import ActoView
from flujos.recorrido.detenidos import causa_de


class _SinEmitirView(ActoView):
    @cached_property
    def detenida(self) -> FirmaSinEmitir | None:
        dictamen = dictamen_de(self.solicitud)
        return sin_emitir(dictamen) if dictamen else None

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)


class PedirAnulacionView(_SinEmitirView):
    """La primera de dos personas."""

    acto, operacion, form_class, grave = tramite.pedir_anulacion, "dictamen.recoger", PedirAnulacionForm, True
    titulo, boton = "Pedir que se anule la firma", "Pedir que se anule"
    hecho = "Se avisó a quien autoriza: si anula la firma, {folio} vuelve a la revisión estratégica."
    texto = (
        "El dictamen está firmado y no pudo emitirse. Si la causa se corrige, quien administra lo reintenta y se "
        "emite; si no tiene remedio, pida que se anule la firma: el proyecto vuelve a redactarse con su mismo folio."
    )

    def procede(self) -> bool:
        return super().procede() and self.detenida is not None and self.detenida.pedida_en is None


class AnularFirmaView(_SinEmitirView):
    """La segunda."""

    acto, operacion, form_class, grave = tramite.anular_firma, "dictamen.firmar", AnularFirmaForm, True
    titulo, boton = "Anular la firma que no se emite", "Anular la firma"
    hecho = "La firma quedó anulada y {folio} volvió a la revisión estratégica."

    def procede(self) -> bool:
        return super().procede() and self.detenida is not None and self.detenida.pedida_en is not None

    def ejecutar(self, form: AnularFirmaForm) -> None:
        self.dar(tramite.anular_firma, firmado=form.cleaned_data["firmado"])

    def get_initial(self) -> dict[str, Any]:
        return {"firmado": self.detenida.firmado.sha256 if self.detenida else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texto = "" if self.detenida is None else (
            f"Por qué no se emite: {causa_de(self.detenida.causa)} Por qué se pide anular: {self.detenida.motivo} "
            "El documento firmado se conserva; no llegó a publicarse."
        )
        return super().get_context_data(**kwargs) | {"texto": texto}
