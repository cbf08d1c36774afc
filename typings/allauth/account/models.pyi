from typing import ClassVar

from django.db import models

from cuentas.models import Usuario

class EmailAddress(models.Model):
    objects: ClassVar[models.Manager[EmailAddress]]
    _default_manager: ClassVar[models.Manager[EmailAddress]]

    user = models.ForeignKey(Usuario, on_delete=models.CASCADE)
