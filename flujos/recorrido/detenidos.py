"""Lo que se atoró y su remedio: trabajos que agotaron sus intentos o esperan, y correos que no salen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from bitacora.cadena import anotar
from cuentas.acceso.acceso import exigir
from cuentas.avisos.avisos import agotados, avisar_a_todas
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.models import Dictamen, Solicitud
from dictamenes.models.dictamen import EstadoDeDictamen
from flujos.recorrido import notificaciones

OPERACION = "trabajos.reintentar"
DEMORA = timedelta(minutes=10)
INTERRUMPIDO = "El proceso que lo hacía se interrumpió cada vez, sin decir por qué."
CAUSAS = {
    "AlmacenNoDisponible": "El almacén de documentos no responde o no tiene espacio.",
    "EstampaNoDisponible": "La autoridad de estampado de tiempo no responde o contesta mal.",
    "SinEvidencia": "No se sabe si el certificado de quien firmó está revocado: OCSP no contesta o la lista es vieja.",
    "CertificadoRevocado": "Su autoridad revocó el certificado con que se firmó.",
    "FirmanteNoDisponible": "El firmante no responde, llegó a su cuota o espera algo de fuera; nada se selló.",
    "PapelRechazado": "El firmante no lo selló: lo congelado y la bitácora no dicen lo mismo. Avise a quien audita.",
    "OperationalError": "La base de datos no respondió.",
    "ContenidoPerdido": "Un documento del expediente falta en el almacén o ya no es el que se guardó.",
    "CierreInvalido": "El documento firmado no pasaría la verificación pública: revise certificados y raíces.",
    "CredencialRechazada": "El certificado del sello o de la firma no sirve.",
    "EstadoEquivocado": "El dictamen no está donde este paso lo espera.",
    "ImproperlyConfigured": "Falta un ajuste de la firma, o no sirve.",
}
SE_DETUVO, TARDA = (
    "El documento se detuvo por una falla del sistema. Quien lo administra ya está avisado: no repita nada.",
    "El documento tarda más de lo normal. El sistema lo sigue intentando: no repita nada.",
)


@dataclass(frozen=True)
class Detenido:
    """Un trabajo atorado, sin nada del contenido de su expediente."""

    pk: int
    que: str
    folio: str
    causa: str
    desde: datetime
    intentos: int
    rendido: bool


def detener(suyo: QuerySet[Task], tarea: Task, datos: dict[str, Any], en: datetime) -> None:
    """Deja de intentar un trabajo, si todavía lo tiene quien llama, y avisa a quienes administran."""
    with transaction.atomic():
        if not suyo.update(status=STATUS.ERROR, data=datos):
            return
        que = {"tarea": tarea.flow_task.tarea, "solicitud": _solicitud(tarea).pk, "error": datos.get("error", "")}
        _decir_que_no_se_emite(_solicitud(tarea), datos, en)
        evento = anotar("trabajo.detenido", _objeto(tarea), por=None, en=en, datos=que)
        _avisar("Un documento se detuvo", f"trabajo:{evento.n}", en)


def _decir_que_no_se_emite(solicitud: Solicitud, datos: dict[str, Any], en: datetime) -> None:
    """Lo firmado tiene dueño: lo saben quien firmó y coordinación, que puede pedir que se anule su firma."""
    dictamen = Dictamen.objects.filter(solicitud=solicitud, estado=EstadoDeDictamen.FIRMADO).first()
    if dictamen:
        actual = tramite.no_se_emite(solicitud, por=None, en=en, causa=datos.get("error", ""))
        notificaciones.avisar_a_coordinacion(actual, "no_se_emite", en)
        notificaciones.avisar_a_quien_firmo(actual, "no_se_emite", en)


def avisar_de_correos(en: datetime) -> None:
    """Avisa una vez al día a quienes administran si hay correos que se dejaron de intentar."""
    if agotados().exclude(clave__startswith="detenido:").exists():
        _avisar("Hay correos que no salieron", f"correo:{dia_de(en)}", en)


def listar(en: datetime) -> list[Detenido]:
    """Los trabajos rendidos y los que llevan rato esperando, del más antiguo al más nuevo."""
    atorados = Task.objects.filter(Q(status=STATUS.ERROR) | _demorados(en), flow_task_type="JOB").order_by("pk")
    return [_detenido(tarea) for tarea in atorados]


def rendidos() -> QuerySet[Task]:
    """Los trabajos que ya nadie intenta: los que se pueden reintentar."""
    return Task.objects.filter(flow_task_type="JOB", status=STATUS.ERROR)


@transaction.atomic
def reintentar(tarea: Task, *, por: Usuario, en: datetime) -> None:
    """Devuelve un trabajo rendido a la fila, con sus intentos completos. `EstadoEquivocado` si ya no está detenido."""
    exigir(por, OPERACION)
    ficha = secrets.token_hex(16)
    if not rendidos().filter(pk=tarea.pk).update(
        status=STATUS.SCHEDULED, scheduled=en, external_task_id=ficha, data={}
    ):
        raise EstadoEquivocado("Ese trabajo ya no está detenido.")
    anotar("trabajo.reintentado", _objeto(tarea), por=por, en=en, datos={"tarea": tarea.flow_task.tarea})


def demora_de(solicitud: Solicitud, en: datetime) -> str:
    """Lo que se dice en el expediente si su documento tarda; vacío si no."""
    suyos = Task.objects.filter(flow_task_type="JOB", process__vinculo__solicitud=solicitud)
    estados = set(suyos.filter(Q(status=STATUS.ERROR) | _demorados(en)).values_list("status", flat=True))
    return SE_DETUVO if STATUS.ERROR in estados else TARDA if estados else ""


def causa_de(error: str) -> str:
    """En palabras, por qué se rindió un trabajo; `error` es la clase de su falla, vacía si no la dijo."""
    return CAUSAS.get(error, f"Falló al hacerse ({error}).") if error else INTERRUMPIDO


def _demorados(en: datetime) -> Q:
    return Q(status__in=(STATUS.SCHEDULED, STATUS.STARTED), created__lt=en - DEMORA)


def _detenido(tarea: Task) -> Detenido:
    datos = tarea.data or {}
    error = datos.get("error")
    desde = datetime.fromisoformat(datos["desde"]) if "desde" in datos else tarea.created
    causa = causa_de(error) if error else _sin_error(tarea)
    return Detenido(
        tarea.pk, tarea.flow_task.task_title, _solicitud(tarea).folio_tomado, causa, desde, datos.get("intentos", 0),
        tarea.status == STATUS.ERROR,
    )


def _sin_error(tarea: Task) -> str:
    return INTERRUMPIDO if tarea.status == STATUS.ERROR else "Espera su turno, o lo hace ahora un trabajador."


def _solicitud(tarea: Task) -> Solicitud:
    return Solicitud.objects.get(vinculo__proceso_id=tarea.process_id)


def _objeto(tarea: Task) -> str:
    return f"trabajo:{tarea.pk}"


def _avisar(asunto: str, clave: str, en: datetime) -> None:
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="administrador"), asunto=asunto, tema="detenido", en=en,
        texto="Vea la causa y el remedio en «Trabajos detenidos».", url=reverse("flujos:detenidos"),
        clave=f"detenido:{clave}",
    )
