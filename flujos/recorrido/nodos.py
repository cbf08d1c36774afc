"""Nodos propios sobre los de viewflow: corrigen sus defectos desde fuera y añaden división y trabajo.

Los defectos T1–T5 (MOTOR §6) se reproducen con los nodos de fábrica en `tests/flujos/recorrido/test_nodos.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from django.utils.timezone import now
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes.job import AbstractJob, AbstractJobActivation
from viewflow.workflow.nodes.split import Split, SplitActivation
from viewflow.workflow.nodes.view import View, ViewActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from cuentas.acceso.acceso import permisos_de_bandeja
from cuentas.models import Area, Ente, Usuario
from cuentas.reloj import ahora
from flujos.recorrido import pendientes

ACTIVAS = (STATUS.NEW, STATUS.ASSIGNED)


class PasoIncompleto(RuntimeError):
    """Falló un nodo automático de los que siguen: el paso entero se deshace y se vuelve a intentar."""


class TareaHumanaActivation(ViewActivation):
    """Tarea de una persona: está en la bandeja mientras espera, no deja temporizadores huérfanos al cancelarse y no
    pierde dueño al revivir.
    """

    @classmethod
    def create(cls, *args: Any, **kwargs: Any) -> Self:
        activacion = super().create(*args, **kwargs)
        pendientes.abrir(activacion.task)
        return activacion

    @Activation.status.super()
    def assign(self, user: Usuario) -> None:
        super().assign.original(user)
        pendientes.encargar(self.task)

    @Activation.status.super()
    def reassign(self, user: Usuario | None = None) -> None:
        super().reassign.original(user)
        pendientes.encargar(self.task)

    @Activation.status.super()
    def unassign(self) -> None:
        super().unassign.original()
        pendientes.encargar(self.task)

    @Activation.status.super()
    def complete(self) -> None:
        super().complete.original()
        pendientes.cerrar(self.task)

    @Activation.status.super()
    def cancel(self) -> None:
        """Cancela la tarea y sus temporizadores (T1: si no, vencen solos; T2: si no, la unión no cierra)."""
        super().cancel.original()
        pendientes.cerrar(self.task)
        for borde in self.flow_task._boundary_events:
            for tarea in self.process.task_set.filter(flow_task=borde, previous=self.task):
                activacion = borde.activation_class(tarea)
                if activacion.cancel.can_proceed():
                    activacion.cancel()

    def prepare_revived_task(self, task: Task) -> None:
        """Conserva el permiso (T3: sin él, cualquiera podría tomar la tarea revivida)."""
        task.owner_permission = self.task.owner_permission
        task.owner_permission_obj = self.task.owner_permission_obj

    @Activation.status.super()
    def revive(self) -> Task:
        """Revive la tarea y vuelve a armar sus temporizadores y su aviso de creación (T4)."""
        tarea = super().revive.original()
        pendientes.abrir(tarea)
        activacion = type(self)(tarea)
        if self.flow_task._on_create is not None:
            self.flow_task._on_create(activacion)
        for borde in self.flow_task._boundary_events:
            borde._arm(activacion)
        return tarea


class TareaHumana(View):
    """Tarea de una persona: niega por omisión y decide con el acceso de la casa."""

    activation_class = TareaHumanaActivation

    def __init__(self) -> None:
        super().__init__(None)

    def _resolve(self, instance: flow.Flow) -> None:
        super()._resolve(instance)
        self._owner_permission_obj = this.resolve(instance, self._owner_permission_obj)

    def calc_owner_permission_obj(self, activation: Activation) -> Ente | Area | None:
        """El Ente o Area del que cuelga el permiso; recibe la tarea, no sólo el proceso."""
        return self._owner_permission_obj(activation) if self._owner_permission_obj else None

    def can_assign(self, user: Usuario, task: Task) -> bool:
        """Sólo quien tiene ese permiso sobre ese objeto; sin permiso escrito, nadie."""
        if task.owner_id or not task.owner_permission:
            return False
        objeto = int(task.owner_permission_obj_pk) if task.owner_permission_obj_pk else None
        return (task.owner_permission, objeto) in permisos_de_bandeja(user)


class DivisionActivation(SplitActivation):
    """Abre una rama por cada renglón de su fuente."""

    @Activation.status.super()
    def activate(self) -> None:
        """Calcula los renglones; sin ninguno, el recorrido sigue por `Vacio`."""
        self.renglones = list(self.flow_task._fuente(self))

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        """Crea una tarea por renglón, cada una con su ficha y su renglón como semilla."""
        if not self.renglones:
            yield self.flow_task._vacio._create(self, self.task.token)
            return
        fichas = Token.split_token_source(self.task.token, self.task.pk)
        for renglon in self.renglones:
            yield self.flow_task._destino._create(self, next(fichas), seed=renglon)


class Division(Split):
    """División dinámica: `Division(this.fuente).Next(nodo).Vacio(otro)`; la cierra un `Join` de fábrica."""

    activation_class = DivisionActivation

    def __init__(self, fuente: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._fuente = fuente
        self._destino = None
        self._vacio = None

    def _resolve(self, instance: flow.Flow) -> None:
        super()._resolve(instance)
        self._fuente = this.resolve(instance, self._fuente)
        self._destino = this.resolve(instance, self._destino)
        self._vacio = this.resolve(instance, self._vacio)

    def Next(self, node: Any, case: Any = None) -> Self:  # noqa: N802 (nombre del motor)
        """Nodo de cada rama."""
        self._destino = node
        return super().Next(node, case)

    def Vacio(self, node: Any) -> Self:  # noqa: N802
        """Nodo al que se pasa cuando no hay ramas."""
        self._vacio = node
        return super().Next(node)


class TrabajoActivation(AbstractJobActivation):
    """Trabajo de fondo: su renglón es la bandeja de salida; un trabajador lo toma con arriendo."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        """Queda listo para que un trabajador lo tome, en la misma transacción que el acto."""
        self.task.scheduled = ahora()
        self.task.save()

    @Activation.status.transition(source=[STATUS.NEW, STATUS.SCHEDULED, STATUS.ERROR], target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Se cancela mientras ningún trabajador lo tenga: también el detenido, que ya nadie intenta."""
        self.task.finished = now()
        self.task.save()

    @Activation.status.transition(source=[STATUS.STARTED, STATUS.ERROR], target=STATUS.CANCELED)
    def abandonar(self) -> None:
        """Ya no se hará: lo dice quien lo tiene, o se decide cuando ya nadie lo intenta."""
        self.task.finished = now()
        self.task.save()


class Trabajo(AbstractJob):
    """Nodo de trabajo de fondo; `tarea` es el nombre con que `flujos.recorrido.trabajos` lo conoce."""

    activation_class = TrabajoActivation

    def __init__(self, tarea: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tarea = tarea


def ejecutar_entero(activacion: Any) -> None:
    """Ejecuta un plazo o un trabajo, todo o nada. Lanza `PasoIncompleto`; se llama dentro del candado.

    El motor calla la falla de lo que sigue y lo deja en ERROR: la persona perdería su tarea y nadie lo reintentaría.
    """
    activacion.execute()
    fallida = activacion.process.task_set.filter(status=STATUS.ERROR, pk__gt=activacion.task.pk).first()
    if fallida is not None:
        raise PasoIncompleto(f"{fallida.flow_task.name}: {fallida.data['_exception']['traceback']}")


def regresar(activacion: TrabajoActivation, nodo: str) -> None:
    """El trabajo ya no se hace: el recorrido sigue en `nodo`, donde lo dejaría una devolución."""
    activacion.abandonar()
    getattr(activacion.process.flow_class, nodo)._create(activacion, activacion.task.token)


def empujar_uniones(proceso: Process) -> None:
    """Despierta las uniones que ya no esperan a nadie (T5: cancelar la última rama no lo hace)."""
    uniones = proceso.task_set.filter(flow_task_type=flow.Join.task_type, status=STATUS.STARTED)
    for tarea in uniones:
        activacion = tarea.flow_task.activation_class(tarea)
        if activacion.complete.can_proceed():
            activacion.complete()
            activacion.activate_next()
