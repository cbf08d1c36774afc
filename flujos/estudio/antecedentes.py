"""Lo que ya se dictaminó, al mismo ente o de lo mismo, para no capturar ni juzgar a ciegas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cuentas.interfaz.formatos import numero, pesos
from dictamenes.models import Concepto, Dictamen, Solicitud
from dictamenes.reglas.precedentes import Resuelto, parecidos
from dictamenes.reglas.precios import Referencia, referencias

CUANTOS = 8
POR_PERFIL = "Mismo perfil del estándar, misma modalidad y unidad, en los últimos 24 meses."
POR_DESCRIPCION = "Descripción parecida y misma categoría, modalidad y unidad, en los últimos 24 meses."


def antecedentes_del_ente(solicitud: Solicitud) -> list[dict[str, Any]]:
    """Los últimos dictámenes emitidos al ente, con su sentido, y la clave pública para abrirlos.

    Primero cuáles y luego sus datos, y por cuándo concluyó el asunto, que tiene índice: ordenados por el dictamen,
    PostgreSQL abriría los de toda la historia del ente.
    """
    concluidos = Solicitud.objects.filter(ente=solicitud.ente_id, concluida_en__isnull=False).exclude(pk=solicitud.pk)
    emitidos = concluidos.filter(dictamen__emitido_en__isnull=False)
    ultimos = emitidos.order_by("-concluida_en").values("dictamen")[:CUANTOS]
    campos = ("folio", "clave", "emitido_en", "solicitud__proyecto", "datos__sentido__clave", "datos__totales__total")
    hallados = Dictamen.objects.filter(pk__in=ultimos).order_by("-emitido_en").values_list(*campos)
    return [dict(zip(campos, valores, strict=True)) for valores in hallados]


def precios_de(conceptos: Iterable[Concepto], en: datetime) -> dict[int, dict[str, Any]]:
    """Los precios de referencia de esos conceptos, por su número, listos para leerse."""
    return {n: _en_palabras(referencia) for n, referencia in referencias(conceptos, en).items()}


def precedentes_de(concepto: dict[str, Any], solicitud: Solicitud) -> list[Resuelto]:
    """Los conceptos ya dictaminados más parecidos a ése, primero los del ente que solicita."""
    categoria, descripcion = concepto.get("categoria") or "", concepto.get("descripcion") or ""
    return parecidos(categoria, concepto.get("perfil"), descripcion, ente=solicitud.ente_id)


def _en_palabras(referencia: Referencia) -> dict[str, Any]:
    return {
        "referencia": referencia, "comparacion": _comparacion(referencia),
        "como": POR_PERFIL if referencia.por_perfil else POR_DESCRIPCION,
        "muestra": referencia.antecedentes[:CUANTOS],
    }


def _comparacion(referencia: Referencia) -> str:
    desviacion = referencia.desviacion
    if desviacion is None:
        return f"mediana de {pesos(referencia.mediana)}"
    if not desviacion:
        return f"igual a la mediana de {pesos(referencia.mediana)}"
    lado = "arriba" if desviacion > 0 else "abajo"
    return f"{numero(abs(desviacion))} % {lado} de la mediana de {pesos(referencia.mediana)}"
