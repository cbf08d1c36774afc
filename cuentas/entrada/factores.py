"""El segundo factor: a quién se le exige, cómo se guarda, cómo se gasta un código y cómo se empieza de nuevo.

La aplicación de códigos, las llaves de paso y los códigos de recuperación son de allauth; aquí está lo que la casa pide
de más: secretos cifrados en la base, un código sirve una sola vez, y todo cambio queda anotado, cierra las demás
sesiones y se le avisa a la persona.
"""

from __future__ import annotations

import base64
import logging
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from bitacora.atado import exigir_atados, reparos_de
from bitacora.cadena import anotar
from bitacora.models import Evento
from bitacora.rechazos import Rechazo
from bitacora.una_vez import una_vez
from cuentas import reloj
from cuentas.acceso import acceso, sesiones
from cuentas.avisos.avisos import avisar, avisar_a_todas
from cuentas.models import Usuario
from cuentas.papeles import CON_SEGUNDO_FACTOR
from cuentas.reloj import dia_de

registro = logging.getLogger(__name__)
PRIMARIOS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SAL = "cuentas.factores"
VIGENCIA_SEGUNDOS = 24 * 3600
ASUNTOS = {
    "factor.aplicacion_agregada": "Se agregó una aplicación de códigos a su cuenta",
    "factor.aplicacion_quitada": "Se quitó la aplicación de códigos de su cuenta",
    "factor.llave_agregada": "Se agregó una llave de paso a su cuenta",
    "factor.llave_quitada": "Se quitó una llave de paso de su cuenta",
    "factor.codigos_generados": "Se generaron códigos de recuperación nuevos para su cuenta",
    "factor.codigo_de_recuperacion_usado": "Se usó un código de recuperación de su cuenta",
    "factor.restablecimiento_iniciado": "Se inició el restablecimiento de su segundo factor",
    "factor.restablecido": "Se quitó el segundo factor de su cuenta",
}


class RestablecimientoNoVale(Rechazo):
    """El vínculo para empezar de nuevo no existe, venció, ya se usó o la cuenta está desactivada."""


def tiene(persona: Any) -> bool:
    """Si la persona ya dio de alta una aplicación de códigos o una llave de paso."""
    return Authenticator.objects.filter(user_id=persona.pk, type__in=PRIMARIOS).exists()


def se_le_exige(persona: Any) -> bool:
    """Si alguno de sus papeles de hoy pide segundo factor (y los ajustes lo exigen)."""
    return settings.SEGUNDO_FACTOR_OBLIGATORIO and bool(acceso.papeles(persona) & CON_SEGUNDO_FACTOR)


def falta(request: HttpRequest) -> bool:
    """Si quien pide debe tener segundo factor y no lo tiene. Quien entró con él no cuesta consultas."""
    persona = request.user
    if not settings.SEGUNDO_FACTOR_OBLIGATORIO or not persona.is_authenticated:
        return False
    if any(hecha.get("method") == "mfa" for hecha in get_authentication_records(request, persona)):
        return False
    return se_le_exige(persona) and not tiene(persona)


def es_el_ultimo(autenticador: Authenticator) -> bool:
    """Si al quitarlo la persona se quedaría sin el factor que su papel exige."""
    otros = Authenticator.objects.filter(user_id=autenticador.user_id, type__in=PRIMARIOS).exclude(pk=autenticador.pk)
    return autenticador.type in PRIMARIOS and se_le_exige(autenticador.user) and not otros.exists()


def cifrar(texto: str) -> str:
    """El texto cifrado con la llave que sale de SECRET_KEY."""
    return _cifrador().encrypt(texto.encode()).decode()


def cifrar_sin_hora(texto: str) -> str:
    """Lo mismo, sin que lo cifrado diga cuándo se cifró."""
    return _cifrador().encrypt_at_time(texto.encode(), 0).decode()


def descifrar(cifrado: str) -> str:
    """El texto en claro; entiende también las claves de SECRET_KEY_FALLBACKS. `InvalidToken` si con ninguna se abre."""
    return _cifrador().decrypt(cifrado.encode()).decode()


@transaction.atomic
def recifrar() -> int:
    """Vuelve a cifrar todos los secretos con la SECRET_KEY de hoy, para poder retirar la anterior; cuántos eran."""
    guardados = list(Authenticator.objects.select_for_update().filter(type__in=[
        Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]))
    de_quien = Usuario.objects.filter(pk__in={guardado.user_id for guardado in guardados}).order_by("pk")
    personas = [persona for persona in de_quien if not reparos_de([persona], "factores")]
    for guardado in guardados:
        campo = "secret" if guardado.type == Authenticator.Type.TOTP else "seed"
        guardado.data[campo] = cifrar(descifrar(guardado.data[campo]))
        guardado.save(update_fields=["data"])
    for persona in personas:
        anotar("factor.recifrado", persona, por=None, en=reloj.ahora(), ata=[persona])
    return len(guardados)


@transaction.atomic
def gastar_codigo(autenticador: Authenticator, codigo: str) -> bool:
    """Gasta un código ya comprobado de la aplicación; falso si él o uno posterior ya se usó (RFC 6238 §5.2)."""
    actual = Authenticator.objects.select_for_update().get(pk=autenticador.pk)
    secreto = descifrar(actual.data["secret"])
    ultimo = actual.data.get("ultimo", -1)
    suyos = [
        paso for paso in totp.yield_hotp_counters_from_time()
        if totp.format_hotp_value(totp.hotp_value(secreto, paso)) == codigo.replace(" ", "").replace("-", "")
    ]
    nuevos = [paso for paso in suyos if paso > ultimo]
    if not nuevos:
        return False
    actual.data["ultimo"] = min(nuevos)
    actual.save(update_fields=["data"])
    return True


def dejar_constancia(accion: str, persona: Usuario, *, por: Usuario | None, en: datetime, salvo: str | None) -> Evento:
    """Anota el cambio de factor, cierra las sesiones de la persona (menos `salvo`) y le avisa. Pide transacción."""
    cerradas = sesiones.cerrar(persona, salvo=salvo)
    evento = anotar(accion, persona, por=por, en=en, datos={"sesiones_cerradas": cerradas}, ata=[persona])
    _avisar(accion, persona, evento.n, en)
    return evento


def restablecer_por_correo(
    persona: Usuario, *, por: Usuario | None, en: datetime, envio: str | None = None
) -> bool:
    """Manda a la persona el vínculo para quitar sus factores; falso si el correo no salió. No quita nada todavía.

    Lo saben quienes auditan. Una vez por `envio`. Lanza `YaSeEnvio`, `AccesoDenegado`, `PersonaIntocable` o
    `RestablecimientoNoVale`.
    """
    if por is not None:
        acceso.exigir_administrar_a(persona, por)
    if not persona.is_active or not tiene(persona):
        raise RestablecimientoNoVale("La cuenta está desactivada o no tiene segundo factor: no hay qué restablecer.")
    exigir_atados(persona, clases=("persona",))  # el vínculo va a su correo
    with una_vez(envio) as clave:
        evento = anotar("factor.restablecimiento_iniciado", persona, por=por, en=en, clave=clave)
        _avisar("factor.restablecimiento_iniciado", persona, evento.n, en)
        _avisar_a_auditores(evento.n, en)
    texto = render_to_string("cuentas/entrada/correo/restablecer_factor.txt", {"direccion": direccion(persona)})
    try:
        EmailMessage("Restablecer su segundo factor", texto, to=[persona.correo]).send()
    except (OSError, SMTPException, ValueError) as error:
        registro.warning("No salió el restablecimiento de usuario:%s: %s", persona.pk, type(error).__name__)
        return False
    return True


def direccion(persona: Usuario) -> str:
    """El vínculo de un solo uso: deja de valer en cuanto cambian los factores o la contraseña, o a las 24 horas."""
    secreto = signing.dumps({"persona": persona.pk, "huella": _huella(persona)}, salt=SAL)
    return settings.SITIO_URL + reverse("cuentas:factor_restablecer", args=[secreto])


def persona_de_la_liga(secreto: str) -> Usuario:
    """La persona de un vínculo que todavía sirve. Lanza `RestablecimientoNoVale`."""
    try:
        dicho = signing.loads(secreto, salt=SAL, max_age=VIGENCIA_SEGUNDOS)
    except signing.BadSignature:
        dicho = {}
    persona = Usuario.objects.filter(pk=dicho.get("persona"), is_active=True).first()
    if persona is None or dicho.get("huella") != _huella(persona):
        raise RestablecimientoNoVale("El vínculo venció, ya se usó o llegó incompleto. Pida otro a quien administra.")
    return persona


@transaction.atomic
def restablecer(secreto: str, *, en: datetime) -> Usuario:
    """Quita todos los factores de la persona y cierra sus sesiones; una sola vez. Lanza `RestablecimientoNoVale`."""
    persona = Usuario.objects.select_for_update().get(pk=persona_de_la_liga(secreto).pk)
    persona_de_la_liga(secreto)  # otra vez, ya con el candado: quien llegó primero lo gastó
    Authenticator.objects.filter(user=persona).delete()
    evento = dejar_constancia("factor.restablecido", persona, por=persona, en=en, salvo=None)
    _avisar_a_auditores(evento.n, en)
    return persona


def _avisar(accion: str, persona: Usuario, numero: int, en: datetime) -> None:
    avisar(
        persona, asunto=ASUNTOS[accion], url=reverse("cuentas:mi_cuenta"), clave=f"factor:{numero}:{persona.pk}", en=en,
        tema="cuenta",
        texto="Cambió lo que usa para entrar. Si no fue usted, cambie su contraseña y avise a quien administra.",
    )


def _avisar_a_auditores(numero: int, en: datetime) -> None:
    avisar_a_todas(
        Usuario.objects.nombradas(dia_de(en), papel="auditor"), url=reverse("cuentas:avisos"), tema="cuenta", en=en,
        asunto="Restablecimiento del segundo factor de una persona", texto="El detalle está en la bitácora.",
        clave=f"factor:{numero}:auditor",
    )


def _huella(persona: Usuario) -> str:
    factores = Authenticator.objects.filter(user=persona).order_by("pk").values_list("pk", flat=True)
    return salted_hmac(SAL, f"{persona.pk}|{persona.password}|{list(factores)}", algorithm="sha256").hexdigest()


def _cifrador() -> MultiFernet:
    return MultiFernet([_llave(clave) for clave in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _llave(clave: str) -> Fernet:
    derivada = HKDF(SHA256(), 32, salt=None, info=SAL.encode()).derive(clave.encode())
    return Fernet(base64.urlsafe_b64encode(derivada))
