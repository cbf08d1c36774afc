from typing import Any, Self

from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node

class SplitActivation(Activation): ...

class Split(Node):
    def __init__(self, **kwargs: Any) -> None: ...
    def Next(self, node: Any, case: Any = ...) -> Self: ...
