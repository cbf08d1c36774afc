"""El correo de un aviso: el texto de su tema en dos formas, sin adjuntos, imágenes remotas ni rastreo.

Sólo lleva el asunto, lo que dice `templates/correo/<tema>.txt` y vínculos al sitio.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from cuentas.models import Aviso

SAL = "cuentas.correo"
LARGO_DE_IDENTIDAD = 32


def identidad_de(clave: str) -> str:
    """Lo que distingue al correo de ese aviso: estable por clave y sin modo de adivinarla desde fuera."""
    return salted_hmac(SAL, clave, algorithm="sha256").hexdigest()[:LARGO_DE_IDENTIDAD]


def mensaje(aviso: Aviso) -> EmailMultiAlternatives:
    """El mensaje entero; repetido lleva el mismo Message-ID y cuenta como uno."""
    dominio = settings.DEFAULT_FROM_EMAIL.partition("@")[2].rstrip(">")
    contexto = _contexto(aviso)
    correo = EmailMultiAlternatives(
        aviso.asunto, render_to_string("correo/_marco.txt", contexto), to=[aviso.persona.correo],
        headers={
            "Message-ID": f"<{aviso.identidad}@{dominio}>", "List-Id": f"Dictamen de TIC <avisos.{dominio}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    correo.attach_alternative(render_to_string("correo/_marco.html", contexto), "text/html")
    return correo


def _contexto(aviso: Aviso) -> dict[str, Any]:
    parrafos = render_to_string(f"correo/{aviso.tema}.txt").strip().split("\n\n")
    return {
        "aviso": aviso, "parrafos": parrafos, "sitio": settings.SITIO_URL,
        "preferencias": settings.SITIO_URL + reverse("cuentas:preferencias"),
    }
