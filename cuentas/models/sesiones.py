"""Las sesiones abiertas y la caché compartida: lo que se puede perder sin perder un hecho."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.module_loading import import_string

from cuentas.models.personas import Usuario


class SesionAbierta(AbstractBaseSession):
    """Una sesión, con lo que su dueña necesita para reconocerla y cerrarla. La escribe el motor de sesiones."""

    persona = models.ForeignKey(Usuario, models.CASCADE, null=True, related_name="sesiones")
    direccion = models.CharField(max_length=45, blank=True)
    dispositivo = models.CharField(max_length=80, blank=True)
    iniciada_en = models.DateTimeField(null=True)
    vista_en = models.DateTimeField(null=True)
    PRIVACIDAD = {"acceso": ("session_data", "direccion", "dispositivo")}

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "sesión abierta"
        verbose_name_plural = "sesiones abiertas"

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class EntradaDeCache(models.Model):
    """Un dato de la caché compartida en la base. La escribe `cuentas.cache`."""

    llave = models.CharField(max_length=255, primary_key=True)
    valor = models.TextField(blank=True)
    cuenta = models.BigIntegerField(null=True)
    vence = models.BigIntegerField("vence, en milisegundos desde 1970", null=True, db_index=True)
    PRIVACIDAD = {"ninguna": ("valor",)}

    class Meta:
        verbose_name = "entrada de caché"
        verbose_name_plural = "entradas de caché"

    def __str__(self) -> str:
        return self.llave
