"""Las páginas de la calle: portada, muestrario y errores."""

from django.shortcuts import render


def inicio(request):
    """Portada pública."""
    return render(request, "inicio.html")


def muestrario(request):
    """Los componentes de la interfaz, uno por uno (sólo en la demostración)."""
    return render(request, "muestrario.html")


def formulario_vencido(request, reason=""):
    """El formulario caducó o no salió de este sitio: nada se guardó."""
    return render(request, "403.html", {"motivo": "El formulario caducó. Vuelva a abrir la página e inténtelo de nuevo."},
                  status=403)


def error_400(request, exception=None):
    """Petición que no se entiende."""
    return render(request, "400.html", status=400)


def error_403(request, exception=None):
    """Acceso que no corresponde."""
    return render(request, "403.html", {"motivo": str(exception or "")}, status=403)


def error_404(request, exception=None):
    """Página que no existe o no es suya."""
    return render(request, "404.html", status=404)


def error_500(request):
    """Falla nuestra."""
    return render(request, "500.html", status=500)
