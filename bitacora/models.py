"""Los renglones de la cadena, aparte los datos de cada uno, y las anclas que el sello firma cada tanto."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Subquery
from django.db.models.functions import Coalesce, Greatest

from verificador import anclas

_SALTO = """WITH RECURSIVE salto(accion) AS (
  SELECT MIN(accion) FROM {tabla}
  UNION ALL SELECT (SELECT MIN(e.accion) FROM {tabla} e WHERE e.accion > salto.accion) FROM salto
  WHERE salto.accion IS NOT NULL
) SELECT accion FROM salto WHERE accion IS NOT NULL"""


def _marcado(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):
        objeto["(clave repetida)"] = len(pares) - len(objeto)
    return objeto


_LECTOR = json.JSONDecoder(object_pairs_hook=_marcado)


class SinRepetir(json.JSONDecoder):
    """Un objeto que repite una clave trae otra que lo dice: ya no casa con su huella, y nadie lee una sin saberlo.

    Django arma uno por renglón, y armarlo costaba lo que leerlo: todos leen con el mismo.
    """

    def __init__(self, **_: Any) -> None:  # nada que armar
        pass

    def decode(self, s: str, *_: Any) -> Any:
        return _LECTOR.decode(s)


class EventoQuerySet(models.QuerySet["Evento"]):
    """Preguntas sobre lo que pasó."""

    def de(self, objeto: models.Model | str) -> EventoQuerySet:
        """Los eventos de un objeto, del más antiguo al más reciente."""
        return self.filter(objeto=clave_de(objeto)).order_by("n")

    def ultimo_de(self, acciones: Iterable[str]) -> tuple[int, str] | None:
        """Número y eslabón del último de esas acciones: el mayor de los últimos de cada una, por su índice."""
        de_cada_una = (self.filter(accion=accion).order_by("-n").values("n")[:1] for accion in acciones)
        ultimo = Greatest(0, *(Coalesce(Subquery(uno), 0) for uno in de_cada_una))
        return self.model.objects.filter(n=ultimo).values_list("n", "eslabon").first()

    def acciones(self) -> list[str]:
        """Las acciones que hay, en orden: salta de una a la siguiente por su índice, sin recorrer la tabla."""
        with connection.cursor() as cursor:
            cursor.execute(_SALTO.format(tabla=self.model._meta.db_table))
            return [accion for (accion,) in cursor.fetchall()]


class Evento(models.Model):
    """Un renglón de la cadena: quién hizo qué, sobre qué y cuándo; los datos van aparte, con sal."""

    n = models.BigIntegerField("número", primary_key=True)
    en = models.DateTimeField("ocurrió")
    por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quién"
    )
    accion = models.CharField("acción", max_length=80)
    objeto = models.CharField("objeto", max_length=80)
    clave = models.CharField("clave de una sola vez", max_length=120, null=True, unique=True)
    huella = models.CharField("huella de los datos", max_length=64)
    previo = models.CharField("eslabón previo", max_length=64)
    eslabon = models.CharField("eslabón", max_length=64, unique=True)
    formato = models.SmallIntegerField("formato", db_default=1)
    llave = models.CharField("llave de la etiqueta", max_length=16, db_default="", blank=True)
    etiqueta = models.CharField("etiqueta", max_length=64, db_default="", blank=True)
    PRIVACIDAD = {"ninguna": ("accion", "objeto", "clave", "huella", "previo", "eslabon", "llave", "etiqueta")}

    objects = EventoQuerySet.as_manager()

    class Meta:
        verbose_name = "evento"
        constraints = [models.CheckConstraint(condition=models.Q(n__gte=1), name="evento_desde_uno")]
        indexes = [
            models.Index(fields=["objeto", "n"], name="evento_objeto_n"),
            models.Index(fields=["accion", "en"], name="evento_accion_en"),
            models.Index(fields=["accion", "n"], name="evento_accion_n"),
            models.Index(fields=["por", "n"], name="evento_por_n"),
        ]

    def __str__(self) -> str:
        return f"{self.n} {self.accion} {self.objeto}"


class DatosEvento(models.Model):
    """Los datos de un evento. La cadena sólo guarda la raíz de sus hojas, para poder cancelarlos sin romperla.

    De `sal` salen las sales de sus hojas. Cancelados, queda vacía, `datos` con lo que se conserva y `hojas` con la sal
    de cada campo que sigue y la hoja de cada uno que se fue: la base no admite otro cambio.
    """

    evento = models.OneToOneField(Evento, models.PROTECT, primary_key=True, related_name="datos_evento")
    sal = models.CharField(max_length=32)
    datos = models.JSONField(default=dict, decoder=SinRepetir)
    hojas = models.JSONField("hojas de los datos cancelados", null=True, default=None)
    PRIVACIDAD = {"actividad": ("datos",), "ninguna": ("sal", "hojas")}

    class Meta:
        verbose_name = "datos de evento"

    def __str__(self) -> str:
        return f"datos de {self.evento_id}"


class Ancla(models.Model):
    """Lo que el sello firmó de la cadena en un momento, con estampa de tiempo. Sólo crece, como la cadena."""

    numero = models.BigIntegerField("número", primary_key=True)
    n = models.BigIntegerField("último evento", unique=True)
    eslabon = models.CharField("eslabón", max_length=64)
    raiz = models.CharField("raíz del árbol", max_length=64)
    frontera = models.JSONField("picos del árbol", default=list)
    anterior = models.CharField("huella del ancla anterior", max_length=64)
    en = models.DateTimeField("anclada")
    cms = models.BinaryField("contenido firmado y estampado")
    guardada = models.CharField("dónde se guardó fuera", max_length=300)
    PRIVACIDAD = {"ninguna": ("eslabon", "raiz", "frontera", "anterior", "guardada")}

    class Meta:
        verbose_name = "ancla"
        indexes = [models.Index(fields=["en"], name="ancla_en")]

    def __str__(self) -> str:
        return f"ancla {self.numero} (hasta el evento {self.n})"

    def leida(self) -> anclas.Ancla:
        """Como la entiende el verificador."""
        return anclas.Ancla(
            numero=self.numero, n=self.n, eslabon=self.eslabon, raiz=self.raiz, frontera=tuple(self.frontera),
            anterior=self.anterior, en=en_utc(self.en), cms=bytes(self.cms),
        )


def en_utc(momento: datetime) -> str:
    """Un momento como lo escribe la cadena: UTC, ISO 8601 con microsegundos."""
    return momento.astimezone(UTC).isoformat(timespec="microseconds")


def clave_de(objeto: models.Model | str) -> str:
    """Identificador de un objeto en la cadena: `solicitud:12`."""
    return objeto if isinstance(objeto, str) else f"{objeto._meta.model_name}:{objeto.pk}"
