from collections.abc import Callable
from typing import Any, TypeVar

_Vista = TypeVar("_Vista", bound=Callable[..., Any])

def rate_limit(*, action: str) -> Callable[[_Vista], _Vista]: ...
