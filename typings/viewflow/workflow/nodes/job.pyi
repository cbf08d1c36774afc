from typing import Any, Self

from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node

class AbstractJobActivation(Activation): ...

class AbstractJob(Node):
    def __init__(self, **kwargs: Any) -> None: ...
    def Next(self, node: Any) -> Self: ...
