from collections.abc import Iterator
from typing import Any, ClassVar, Self

from viewflow.fsm import State, TransitionMethod
from viewflow.workflow.models import Process, Task
from viewflow.workflow.token import Token

class Activation:
    status: ClassVar[State]
    task: Task
    process: Process
    activate: TransitionMethod[[], None]
    activate_next: TransitionMethod[[], None]
    complete: TransitionMethod[[], None]
    cancel: TransitionMethod[[], None]
    create_next: TransitionMethod[[], Iterator[Activation]]
    revive: TransitionMethod[[], Task]
    def __init__(self, task: Task) -> None: ...
    @property
    def flow_task(self) -> Any: ...
    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Activation, token: Token, data: Any = ..., seed: Any = ...
    ) -> Self: ...
    def prepare_revived_task(self, task: Task) -> None: ...
