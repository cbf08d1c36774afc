from typing import Any

from django.http import HttpRequest

from cuentas.models import Usuario

def get_authentication_records(request: HttpRequest, user: Usuario | None = ...) -> list[dict[str, Any]]: ...
