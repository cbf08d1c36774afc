"""Cómo habla allauth.mfa con la casa: secretos cifrados, el nombre del sitio y lo que no se puede quitar."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

from cuentas.entrada import factores, respaldo

SITIO = "Dictamen de TIC"


class AdaptadorDeFactores(DefaultMFAAdapter):
    """Ajusta allauth.mfa a la casa."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Su papel exige un segundo factor: dé de alta otro antes de quitar éste",
        "cannot_generate_recovery_codes": "Primero dé de alta una aplicación de códigos o una llave de paso",
        "unbacked_factor": respaldo.NO_CONSTA,
        "incorrect_code": "El código no es correcto o ya se usó. Escriba el que aparece ahora",
    }

    def encrypt(self, text: str) -> str:
        return factores.cifrar(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factores.descifrar(encrypted_text)

    def get_totp_issuer(self) -> str:
        """El nombre que verá en su aplicación de códigos."""
        return SITIO

    def build_totp_svg(self, url: str) -> str:
        """El código QR, con fondo blanco para que también se lea en el tema oscuro."""
        dibujo = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(dibujo)
        return dibujo.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """El último, si su papel lo exige, no."""
        return not factores.es_el_ultimo(authenticator)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """«Llave 1», «Llave 2»…"""
        return f"Llave {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Las llaves de paso se atan a la dirección del sitio, no al Host que pidió quien sea."""
        return {"id": urlsplit(settings.SITIO_URL).hostname or "", "name": SITIO}
