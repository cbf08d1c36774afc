"""La bandeja de salida: el aviso se guarda con el acto y el correo sale después, las veces que haga falta."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from bitacora.cadena import anotar
from bitacora.rechazos import Rechazo
from cuentas.models import Aviso, Usuario
from cuentas.parametros import parametro


class AvisoAjeno(Rechazo):
    """El aviso es de otra persona."""


def avisar(persona: Usuario, *, asunto: str, texto: str, url: str, clave: str, en: datetime) -> Aviso:
    """Deja un aviso, una sola vez por `clave`. `url` es una ruta del sitio, sin datos personales."""
    aviso, _ = Aviso.objects.get_or_create(
        clave=clave,
        defaults={
            "persona": persona, "asunto": " ".join(asunto.split())[:200], "texto": texto, "url": url,
            "creado_en": en, "intentar_en": en,
        },
    )
    return aviso


def enviar_pendientes(en: datetime, limite: int = 50) -> int:
    """Manda los correos que ya tocan; el que falla espera 2ⁿ minutos. Devuelve cuántos salieron."""
    tope = parametro("aviso.intentos")
    pendientes = Aviso.objects.filter(
        enviado_en=None, intentar_en__lte=en, intentos__lt=tope, persona__is_active=True
    ).select_related("persona")
    return sum(_enviar(aviso, en) for aviso in pendientes.order_by("intentar_en")[:limite])


def sin_leer(persona: Usuario) -> int:
    """Cuántos avisos le faltan por leer."""
    return Aviso.objects.filter(persona=persona, leido_en=None).count()


@transaction.atomic
def leer(aviso: Aviso, *, por: Usuario, en: datetime) -> Aviso:
    """Acusa recibo de un aviso, una sola vez. Lanza `AvisoAjeno` si es de otra persona."""
    if aviso.persona_id != por.pk:
        raise AvisoAjeno("Sólo la persona avisada acusa recibo.")
    if Aviso.objects.filter(pk=aviso.pk, leido_en=None).update(leido_en=en):
        anotar("aviso.leido", aviso, por=por, en=en, datos={"clave": aviso.clave}, clave=f"aviso.leido:{aviso.pk}")
        aviso.leido_en = en
    return aviso


def _enviar(aviso: Aviso, en: datetime) -> bool:
    espera = timedelta(minutes=2**aviso.intentos)
    tomado = Aviso.objects.filter(pk=aviso.pk, enviado_en=None, intentos=aviso.intentos)
    if not tomado.update(intentos=F("intentos") + 1, intentar_en=en + espera):
        return False
    try:
        _correo(aviso).send()
    except (OSError, SMTPException, ValueError):  # ValueError: una dirección imposible no detiene a las demás
        return False
    return bool(Aviso.objects.filter(pk=aviso.pk).update(enviado_en=en))


def _correo(aviso: Aviso) -> EmailMessage:
    dominio = settings.DEFAULT_FROM_EMAIL.partition("@")[2]
    identidad = hashlib.sha256(aviso.clave.encode()).hexdigest()[:32]
    cuerpo = f"{aviso.texto}\n\n{settings.SITIO_URL}{aviso.url}\n"
    return EmailMessage(
        aviso.asunto, cuerpo, to=[aviso.persona.correo], headers={"Message-ID": f"<{identidad}@{dominio}>"}
    )
