"""El catálogo público: qué estándares hay publicados y qué exige cada perfil. Sólo lectura, sin sesión."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cuentas.reloj import hoy

from .models import Perfil, Version
from .presentacion import categorias, version_como_datos


def _publicadas() -> QuerySet[Version]:
    return Version.objects.publicadas().select_related("estandar")


def _raiz() -> dict[str, str]:
    return {"texto": "Estándares", "url": reverse("estandares:lista")}


@require_safe
def lista(request: HttpRequest) -> HttpResponse:
    """Todas las versiones publicadas, por estándar."""
    versiones = _publicadas().annotate(cuantos=Count("perfiles"))
    ordenadas = versiones.order_by("estandar__ilustrativo", "estandar", "-numero")
    filas = [(version, version.rige_en(hoy())) for version in ordenadas]
    return render(request, "estandares/lista.html", {"filas": filas})


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Una versión con el índice de sus perfiles por categoría."""
    publicada = get_object_or_404(_publicadas(), pk=pk)
    perfiles = publicada.perfiles.annotate(cuantos=Count("requisitos")).order_by("orden")
    contexto = {
        "version": publicada,
        "rige": publicada.rige_en(hoy()),
        "categorias": categorias(perfiles),
        "total": len(perfiles),
        "migas": [_raiz(), {"texto": f"Versión {publicada.numero}"}],
    }
    return render(request, "estandares/version.html", contexto)


@require_safe
def perfil(request: HttpRequest, pk: int) -> HttpResponse:
    """Un perfil con cada requisito en palabras."""
    elegido = get_object_or_404(Perfil.objects.select_related("version__estandar"), pk=pk, version__in=_publicadas())
    migas = [
        _raiz(),
        {
            "texto": f"{elegido.version.estandar.nombre}, versión {elegido.version.numero}",
            "url": reverse("estandares:version", args=[elegido.version_id]),
        },
        {"texto": elegido.nombre},
    ]
    requisitos = elegido.requisitos.select_related("perfil")
    contexto = {"perfil": elegido, "version": elegido.version, "requisitos": requisitos, "migas": migas}
    return render(request, "estandares/perfil.html", contexto)


@require_safe
def version_json(request: HttpRequest, pk: int) -> JsonResponse:
    """La versión completa para máquinas, con su huella y su rótulo."""
    publicada = get_object_or_404(_publicadas().prefetch_related("perfiles__requisitos"), pk=pk)
    return JsonResponse(version_como_datos(publicada), json_dumps_params={"ensure_ascii": False, "indent": 1})
