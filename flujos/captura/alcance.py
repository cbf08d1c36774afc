"""Las tres preguntas de alcance y la constancia de haberlas contestado todas no."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from bitacora.models import Evento, EventoQuerySet
from cuentas.acceso.acceso import ambito
from cuentas.models import Ente, Usuario

PREGUNTAS = {
    "naturaleza": (
        "Por su naturaleza, ¿es tecnología?",
        "Equipo de cómputo, impresión, telecomunicaciones, programas, licencias, nube o centro de datos.",
    ),
    "funcion": (
        "Por su función, ¿necesita tecnología para prestarse?",
        "Por ejemplo: un servicio que se entrega con una plataforma, cámaras en red o un control de acceso.",
    ),
    "existente": (
        "¿Cambia, renueva o da de baja tecnología que ya se tiene?",
        "Renovar licencias, arrendar lo mismo otra vez, ampliar un contrato o retirar equipo.",
    ),
}


def sin_dictamen(usuario: Usuario) -> EventoQuerySet:
    """Las consultas que se contestaron todas no, de sus entes o hechas por la persona."""
    suyos = [f"ente:{pk}" for pk in ambito(usuario, "solicitud.elaborar").entes]
    consultas = Evento.objects.filter(accion="alcance.consultado", datos_evento__datos__requiere=False)
    return consultas.filter(Q(objeto__in=suyos) | Q(por=usuario)).select_related("por", "datos_evento")


def constancia(consulta: Evento) -> dict[str, Any]:
    """Lo que dice la constancia; su folio es el número del evento en la bitácora."""
    datos = consulta.datos_evento.datos
    dichas = {True: "Sí", False: "No"}
    return {
        "consulta": consulta, "ente": Ente.objects.get(pk=consulta.objeto.partition(":")[2]),
        "respuestas": [
            {"clave": PREGUNTAS[clave][0], "valor": dichas[valor]} for clave, valor in datos["respuestas"].items()
        ],
        "base": datos.get("base", ""),
    }
