"""El recorrido entero en una página: quién sigue, qué corre en paralelo y con qué plazo."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock

from cuentas import reloj
from dictamenes.models import Plazo, Solicitud
from dictamenes.models.solicitud import Estado
from dictamenes.tramite import desechar
from flujos.models import Proceso, Vinculo
from flujos.recorrido import notificaciones
from flujos.recorrido.etapas import ETAPAS
from flujos.recorrido.nodos import Division, TareaHumana, Trabajo


def _estado(activacion: Any) -> str:
    return str(activacion.process.solicitud.estado)


def _tarea(etapa: str, de: Any = None) -> Any:
    """La de una etapa, con su rótulo; se ofrece a quien puede resolverla (en el Ente o Area que dé `de`)."""
    fila = ETAPAS[etapa]
    return TareaHumana().Annotation(title=fila.palabras.rotulo).Permission(f"cuentas.{fila.papel.permiso}", obj=de)


class DictamenFlow(flow.Flow):
    """De la presentación al dictamen notificado. Los nombres de los nodos son API: no cambian."""

    version = 1
    process_class = Proceso
    process_title = "Dictamen técnico y estratégico"
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    inicio = flow.StartHandle(this.al_iniciar).Annotation(title="Se presenta").Next(this.requisitos)

    requisitos = _tarea("requisitos").Next(this.resolver_requisitos)
    resolver_requisitos = (
        flow.Switch()
        .Annotation(title="¿Requisitos completos?")
        .Case(this.prevencion, lambda a: _estado(a) == Estado.PREVENIDA)
        .Case(this.fin_improcedente, lambda a: _estado(a) == Estado.IMPROCEDENTE)
        .Default(this.dividir_revision)
    )
    fin_improcedente = flow.End().Annotation(title="Improcedente")

    prevencion = (
        _tarea("prevencion", this.ente_de)
        .Annotation(title="Atender observaciones")
        .OnTimeout(this.al_vencer_prevencion, this.desechar)
        .Next(this.requisitos)
    )
    desechar = flow.Function(this.al_desechar).Annotation(title="Desechar").Next(this.fin_desechada)
    fin_desechada = flow.End().Annotation(title="Desechada")

    dividir_revision = (
        Division(this.revisiones_pendientes)
        .Annotation(title="Repartir a las áreas")
        .Next(this.revision)
        .Vacio(this.estrategia)
    )
    revision = (
        _tarea("revision", this.area_de)
        .OnTimeout(this.al_vencer_revision, this.escalar_revision, interrupting=False)
        .Next(this.unir_revision)
    )
    escalar_revision = flow.Function(this.al_escalar).Annotation(title="Escalar").Next(this.fin_escalada)
    fin_escalada = flow.End().Annotation(title="Escalada")
    unir_revision = flow.Join().Annotation(title="Todas las áreas").Next(this.estrategia)

    estrategia = _tarea("estrategia").Next(this.resolver_estrategia)
    resolver_estrategia = (
        flow.Switch()
        .Annotation(title="¿Devolver a las áreas?")
        .Case(this.dividir_revision, lambda a: _estado(a) == Estado.EN_REVISION)
        .Default(this.preparar)
    )
    preparar = Trabajo("preparar").Annotation(title="Preparar el documento").Next(this.firma)
    firma = _tarea("firma").Assign(this.quien_autoriza).Next(this.resolver_firma)
    resolver_firma = (
        flow.Switch()
        .Annotation(title="¿Firmado?")
        .Case(this.estrategia, lambda a: _estado(a) == Estado.EN_ESTRATEGIA)
        .Default(this.emitir)
    )
    emitir = Trabajo("emitir").Annotation(title="Emitir").Next(this.notificar)
    notificar = flow.Function(this.al_notificar).Annotation(title="Notificar").Next(this.fin)
    fin = flow.End().Annotation(title="Dictamen emitido")
    obsolete = flow.Obsolete()

    def al_iniciar(self, activation: Any, solicitud: Solicitud) -> Any:
        """Guarda el proceso y lo liga con la solicitud antes de crear la primera tarea."""
        activation.process.save()
        Vinculo.objects.create(
            solicitud=solicitud, proceso_id=activation.process.pk, version_flujo=self.version
        )
        return activation.process

    def ente_de(self, activation: Any) -> Any:
        """El ente que debe atender las observaciones."""
        return activation.process.solicitud.ente

    def area_de(self, activation: Any) -> Any:
        """El área de esta rama."""
        return activation.task.seed.area

    def quien_autoriza(self, activation: Any) -> Any:
        """La persona para cuya firma se elaboró el dictamen."""
        return activation.process.solicitud.dictamen.autoriza

    def revisiones_pendientes(self, activation: Any) -> Any:
        """Una rama por cada revisión sin dar de la ronda."""
        solicitud = activation.process.solicitud
        return solicitud.revisiones.filter(ronda=solicitud.ronda, dada_en=None).select_related("area")

    def al_vencer_prevencion(self, activation: Any) -> Any:
        """Cuándo vence el plazo para atender observaciones."""
        return _vence(activation, Plazo.Clase.PREVENCION)

    def al_vencer_revision(self, activation: Any) -> Any:
        """Cuándo vence el plazo de la revisión técnica."""
        return _vence(activation, Plazo.Clase.REVISION)

    def al_desechar(self, activation: Any) -> None:
        """Nadie atendió a tiempo: la solicitud se desecha y se avisa."""
        solicitud = desechar(activation.process.solicitud, por=None, en=reloj.ahora())
        notificaciones.avisar_al_ente(solicitud, "desechada", reloj.ahora())

    def al_escalar(self, activation: Any) -> None:
        """La revisión no llegó a tiempo; el silencio no decide. En toda etapa avisa `flujos.recorrido.recordatorios`.

        El nodo sigue porque su nombre es API y hay asuntos en vuelo con su temporizador armado.
        """

    def al_notificar(self, activation: Any) -> None:
        notificaciones.avisar_al_ente(activation.process.solicitud, "emitida", reloj.ahora())


def _vence(activacion: Any, clase: str) -> Any:
    return Plazo.objects.get(solicitud=activacion.process.solicitud, clase=clase, cerrado_en=None).vence_en
