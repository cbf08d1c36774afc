"""Escribir en la cadena y comprobarla."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from bitacora.models import DatosEvento, Evento, clave_de
from verificador.cadena import ORIGEN, eslabon, huella_de_datos

CANDADO_DE_CADENA = 7_794_427


class FueraDeTransaccion(RuntimeError):
    """Un evento se anota en la misma transacción que el hecho que cuenta."""


@dataclass(frozen=True)
class Resultado:
    """Lo que se encontró al recorrer la cadena: cuántos renglones y el primero roto, si lo hay."""

    revisados: int
    roto_en: int | None = None
    motivo: str = ""

    @property
    def integra(self) -> bool:
        """Si todos los eslabones casan."""
        return self.roto_en is None


def anotar(
    accion: str,
    objeto: models.Model | str,
    *,
    por: Any,
    en: datetime,
    datos: dict[str, Any] | None = None,
    clave: str | None = None,
) -> Evento:
    """Agrega un evento al final de la cadena. Conviene llamarla al final: retiene la cabeza hasta el commit.

    `por` es la persona que actúa (None = sistema); `en`, el momento con zona; `datos` no admite flotantes.
    Lanza `FueraDeTransaccion`, o `IntegrityError` si `clave` ya se usó.
    """
    if not connection.in_atomic_block:
        raise FueraDeTransaccion(accion)
    _tomar_cabeza()
    n, previo = cabeza()
    canonicos, sal = _canonicos(datos or {}), secrets.token_hex(16)
    evento = Evento(
        n=n + 1,
        en=en,
        por=por,
        accion=accion,
        objeto=clave_de(objeto),
        clave=clave,
        huella=huella_de_datos(canonicos, sal),
        previo=previo,
    )
    evento.eslabon = _calcular(evento)
    evento.save(force_insert=True)
    DatosEvento.objects.create(evento=evento, sal=sal, datos=canonicos)
    return evento


def cabeza() -> tuple[int, str]:
    """Número y eslabón del último evento."""
    return Evento.objects.order_by("-n").values_list("n", "eslabon").first() or (0, ORIGEN)


def verificar_cadena() -> Resultado:
    """Recorre toda la cadena con memoria constante y nombra el primer eslabón que no casa."""
    previo, n = ORIGEN, 0
    for renglon in _renglones():
        n += 1
        if motivo := _defecto(renglon, n, previo):
            return Resultado(n, roto_en=n, motivo=motivo)
        previo = renglon.eslabon
    return Resultado(n)


class _Renglon(NamedTuple):
    """Un evento con sus datos, sin el costo de armar modelos."""

    n: int
    en: datetime
    por_id: int | None
    accion: str
    objeto: str
    huella: str
    previo: str
    eslabon: str
    sal: str | None
    datos: dict[str, Any] | None


def _renglones() -> Iterator[_Renglon]:
    campos = (*_Renglon._fields[:8], "datos_evento__sal", "datos_evento__datos")
    for valores in Evento.objects.order_by("n").values_list(*campos).iterator(chunk_size=2000):
        yield _Renglon(*valores)


def _defecto(renglon: _Renglon, n: int, previo: str) -> str:
    if renglon.n != n:
        return f"falta el evento {n}: sigue el {renglon.n}"
    if renglon.previo != previo:
        return "no encadena con el evento anterior"
    if renglon.eslabon != _calcular(renglon):
        return "el renglón fue alterado"
    if renglon.sal is None or renglon.datos is None:
        return "faltan los datos del evento"
    if huella_de_datos(renglon.datos, renglon.sal) != renglon.huella:
        return "los datos del evento fueron alterados"
    return ""


def _calcular(evento: Evento | _Renglon) -> str:
    return eslabon(
        n=evento.n,
        en=evento.en.astimezone(UTC).isoformat(timespec="microseconds"),
        actor=f"usuario:{evento.por_id}" if evento.por_id else "sistema",
        accion=evento.accion,
        objeto=evento.objeto,
        huella=evento.huella,
        previo=evento.previo,
    )


def _canonicos(datos: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(datos, cls=DjangoJSONEncoder), parse_float=_rechazar_flotante)


def _rechazar_flotante(texto: str) -> Any:
    raise ValueError(f"La bitácora no admite flotantes: {texto}. Use Decimal o texto.")


def _tomar_cabeza() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CANDADO_DE_CADENA])
