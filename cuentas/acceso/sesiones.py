"""Las sesiones abiertas de una persona: cuáles son y cómo se cierran."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from bitacora.cadena import anotar
from cuentas.models import SesionAbierta, Usuario

VENCIDA = "Su sesión venció. Entre de nuevo para seguir; lo guardado se conserva."
# El primero que aparece en la cabecera gana: Edge y Opera dicen también que son Chrome, y Chrome, que es Safari.
NAVEGADORES = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
SISTEMAS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Abierta:
    """Una sesión como se muestra. `clave` la nombra sin revelar su identificador."""

    clave: str
    dispositivo: str
    direccion: str
    iniciada_en: datetime | None
    vista_en: datetime | None
    es_esta: bool


def abiertas(persona: Usuario, actual: str | None) -> list[Abierta]:
    """Las vigentes, la de uso más reciente primero. `actual` es el identificador de la sesión que pregunta."""
    ahora = time.time()
    desde = datetime.fromtimestamp(ahora - settings.SESION_INACTIVA_SEGUNDOS, UTC)
    suyas = SesionAbierta.objects.filter(persona=persona, expire_date__gt=datetime.fromtimestamp(ahora, UTC))
    vivas = [s for s in suyas if s.session_key == actual or s.vista_en is None or s.vista_en >= desde]
    vivas.sort(key=lambda s: (s.session_key == actual, s.vista_en.timestamp() if s.vista_en else 0), reverse=True)
    return [
        Abierta(
            clave=_clave(s.session_key), dispositivo=s.dispositivo or "Equipo sin identificar", direccion=s.direccion,
            iniciada_en=s.iniciada_en, vista_en=s.vista_en, es_esta=s.session_key == actual,
        )
        for s in vivas
    ]


def cerrar(persona: Usuario, *, salvo: str | None = None) -> int:
    """Cierra las sesiones de la persona, menos la que se diga; cuántas eran. Quien llama lo anota con su acto."""
    return SesionAbierta.objects.filter(persona=persona).exclude(session_key=salvo or "").delete()[0]


@transaction.atomic
def cerrar_una(persona: Usuario, clave: str, *, por: Usuario, en: datetime) -> bool:
    """Cierra la sesión de esa clave; falso si no es de la persona o ya no está."""
    for suya in SesionAbierta.objects.filter(persona=persona):
        if constant_time_compare(_clave(suya.session_key), clave) and suya.delete()[0]:
            anotar("sesion.cerrada", persona, por=por, en=en, datos={"a_distancia": True, "sesiones": 1})
            return True
    return False


@transaction.atomic
def cerrar_las_demas(persona: Usuario, actual: str | None, *, por: Usuario, en: datetime) -> int:
    """Cierra todas menos la que pregunta; cuántas eran."""
    cuantas = cerrar(persona, salvo=actual)
    if cuantas:
        anotar("sesion.cerrada", persona, por=por, en=en, datos={"a_distancia": True, "sesiones": cuantas})
    return cuantas


def quedan(sesion: SessionBase) -> int:
    """Segundos que le quedan aunque haya actividad; lo acostumbrado si aún no consta cuándo empezó."""
    ahora = int(time.time())
    return int(sesion.get("iniciada", ahora)) + settings.SESSION_COOKIE_AGE - ahora


def quitar_vencidas() -> int:
    """Borra las que ya no sirven; cuántas eran. Para el trabajador."""
    return SesionAbierta.objects.filter(expire_date__lt=datetime.fromtimestamp(time.time(), UTC)).delete()[0]


def dispositivo(agente: str) -> str:
    """«Chrome en Windows», de la cabecera User-Agent; nunca la cabecera misma, que identifica de más."""
    navegador = next((nombre for marca, nombre in NAVEGADORES if marca in agente), "")
    sistema = next((nombre for marca, nombre in SISTEMAS if marca in agente), "")
    if not navegador and not sistema:
        programa = re.match(r"[A-Za-z][A-Za-z.-]{1,20}", agente)
        return programa.group() if programa else ""
    return " en ".join(parte for parte in (navegador or "Navegador", sistema) if parte)


def _clave(session_key: str) -> str:
    return salted_hmac("cuentas.sesiones", session_key, algorithm="sha256").hexdigest()[:32]
