from django.http import HttpRequest

from cuentas.models import Usuario

def record_authentication(request: HttpRequest, user: Usuario, method: str, *, reauthenticated: bool = ...) -> None: ...
