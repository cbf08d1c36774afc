from typing import ClassVar

from django.db import models

from cuentas.models import Usuario

class Authenticator(models.Model):
    objects: ClassVar[models.Manager[Authenticator]]
    _default_manager: ClassVar[models.Manager[Authenticator]]

    class Type(models.TextChoices):
        RECOVERY_CODES = "recovery_codes"
        TOTP = "totp"
        WEBAUTHN = "webauthn"

    user = models.ForeignKey(Usuario, on_delete=models.CASCADE)
    type = models.CharField(max_length=20)
    data = models.JSONField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
