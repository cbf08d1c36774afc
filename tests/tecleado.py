"""Lo que se teclea en cada formulario, igual en las pruebas por HTTP, en los golpes y en las mediciones."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from dictamenes.models import Solicitud
from dictamenes.textos.criterios import vigente
from tests.archivos import hostiles
from tests.mundo import Mundo

CONTRASENA = "contrasena-de-prueba"
ALCANCE = {"naturaleza": "si", "funcion": "no", "existente": "no", "tipo": "bienes", "modalidad": "adquisicion"}


def archivo(contenido: bytes, nombre: str) -> BytesIO:
    """Un archivo para subir, con su nombre."""
    subido = BytesIO(contenido)
    subido.name = nombre
    return subido


def pdf() -> BytesIO:
    """Un anexo que pasa la revisión de archivos."""
    return archivo(hostiles.pdf(), "anexo.pdf")


def opinion(solicitud: Solicitud, postura: str = "procede", **cambios: Any) -> dict[str, Any]:
    """Lo que se escribe en la revisión técnica."""
    conceptos = list(solicitud.conceptos.all())
    return {
        **{f"postura_{c.pk}": postura for c in conceptos}, **{f"nota_{c.pk}": "" for c in conceptos},
        **{f"criterio_{c.clave}": "cumple" for c in vigente("tecnica").preguntas(c.categoria for c in conceptos)},
        "texto": "Es viable y se ajusta al estándar.", **cambios,
    }


def propuesta(mundo: Mundo, solicitud: Solicitud, sentido: str = "favorable", **cambios: Any) -> dict[str, Any]:
    """Lo que se escribe al proponer."""
    return {
        **{f"sentido_{c.pk}": sentido for c in solicitud.conceptos.all()},
        **{f"criterio_{c.clave}": "cumple" for c in vigente("estrategica").preguntas()},
        "analisis": "El proyecto es idóneo y no duplica sistemas.",
        "autoriza": mundo.firmante.pk, "forma_firma": "pades",
        "renglones": 1, **cambios,
    }


def contestacion(solicitud: Solicitud) -> dict[str, str]:
    """Lo que se contesta a cada observación."""
    observaciones = solicitud.prevenciones.abierta().observaciones.all()
    return {f"respuesta_{observacion.pk}": "Es para ventanilla." for observacion in observaciones}
