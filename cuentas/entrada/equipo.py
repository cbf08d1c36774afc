"""El equipo donde alguien ya entró: no da acceso, sólo un tope de intentos propio que nadie más puede gastar."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SAL = "equipo donde ya se entró"
DURA_SEGUNDOS = 90 * 24 * 3600


def conocido(request: HttpRequest, correo: str) -> str:
    """El número del equipo si en él ya entró esa cuenta; vacío si no, o si su galleta venció o no es de aquí."""
    try:
        galleta = signing.loads(request.COOKIES.get(_nombre(), ""), salt=SAL, max_age=DURA_SEGUNDOS)
    except signing.BadSignature:
        return ""
    return str(galleta["equipo"]) if galleta["cuenta"] == _huella(correo) else ""


def recordar(respuesta: HttpResponse, correo: str) -> None:
    """Deja en el equipo la constancia de que ahí entró esa cuenta, sin decir cuál."""
    galleta = {"cuenta": _huella(correo), "equipo": secrets.token_urlsafe(12)}
    respuesta.set_cookie(
        _nombre(), signing.dumps(galleta, salt=SAL), max_age=DURA_SEGUNDOS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _nombre() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-equipo"


def _huella(correo: str) -> str:
    return salted_hmac(SAL, correo.lower()).hexdigest()[:24]
