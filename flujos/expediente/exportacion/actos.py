"""Exportar un expediente: se arma, se comprueba que nada cambió mientras tanto y queda anotado con su huella."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from cuentas.models import Usuario
from dictamenes.excepciones import CapturaVencida
from dictamenes.models import Solicitud
from flujos.expediente.exportacion.eventos import eventos_visibles
from flujos.expediente.exportacion.paquete import Paquete, armar

OPERACION = "expediente.exportar"
CAMBIO = "El expediente cambió mientras se armaba el paquete. Vuelva a exportarlo."


def exportar(solicitud: Solicitud, mirada: str, *, por: Usuario, en: datetime) -> Paquete:
    """El paquete, ya anotado en la bitácora. Quien llama ya comprobó que la persona lo alcanza y cierra su archivo.

    `CapturaVencida` si el expediente cambió mientras se armaba; lo que lance `armar`.
    """
    paquete = sin_cambios(solicitud, mirada)
    with transaction.atomic():
        anotar("expediente.exportado", solicitud, por=por, en=en, datos=constancia(paquete))
    return paquete


def sin_cambios(solicitud: Solicitud, mirada: str) -> Paquete:
    """El paquete de un expediente que siguió igual de principio a fin. `CapturaVencida` si no."""
    paquete = armar(solicitud, mirada)
    if eventos_visibles(solicitud, mirada).values_list("n", flat=True).last() != paquete.indice["bitacora"]["n"]:
        paquete.archivo.close()
        raise CapturaVencida(CAMBIO)
    return paquete


def constancia(paquete: Paquete) -> dict[str, Any]:
    """Lo que la bitácora guarda de un paquete."""
    return {
        "alcance": paquete.indice["alcance"], "sha256": paquete.sha256, "tamano": paquete.tamano,
        "documentos": paquete.documentos, "hasta": paquete.indice["bitacora"]["n"],
    }
