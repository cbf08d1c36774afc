"""Qué se compromete de una persona: sus datos, la contraseña y los factores con que entra, y cada papel que tiene."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from bitacora.ataduras import Atadura
from cuentas.models import Ausencia, Invitacion, Nombramiento, OrdenDeAuditoria, Usuario
from verificador.cadena import canonico

PERSONA = frozenset({"persona.registrada", "persona.corregida", "persona.desactivada", "persona.reactivada"})
CONTRASENA = frozenset({
    "persona.registrada", "invitacion.aceptada", "contrasena.cambiada", "contrasena.recalculada",
})
FACTORES = frozenset({
    "persona.registrada", "factor.aplicacion_agregada", "factor.aplicacion_quitada", "factor.llave_agregada",
    "factor.llave_quitada", "factor.codigos_generados", "factor.codigo_de_recuperacion_usado", "factor.restablecido",
    "factor.recifrado",
})
PAPEL = frozenset({"nombramiento.propuesto", "nombramiento.confirmado", "nombramiento.revocado"})
SE_GASTA = ("ultimo", "viewed_at")  # hasta qué código se usó y cuándo se vieron: cambian sin que cambie el factor


def _factores(persona: Usuario) -> dict[str, Any]:
    """Cada factor por su número y la huella de lo que guarda, cifrado como está; y así se nota el que se borre."""
    suyos = sorted(persona.authenticator_set.all(), key=lambda factor: int(factor.pk))
    return {
        str(factor.pk): {"tipo": str(factor.type), "guarda": _huella(factor.data)} for factor in suyos
    }


def _huella(datos: dict[str, Any]) -> str:
    return sha256(canonico({que: valor for que, valor in datos.items() if que not in SE_GASTA})).hexdigest()


ATADURAS = (
    Atadura(
        "persona", "Los datos de la persona", Usuario, PERSONA,
        "correo nombre cargo rfc adscripcion is_active is_superuser",
        se_exige="entrar, corregirla y firmar",
    ),
    Atadura(
        "contrasena", "La contraseña", Usuario, CONTRASENA, "password", se_exige="toda comprobación de una contraseña",
    ),
    Atadura(
        "factores", "El segundo factor", Usuario, FACTORES, contenido=_factores, traen=("authenticator_set",),
        se_exige="entrar, confirmar la identidad y cambiarlos",
    ),
    Atadura(
        "invitacion", "La invitación", Invitacion, frozenset({"invitacion.creada"}),
        "persona huella creada_en creada_por",
        objeto=lambda i: f"usuario:{i.persona_id}", vive=lambda i: i.usada_en is None, se_exige="aceptarla",
    ),
    Atadura(
        "nombramiento", "El nombramiento", Nombramiento, PAPEL,
        "persona papel ente area clase suple_a puesto oficio oficio_fecha oficio_archivo.sha256 desde hasta fundamento "
        "propuesto_por propuesto_en confirmado_por confirmado_en revocado_por revocado_en",
        se_exige="confirmarlo, revocarlo y cada petición de quien lo tiene",
    ),
    Atadura(
        "orden", "La orden de auditoría", OrdenDeAuditoria,
        frozenset({"orden.propuesta", "orden.confirmada", "orden.revocada"}),
        "numero fecha autoridad auditores entes ejercicio desde hasta vigente_desde vigente_hasta propuesta_por "
        "propuesta_en confirmada_por confirmada_en revocada_por revocada_en",
        se_exige="confirmarla",
    ),
    Atadura(
        "ausencia", "La ausencia", Ausencia, frozenset({"ausencia.registrada", "ausencia.cancelada"}),
        "persona desde hasta motivo registrada_por registrada_en cancelada_por cancelada_en",
    ),
)
