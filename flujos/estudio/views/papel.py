"""Lo que llega en papel y recepción captura a nombre del ente, y el tanto del dictamen que se le entrega en papel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property

from cuentas import reloj
from dictamenes import tramite
from dictamenes.models import Prevencion
from flujos.base.dinamicos import formulario_de_respuestas
from flujos.estudio.forms.papel import DesistimientoForm, EntregarTantoForm, EscritoForm, RespuestaEnPapelForm
from flujos.expediente.turno import espera_tanto
from flujos.expediente.views.base import ActoView
from flujos.expediente.views.con_archivo import ActoConArchivoView
from flujos.expediente.views.con_borrador import ConBorradorMixin


class DePapelView(ConBorradorMixin, ActoConArchivoView):
    """Lo común: un escrito con su escaneo y la hora de su sello. Lo transcrito se guarda solo; el escaneo, no."""

    operacion = "solicitud.capturar_papel"
    template_name = "flujos/estudio/papel.html"
    guardar_sin = "Guardar sin entregar"

    def desde(self) -> datetime | None:
        """Antes de este momento no pudo recibirse; nada, si todavía no se presenta."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"en": reloj.ahora(), "desde": self.desde()}

    def del_escrito(self, form: EscritoForm) -> dict[str, Any]:
        """Cuándo se recibió y el escaneo, ya guardado."""
        archivo, nombre = self.recibido(form)
        return {**form.recibido(), "archivo": archivo, "rotulo": nombre}

    def ficha(self) -> str:
        """También la versión de la captura: el ente pudo estar contestando en línea."""
        return f"{super().ficha()}.{self.solicitud.version}"

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)


class DesahogarPapelView(DePapelView):
    """La respuesta a las observaciones."""

    acto, titulo, boton = tramite.desahogar_papel, "Capturar la respuesta que llegó en papel", "Entregar la respuesta"
    hecho = "La respuesta quedó en el expediente de {folio}, con su acuse. Se avisó al ente."
    texto = (
        "Transcriba lo que el ente contestó a cada observación. Si llegó a tiempo lo dice la hora del sello, no la de "
        "la captura."
    )

    @cached_property
    def prevencion(self) -> Prevencion | None:
        """La última; si ya se contestó, el acto lo dice."""
        return self.solicitud.prevenciones.last()

    def desde(self) -> datetime | None:
        return self.prevencion.emitida_en if self.prevencion else self.solicitud.presentada_en

    def get_form_class(self) -> type[forms.Form]:
        observaciones = self.prevencion.observaciones.all() if self.prevencion else ()
        return formulario_de_respuestas(observaciones, RespuestaEnPapelForm)

    def ejecutar(self, form: RespuestaEnPapelForm) -> None:
        version = self.solicitud.version
        self.dar(self.acto, **self.del_escrito(form), respuestas=form.respuestas(), version=version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cada observación con sus dos campos, y si lo capturado en línea cambió y se entregaría también."""
        contexto, editada_en = super().get_context_data(**kwargs), self.solicitud.editada_en
        cambio = bool(editada_en and self.prevencion and editada_en > self.prevencion.emitida_en)
        return contexto | {"pares": contexto["form"].pares(), "prevencion": self.prevencion, "cambio": cambio}


class DesistirPapelView(DePapelView):
    """El desistimiento."""

    acto, form_class, grave = tramite.desistir_papel, DesistimientoForm, True
    titulo, boton = "Capturar el desistimiento que llegó en papel", "Desistir"
    hecho = "El ente se desistió de la solicitud {folio}. Se le avisó."
    texto = "Es definitivo: la revisión se detiene y el expediente concluye sin dictamen."

    def desde(self) -> datetime | None:
        return self.solicitud.presentada_en

    def ejecutar(self, form: DesistimientoForm) -> None:
        self.dar(self.acto, **self.del_escrito(form), motivo=form.cleaned_data["motivo"])


class EntregarTantoView(ActoView):
    """Al ente se le entrega su tanto del dictamen firmado a mano."""

    acto, operacion, form_class = tramite.entregar_tanto, "solicitud.capturar_papel", EntregarTantoForm
    titulo, boton = "Registrar la entrega del papel al ente", "Registrar la entrega"
    hecho = "Quedó registrado quién recibió el tanto en papel de {folio}."
    texto = "Antes, quien lo recibe firma el acuse de entrega, que se guarda con el original. No se deshace."

    def procede(self) -> bool:
        return espera_tanto(self.solicitud)

    def get_success_url(self) -> str:
        return self.url("expediente", self.solicitud.pk)
