"""Descargas privadas del expediente: con su nombre, sin guardarse en cachés y sólo para quien las puede ver."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.generic import View

from archivos import paginas
from archivos.models import Archivo
from archivos.salida import como_descarga
from cuentas import reloj
from dictamenes.documento.documentos import PDF
from dictamenes.expediente import mostrado
from dictamenes.models.constancia import consta
from flujos.expediente import descargas, expediente
from flujos.expediente.views.base import DeExpedienteMixin
from flujos.recorrido import notificacion


class DocumentoView(DeExpedienteMixin, View):
    """Un documento del expediente."""

    def get(self, request: HttpRequest, pk: int, cual: str) -> FileResponse:
        """Lo que no le toca ver no existe."""
        suyos = {d.clave: d for d in descargas.disponibles(self.solicitud, self.request.user, self.mirada)}
        if cual not in suyos:
            raise Http404
        expediente.dejar_constancia(self.solicitud, "documento.leido", self.request.user, reloj.ahora(), documento=cual)
        notificacion.acusar(self.solicitud, self.request.user, reloj.ahora())
        elegido = suyos[cual]
        if cual == "sellado":
            mostrado.entregar(self.request.user, consta(elegido.archivo))
        if elegido.ajeno:
            archivo = consta(elegido.archivo)
            return como_descarga(archivo.abrir(), elegido.nombre, archivo.tipo)
        return entregar(elegido.contenido(), elegido.nombre)


def entregar(contenido: bytes, nombre: str) -> FileResponse:
    """El PDF en el navegador, con su nombre (RFC 6266), sin adivinar el tipo y sin caché."""
    respuesta = FileResponse(io.BytesIO(contenido), filename=nombre, content_type=PDF)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


def imagen(archivo: Archivo, numero: int) -> HttpResponse:
    """Una de sus páginas (desde 1) en PNG, sin guardarse en cachés; 404 si no existe o no se puede dibujar."""
    try:
        dibujada = paginas.pagina(archivo, numero)
    except (IndexError, paginas.SinPaginas) as error:
        raise Http404 from error
    return HttpResponse(dibujada, content_type="image/png", headers={"Cache-Control": "private, no-store"})
