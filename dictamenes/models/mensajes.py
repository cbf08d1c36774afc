"""Los mensajes de un asunto: un tablero compartido con el ente y otro que sólo lee la Subsecretaría."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dictamenes.models.solicitud import Solicitud


class Mensaje(models.Model):
    """Una aclaración o una nota. No detiene ningún plazo, no se edita y no se borra."""

    class Tablero(models.TextChoices):
        COMPARTIDO = "compartido", "Con el ente"
        INTERNO = "interno", "Sólo la Subsecretaría"

    solicitud = models.ForeignKey(Solicitud, models.PROTECT, related_name="mensajes")
    tablero = models.CharField(max_length=10, choices=Tablero)
    texto = models.TextField("mensaje")
    por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    en = models.DateTimeField()
    del_ente = models.BooleanField(default=False)
    PRIVACIDAD = {"texto": ("texto",)}

    class Meta:
        verbose_name = "mensaje"
        ordering = ["en", "pk"]
        constraints = [
            models.CheckConstraint(
                name="el_ente_no_escribe_en_el_interno",
                condition=models.Q(del_ente=False) | models.Q(tablero="compartido"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_tablero_display()}: {self.texto[:40]}"
