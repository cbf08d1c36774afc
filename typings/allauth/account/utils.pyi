from django.http import HttpRequest, HttpResponse

from cuentas.models import Usuario

def perform_login(request: HttpRequest, user: Usuario, *, redirect_url: str | None = ...) -> HttpResponse: ...
