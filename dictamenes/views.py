"""Las pantallas públicas del expediente: verificar un documento."""
from django.http import HttpResponse


def verificar(request):
    """Verificar por clave o por archivo."""
    return HttpResponse()


def verificar_clave(request, clave):
    """Verificar por clave."""
    return HttpResponse()
