"""Lo único que escribe `Pendiente`: se abre y se cierra con la tarea, dentro de la misma transacción."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cuentas.reloj import dia_de
from cuentas.tiempo.calendario import apertura
from dictamenes.models import Dictamen, Plazo, Prevencion, Revision, Solicitud
from flujos.models import Pendiente, Vinculo


def cola_de(permiso: str, objeto: object = None) -> str:
    """El nombre de la cola donde espera una tarea: su permiso y, si cuelga de un ente o un área, su número."""
    return f"{permiso}:{objeto}" if objeto else permiso


def de_cola(cola: str) -> tuple[str, int | None]:
    """El permiso y el número del ente o área de una cola: el revés de `cola_de`."""
    permiso, _, objeto = cola.partition(":")
    return permiso, int(objeto) if objeto else None


def abrir(tarea: Any) -> None:
    """La tarea empieza a esperar a alguien; vence cuando el plazo abierto de su etapa (o, sin plazo, al crearse)."""
    solicitud = Vinculo.objects.select_related("solicitud").get(proceso_id=tarea.process_id).solicitud
    etapa = tarea.flow_task.name
    plazo = Plazo.objects.filter(solicitud=solicitud, clase=etapa, cerrado_en=None)
    Pendiente.objects.create(
        tarea=tarea, solicitud=solicitud, etapa=etapa, encargada=tarea.owner, ente_id=solicitud.ente_id,
        tipo=solicitud.tipo, es_urgente=solicitud.fecha_limite is not None,
        conceptos=solicitud.conceptos.count(),
        area=tarea.seed.area if isinstance(tarea.seed, Revision) else None,
        cola=cola_de(tarea.owner_permission or "", tarea.owner_permission_obj_pk),
        devuelta_en=tarea.created if _regreso(tarea, solicitud, etapa) else None,
        **_desde_cero(plazo.values_list("vence_en", flat=True).first() or tarea.created),
    )


def encargar(tarea: Any) -> None:
    """La tarea cambió de persona a cargo (o se quedó sin ella)."""
    Pendiente.objects.filter(tarea=tarea).update(encargada=tarea.owner)


def recorrer(solicitud: Solicitud, etapa: str, vence_en: datetime) -> None:
    """El plazo de la etapa cambió: la tarea vence en otra fecha y se vuelve a avisar desde el principio."""
    suyas = Pendiente.objects.filter(solicitud=solicitud, etapa=etapa)
    suyas.exclude(vence_en=vence_en).update(**_desde_cero(vence_en))


def escalar(pendiente: Pendiente, nivel: int, siguiente: datetime | None) -> None:
    """Ya se avisó hasta ese nivel; el que sigue toca en `siguiente` (None: ya no hay más)."""
    Pendiente.objects.filter(pk=pendiente.pk).update(escalada=nivel, recordar_en=siguiente)


def ultimo_dia(vence_en: datetime) -> datetime:
    """Cuándo se avisa que es el último día: a la hora en que abren las oficinas."""
    return apertura(dia_de(vence_en))


def _desde_cero(vence_en: datetime) -> dict[str, Any]:
    return {"vence_en": vence_en, "escalada": 0, "recordar_en": ultimo_dia(vence_en)}


def cerrar(tarea: Any) -> None:
    """La tarea ya no espera a nadie: se terminó o se canceló."""
    Pendiente.objects.filter(tarea=tarea).delete()


def _regreso(tarea: Any, solicitud: Solicitud, etapa: str) -> bool:
    """Si el asunto vuelve a esta etapa: el ente ya atendió, otra ronda del área, o la devolvió quien firma."""
    if etapa == "requisitos":
        return Prevencion.objects.filter(solicitud=solicitud).exists()
    if etapa == "estrategia":
        return Dictamen.objects.filter(solicitud=solicitud, devuelto_en__isnull=False).exists()
    return isinstance(tarea.seed, Revision) and tarea.seed.ronda > 1
