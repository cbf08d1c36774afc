"""Proponer, confirmar y revocar órdenes de auditoría: lo que acota a quienes auditan, a cuatro ojos."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from bitacora.atado import exigir_atados, sano
from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.avisos.avisos import avisar_a_todas
from cuentas.models import Ente, OrdenDeAuditoria, Usuario
from cuentas.reloj import dia_de

OPERACION = "orden.registrar"


class OrdenImposible(Rechazo):
    """La orden no acota nada, nombra a quien no audita, ya terminó, o quien la confirma es quien la propuso."""


def registradas() -> QuerySet[OrdenDeAuditoria]:
    """Todas, la más reciente primero, con lo que se lee de cada una."""
    personas = ("propuesta_por", "confirmada_por", "revocada_por")
    return OrdenDeAuditoria.objects.select_related(*personas).prefetch_related("entes", "auditores")


def auditores(dia: date) -> QuerySet[Usuario]:
    """A quiénes se puede encargar: quienes auditan ese día."""
    return Usuario.objects.nombradas(dia, papel="auditor")


def proponer(
    *, numero: str, fecha: date, autoridad: str, auditores: list[Usuario], vigente_desde: date, vigente_hasta: date,
    por: Usuario, en: datetime, entes: list[Ente] | None = None, ejercicio: int | None = None,
    desde: date | None = None, hasta: date | None = None, envio: str | None = None,
) -> OrdenDeAuditoria:
    """Captura una orden; no acota hasta que otra persona la confirme. Lanza `OrdenImposible`, o `YaSeEnvio`."""
    with una_vez(envio) as clave:
        exigir(por, OPERACION)
        _exigir_posible(auditores, entes, ejercicio, desde or hasta, vigente_hasta, dia_de(en))
        orden = OrdenDeAuditoria.objects.create(
            numero=numero, fecha=fecha, autoridad=autoridad, ejercicio=ejercicio, desde=desde, hasta=hasta,
            vigente_desde=vigente_desde, vigente_hasta=vigente_hasta, propuesta_por=por, propuesta_en=en,
        )
        orden.auditores.set(auditores)
        orden.entes.set(entes or [])
        anotar("orden.propuesta", orden, por=por, en=en, datos=_datos(orden), clave=clave, ata=[orden])
    return orden


@transaction.atomic
def confirmar(orden: OrdenDeAuditoria, *, por: Usuario, en: datetime) -> OrdenDeAuditoria:
    """Cuatro ojos: desde aquí acota, en sus fechas. Se avisa a quienes auditan. Confirmarla otra vez no hace nada."""
    actual = _tomar(orden, por)
    if actual.propuesta_por_id == por.pk:
        raise OrdenImposible("Quien propone una orden no puede confirmarla.")
    if actual.confirmada_en or actual.revocada_en:
        return actual
    exigir_atados(actual)
    actual.confirmada_por, actual.confirmada_en = por, en
    return _dejar(actual, "confirmada", por, en)


@transaction.atomic
def revocar(orden: OrdenDeAuditoria, *, por: Usuario, en: datetime) -> OrdenDeAuditoria:
    """Deja de acotar de inmediato: se lee otra vez todo. Revocarla otra vez no hace nada."""
    actual = _tomar(orden, por)
    if actual.revocada_en:
        return actual
    actual.revocada_por, actual.revocada_en = por, en
    return _dejar(actual, "revocada", por, en)


def _tomar(orden: OrdenDeAuditoria, por: Usuario) -> OrdenDeAuditoria:
    exigir(por, OPERACION)
    return OrdenDeAuditoria.objects.select_for_update().get(pk=orden.pk)


def _dejar(orden: OrdenDeAuditoria, hecho: str, por: Usuario, en: datetime) -> OrdenDeAuditoria:
    """Guarda, anota y avisa a todas las personas que auditan: ninguna se entera tarde de que la acotaron."""
    atada = sano(orden)  # revocar lo alterado se puede, y no lo da por bueno
    orden.save(update_fields=[f"{hecho}_por", f"{hecho}_en"])
    anotar(f"orden.{hecho}", orden, por=por, en=en, datos=_datos(orden), ata=atada)
    avisar_a_todas(
        {*orden.auditores.all(), *auditores(dia_de(en))}, asunto=f"Orden de auditoría {hecho}",
        texto=f"La orden {orden.numero}, de {orden.autoridad}, quedó {hecho}. Cambia lo que leen quienes ella nombra.",
        url=reverse("auditoria:bitacora"), clave=f"orden:{orden.pk}:{hecho}", tema="nombramiento", en=en,
    )
    return orden


def _exigir_posible(
    auditan: list[Usuario], entes: list[Ente] | None, ejercicio: int | None, dia: date | None, termina: date, hoy: date,
) -> None:
    if not (entes or ejercicio or dia):
        raise OrdenImposible("Diga al menos los entes, el ejercicio o las fechas: sin eso la orden no acota nada.")
    if termina < hoy:
        raise OrdenImposible("Esa orden ya terminó: escriba un último día que no haya pasado.")
    if {persona.pk for persona in auditan} - set(auditores(hoy).values_list("pk", flat=True)) or not auditan:
        raise OrdenImposible("Elija sólo a personas que auditan.")


def _datos(orden: OrdenDeAuditoria) -> dict[str, Any]:
    return {
        "numero": orden.numero, "fecha": orden.fecha, "autoridad": orden.autoridad, "ejercicio": orden.ejercicio,
        "desde": orden.desde, "hasta": orden.hasta, "vigente_desde": orden.vigente_desde,
        "vigente_hasta": orden.vigente_hasta, "auditores": sorted(persona.pk for persona in orden.auditores.all()),
        "entes": sorted(ente.siglas for ente in orden.entes.all()),
    }
