from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

class DefaultMFAAdapter:
    error_messages: dict[str, Any]
    def validation_error(self, code: str, *args: object) -> ValidationError: ...
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool: ...

def get_adapter() -> DefaultMFAAdapter: ...
