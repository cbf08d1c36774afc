"""Altas, cambios y bajas de personas. Nadie se borra y nadie se administra a sí mismo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from bitacora.atado import exigir_atados, sano
from bitacora.cadena import anotar
from bitacora.una_vez import una_vez
from cuentas.acceso import sesiones
from cuentas.acceso.acceso import exigir_administrar_a, exigir_administrar_gente
from cuentas.entrada import invitaciones
from cuentas.models import Ente, Usuario

DATOS = ("nombre", "cargo", "adscripcion", "rfc")


def registrar(
    *,
    correo: str,
    nombre: str,
    por: Usuario | None,
    en: datetime,
    cargo: str = "",
    adscripcion: Any = None,
    rfc: str = "",
    ente: Ente | None = None,
    envio: str | None = None,
) -> Usuario:
    """Da de alta a una persona sin contraseña ni papeles, una vez por `envio`; `ente`, si la propone su ente.

    Lanza `YaSeEnvio` si ese envío ya se atendió, o `IntegrityError` si el correo o el RFC ya son de otra persona.
    """
    with una_vez(envio) as clave:
        if por is not None:
            exigir_administrar_gente(por, ente)
        persona = Usuario.objects.create_user(correo, nombre, cargo=cargo, adscripcion=adscripcion, rfc=rfc)
        datos = {"correo": persona.correo} | _datos(persona)
        anotar("persona.registrada", persona, por=por, en=en, datos=datos, clave=clave, ata=[persona])
    return persona


def registrar_e_invitar(*, por: Usuario, en: datetime, **datos: Any) -> tuple[Usuario, bool]:
    """El alta completa desde la pantalla: la persona y si su correo de invitación salió. Lanza lo que `registrar`."""
    persona = registrar(por=por, en=en, **datos)
    return persona, invitaciones.invitar_por_correo(persona, por=por, en=en)


@transaction.atomic
def corregir(persona: Usuario, *, por: Usuario | None, en: datetime, **datos: Any) -> Usuario:
    """Cambia nombre, cargo, adscripción o RFC; anota lo que cambió con su valor anterior.

    Lanza `IntegrityError` si el RFC ya es de otra persona.
    """
    if por is not None:
        exigir_administrar_a(persona, por)
    actual = Usuario.objects.select_for_update().get(pk=persona.pk)
    exigir_atados(actual, clases=("persona",))
    antes = _datos(actual)
    for campo in DATOS:
        if campo in datos:
            setattr(actual, campo, datos[campo])
    cambios = {campo: [antes[campo], valor] for campo, valor in _datos(actual).items() if antes[campo] != valor}
    if cambios:
        actual.rfc_repetido = actual.rfc_repetido and "rfc" not in cambios
        actual.save(update_fields=[*cambios, "rfc_repetido"])
        _aclarar(str(antes["rfc"]))
        anotar("persona.corregida", actual, por=por, en=en, datos=cambios, ata=[actual])
    return actual


@transaction.atomic
def desactivar(persona: Usuario, *, por: Usuario, en: datetime) -> Usuario:
    """Cierra el acceso de inmediato, también con la sesión abierta, y anula sus invitaciones."""
    exigir_administrar_a(persona, por)
    invitaciones.anular(persona, en)
    sesiones.cerrar(persona)
    return _activar(persona, False, "persona.desactivada", por, en)


@transaction.atomic
def reactivar(persona: Usuario, *, por: Usuario, en: datetime) -> Usuario:
    """Devuelve el acceso; los nombramientos vigentes vuelven a contar."""
    exigir_administrar_a(persona, por)
    return _activar(persona, True, "persona.reactivada", por, en)


def _activar(persona: Usuario, activa: bool, accion: str, por: Usuario, en: datetime) -> Usuario:
    if activa:
        exigir_atados(persona, clases=("persona",))
    atada = sano(persona)
    if Usuario.objects.filter(pk=persona.pk, is_active=not activa).update(is_active=activa):
        anotar(accion, persona, por=por, en=en, ata=atada)
    persona.is_active = activa
    return persona


def _datos(persona: Usuario) -> dict[str, Any]:
    return {"nombre": persona.nombre, "cargo": persona.cargo, "adscripcion": persona.adscripcion_id, "rfc": persona.rfc}


def _aclarar(rfc: str) -> None:
    """El RFC que dos cuentas compartían desde antes deja de estar repetido cuando le queda a una sola."""
    con_el = Usuario.objects.filter(rfc__iexact=rfc)
    if rfc and con_el.count() == 1:
        con_el.filter(rfc_repetido=True).update(rfc_repetido=False)
