"""Lo público de la bitácora: el registro (C2SP tlog-tiles), la prueba de un dictamen y cómo comprobarlo."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from auditoria.testigos import carpeta, estado, prueba
from cuentas import reloj
from dictamenes.documento.views import con_tope
from verificador.testigos.mosaicos import es_ruta

TEXTO, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
NO_CAMBIA = "public, max-age=31536000, immutable"
UNOS_SEGUNDOS = "public, max-age=5"
SHA256 = re.compile(r"[0-9a-f]{64}")


@require_safe
def registro(request: HttpRequest) -> HttpResponse:
    """Qué es, quién la ha visto y con qué se comprueba."""
    llave = carpeta.leer(carpeta.LLAVE) or b""
    contexto = {"resumen": estado.resumen(reloj.ahora()), "llave": llave.decode().strip()}
    return render(request, "auditoria/registro.html", contexto)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """La última nota, con las cofirmas que tenga."""
    return _servir(carpeta.CHECKPOINT, TEXTO, UNOS_SEGUNDOS)


@require_safe
def llave(request: HttpRequest) -> HttpResponse:
    """Lo que el sello institucional firma de la llave de los checkpoints (CMS)."""
    return _servir(carpeta.LLAVE_SELLADA, "application/pkcs7-mime", UNOS_SEGUNDOS)


@require_safe
def mosaico(request: HttpRequest, ruta: str) -> HttpResponse:
    """Un mosaico o un paquete de entradas; una ruta que no sea la canónica no existe."""
    if not es_ruta(f"tile/{ruta}"):
        raise Http404
    return _servir(f"tile/{ruta}", BYTES, NO_CAMBIA)


@require_safe
@con_tope
def prueba_de_dictamen(request: HttpRequest, sha256: str) -> HttpResponse:
    """El `.tlog-proof` del PDF con esa huella; 404, con la razón, si no lo hay."""
    if not SHA256.fullmatch(sha256):
        raise Http404
    try:
        contenido = prueba.de_huella(sha256)
    except prueba.SinPrueba as error:
        return HttpResponse(f"{error}\n", status=404, content_type=TEXTO)
    cabeceras = {"Content-Disposition": f'attachment; filename="{sha256[:16]}.tlog-proof"', "Cache-Control": "no-cache"}
    return HttpResponse(contenido, content_type=TEXTO, headers=cabeceras)


def _servir(ruta: str, tipo: str, guardar: str) -> HttpResponse:
    contenido = carpeta.leer(ruta)
    if contenido is None:
        raise Http404
    cabeceras = {"Cache-Control": guardar, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(contenido, content_type=tipo, headers=cabeceras)
