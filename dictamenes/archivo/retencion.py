"""Retener un expediente por ley: dos personas, fundamento y término. Detiene transferirlo y cancelar sus datos."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from bitacora.atado import exigir_atados
from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas.acceso.acceso import exigir
from cuentas.models import Usuario
from cuentas.reloj import dia_de
from cuentas.texto import escrito
from dictamenes.excepciones import DatosInvalidos
from dictamenes.models import RetencionLegal, Solicitud
from dictamenes.models.retencion import RetencionQuerySet

OPERACION, LECTURA = "archivo.retener", "retencion.leer"
DE_SOLICITUD = "solicitud:"


class RetencionImposible(Rechazo):
    """Quien confirma es quien propuso, o la retención ya se resolvió."""


def proponer(
    solicitud: Solicitud, *, fundamento: str, autoridad: str, hasta: date, por: Usuario, en: datetime,
    envio: str | None = None,
) -> RetencionLegal:
    """Propone retenerlo hasta ese día; detiene desde ya y otra persona la confirma. Una vez por `envio`.

    Lanza `AccesoDenegado`, `DatosInvalidos` si el término ya pasó o falta el fundamento, o `YaSeEnvio`.
    """
    with una_vez(envio) as clave:
        exigir(por, OPERACION)
        if hasta < dia_de(en) or not escrito(fundamento) or not escrito(autoridad):
            raise DatosInvalidos("Diga el fundamento, quién la pide y un último día que no haya pasado.")
        nueva = RetencionLegal.objects.create(
            solicitud=solicitud, fundamento=fundamento.strip(), autoridad=autoridad.strip(), hasta=hasta,
            propuesta_por=por, propuesta_en=en,
        )
        datos = {"retencion": nueva.pk, "fundamento": nueva.fundamento, "autoridad": nueva.autoridad, "hasta": hasta}
        anotar("retencion.propuesta", solicitud, por=por, en=en, datos=datos, clave=clave, ata=[nueva])
    return nueva


@transaction.atomic
def confirmar(retencion: RetencionLegal, *, por: Usuario, en: datetime) -> RetencionLegal:
    """La segunda persona. Lanza `AccesoDenegado` o `RetencionImposible`."""
    actual = _tomar(retencion, por, confirmada=False)
    if actual.propuesta_por_id == por.pk:
        raise RetencionImposible("Quien propone una retención no la confirma: le toca a otra persona.")
    return _dejar(actual, "confirmada", por, en)


@transaction.atomic
def descartar(retencion: RetencionLegal, *, por: Usuario, en: datetime) -> RetencionLegal:
    """Deja de detener lo que nadie confirmó. Lo hace otra persona: quien la propuso no la retira a solas."""
    actual = _tomar(retencion, por, confirmada=False)
    if actual.propuesta_por_id == por.pk:
        raise RetencionImposible("Quien propone una retención no la descarta: le toca a otra persona.")
    return _dejar(actual, "descartada", por, en)


@transaction.atomic
def pedir_levantarla(retencion: RetencionLegal, *, motivo: str, por: Usuario, en: datetime) -> RetencionLegal:
    """Pide que termine antes de su día; sigue deteniendo hasta que otra persona la levante."""
    actual = _tomar(retencion, por, confirmada=True)
    if actual.pedida_en:
        raise RetencionImposible("Ya se pidió levantarla: falta que otra persona lo haga.")
    if not escrito(motivo):
        raise DatosInvalidos("Escriba por qué se levanta antes de su término.")
    actual.motivo = motivo.strip()
    return _dejar(actual, "pedida", por, en, motivo=actual.motivo)


@transaction.atomic
def levantar(retencion: RetencionLegal, *, por: Usuario, en: datetime) -> RetencionLegal:
    """La segunda persona de levantarla. Lanza `AccesoDenegado` o `RetencionImposible`."""
    actual = _tomar(retencion, por, confirmada=True)
    if actual.pedida_en is None or actual.pedida_por_id == por.pk:
        raise RetencionImposible("Levantarla antes de su término lo pide una persona y lo hace otra.")
    return _dejar(actual, "levantada", por, en)


def que_detienen(evento: Evento, dia: date) -> RetencionQuerySet:
    """Las que ese día impiden cancelar los datos de un evento: las de su expediente."""
    suya = evento.objeto.removeprefix(DE_SOLICITUD)
    numero = int(suya) if evento.objeto.startswith(DE_SOLICITUD) and suya.isdigit() else 0
    return RetencionLegal.objects.detienen(dia).filter(solicitud=numero)


def _tomar(retencion: RetencionLegal, por: Usuario, *, confirmada: bool) -> RetencionLegal:
    exigir(por, OPERACION)
    actual = RetencionLegal.objects.select_for_update().get(pk=retencion.pk)
    if actual.descartada_en or actual.levantada_en or bool(actual.confirmada_en) != confirmada:
        raise RetencionImposible("Esa retención ya se resolvió: vuelva a leer la lista.")
    exigir_atados(actual)
    return actual


def _dejar(retencion: RetencionLegal, hecho: str, por: Usuario, en: datetime, **mas: Any) -> RetencionLegal:
    setattr(retencion, f"{hecho}_por", por)
    setattr(retencion, f"{hecho}_en", en)
    retencion.save(update_fields=[f"{hecho}_por", f"{hecho}_en", "motivo"])
    datos = {"retencion": retencion.pk, "hasta": retencion.hasta, **mas}
    anotar(f"retencion.{hecho}", retencion.solicitud, por=por, en=en, datos=datos, ata=[retencion])
    return retencion
