from contextlib import AbstractContextManager
from typing import Any, ClassVar, Self

from viewflow.workflow.activation import Activation
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Process

class Node:
    activation_class: type[Activation]
    task_type: ClassVar[str]
    name: str
    flow_class: type[Flow]
    task_title: str
    _boundary_events: list[Any]
    def _resolve(self, instance: Flow) -> None: ...
    def _outgoing(self) -> Any: ...
    def Annotation(self, *, title: str) -> Self: ...

class Flow:
    instance: ClassVar[Any]
    process_class: type[Process]
    process_title: str
    lock_impl: SelectForUpdateLock
    def nodes(self) -> list[Node]: ...
    def lock(self, process_pk: int) -> AbstractContextManager[None]: ...
