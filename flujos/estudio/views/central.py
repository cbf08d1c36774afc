"""Lo que hace coordinación (turnar, acumular, cancelar) y lo que hace quien tiene interés en el asunto (excusarse)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from bitacora.rechazos import con_constancia
from cuentas import reloj
from cuentas.acceso.acceso import puede
from cuentas.models import Usuario
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Participacion, Revision
from dictamenes.reglas.participacion import declarar_interes, motivo_para_no_participar
from flujos.bandeja.suplentes import notas_de
from flujos.estudio.forms.central import AcumularForm, InteresForm, TurnarForm
from flujos.estudio.forms.requisitos import MotivoForm, MotivoInternoForm
from flujos.expediente import turno
from flujos.expediente.turno import OPERATIVOS
from flujos.expediente.views.base import ActoView
from flujos.recorrido import actos


class TurnarView(ActoView):
    """Dar una revisión a una persona del área."""

    acto, operacion, form_class = tramite.turnar, "revision.turnar", TurnarForm
    template_name = "flujos/estudio/turnar.html"
    titulo, boton = "Turnar la revisión", "Turnar"
    hecho = "La revisión de {folio} quedó turnada. Se avisó a la persona."

    @cached_property
    def revision(self) -> Revision:
        suyas = self.solicitud.revisiones.filter(ronda=self.solicitud.ronda).select_related("area", "turnada_a")
        return get_object_or_404(suyas, area__clave=self.kwargs["area"])

    @cached_property
    def del_area(self) -> list[tuple[Usuario, str]]:
        """Quienes dictaminan en el área hoy y, si no pueden en este asunto, por qué."""
        personas = Usuario.objects.nombradas(reloj.hoy(), papel="tecnico", area=self.revision.area)
        funcion = Participacion.Funcion.OPINA
        return [(p, motivo_para_no_participar(self.solicitud, p, funcion)) for p in personas]

    def get_form_kwargs(self) -> dict[str, Any]:
        pueden = [p.pk for p, motivo in self.del_area if not motivo]
        personas = Usuario.objects.filter(pk__in=pueden)
        notas = notas_de(personas, "revision.opinar", reloj.ahora(), area=self.revision.area_id, con_carga=True)
        return super().get_form_kwargs() | {"personas": personas, "notas": notas}

    def ejecutar(self, form: TurnarForm) -> None:
        """El acto, que también mueve la tarea."""
        quien, ahora = self.request.user, reloj.ahora()
        actos.turnar(self.solicitud, por=quien, en=ahora, revision=self.revision, a=form.cleaned_data["a"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        impedidas = [(p, motivo) for p, motivo in self.del_area if motivo]
        return super().get_context_data(**kwargs) | {"revision": self.revision, "impedidas": impedidas}


class RecogerDeFirmaView(ActoView):
    """Recoger lo que espera la firma de quien está ausente, para que se proponga a otra persona."""

    acto, operacion, form_class = tramite.recoger_de_firma, "dictamen.recoger", MotivoInternoForm
    titulo, boton = "Recoger de firma", "Recoger con este motivo"
    hecho = "El proyecto de {folio} volvió a la revisión estratégica para proponerlo a otra persona."
    texto = (
        "Vuelve a la revisión estratégica con todo lo escrito; ahí se elige quién autoriza y el documento se prepara "
        "otra vez. El folio se conserva."
    )

    def procede(self) -> bool:
        return super().procede() and bool(turno.sin_quien_firme(self.solicitud, reloj.ahora()))


class AcumularView(ActoView):
    """Por pedir lo mismo que otra del mismo ente."""

    acto, operacion, form_class, grave = tramite.acumular, "solicitud.cancelar", AcumularForm, True
    titulo, boton = "Acumularla a otra de su ente", "Acumular la solicitud"
    hecho = "La solicitud {folio} se acumuló y se avisó al ente."
    texto = (
        "Cuando pide lo mismo que otra: se atiende en la otra, queda ligada a ella y se avisa al ente. No cuenta como "
        "recibida dos veces; las cifras dicen cuántas se acumularon. No se puede deshacer."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"candidatas": tramite.acumulables(self.solicitud)}


class CancelarView(ActoView):
    """Por error de captura."""

    acto, operacion, form_class, grave = tramite.cancelar, "solicitud.cancelar", MotivoForm, True
    titulo, boton = "Cancelar la solicitud", "Cancelar la solicitud"
    hecho = "La solicitud {folio} quedó cancelada."
    texto = (
        "Sólo por error de captura; si pide lo mismo que otra, acumúlela. No cuenta como recibida ni atendida; las "
        "cifras dicen cuántas se cancelaron. No se puede deshacer."
    )


class ExcusarseView(ActoView):
    """Declarar interés en el asunto."""

    deja, form_class, grave = "interes.declarado", InteresForm, True
    titulo, boton = "Excusarme de este asunto", "Excusarme"
    hecho = "Quedó registrado que se excusa de {folio}."
    texto = "Si tiene interés personal, familiar o de negocios en este asunto, dígalo aquí y lo atenderá otra persona."

    def procede(self) -> bool:
        """Antes de concluir, quien tiene un papel que participa."""
        participa = any(puede(self.request.user, operacion) for operacion in OPERATIVOS)
        return participa and not self.solicitud.esta_concluida

    def ejecutar(self, form: InteresForm) -> None:
        """Deja la constancia; no mueve el asunto."""
        if not self.procede():
            raise EstadoEquivocado("En este asunto ya no hay de qué excusarse.")
        quien, ahora = self.request.user, reloj.ahora()
        with con_constancia("interes.declarar", self.solicitud, por=quien, en=ahora):
            declarar_interes(self.solicitud, por=quien, en=ahora, motivo=form.cleaned_data["motivo"])
