"""Descargas privadas del expediente: con su nombre, sin guardarse en cachés y sólo para quien las puede ver."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import View

from archivos.entrada import nombre_limpio
from cuentas import reloj
from dictamenes.documentos import PDF
from flujos import descargas, expediente
from flujos.views.base import DeExpedienteMixin


class DocumentoView(DeExpedienteMixin, View):
    """Un documento del expediente."""

    def get(self, request: HttpRequest, pk: int, cual: str) -> FileResponse:
        """Lo que no le toca ver no existe."""
        suyos = {d.clave: d for d in descargas.disponibles(self.solicitud, request.user, self.mirada)}
        if cual not in suyos:
            raise Http404
        expediente.dejar_constancia(self.solicitud, "documento.leido", request.user, reloj.ahora(), documento=cual)
        return entregar(suyos[cual].contenido(), suyos[cual].nombre, PDF)


class AnexoView(DeExpedienteMixin, View):
    """Un anexo; lo que no es PDF se descarga, nunca se abre en el navegador."""

    def get(self, request: HttpRequest, pk: int, anexo: int) -> FileResponse:
        """Cualquiera que vea el expediente."""
        hallado = get_object_or_404(self.solicitud.anexos.select_related("archivo"), pk=anexo)
        expediente.dejar_constancia(self.solicitud, "documento.leido", request.user, reloj.ahora(), anexo=anexo)
        return entregar(hallado.archivo.leer(), nombre_limpio(hallado.nombre), hallado.archivo.tipo)


def entregar(contenido: bytes, nombre: str, tipo: str) -> FileResponse:
    """Respuesta con `Content-Disposition` (RFC 6266), sin adivinar el tipo y sin caché."""
    respuesta = FileResponse(
        io.BytesIO(contenido), as_attachment=tipo != PDF, filename=nombre, content_type=tipo
    )
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta
