"""Cancelar los datos de un evento: qué se borra, qué se conserva y qué dice la lápida que lo prueba.

Se borra la sal y todo texto que alguien pudo escribir; queda lo que se cuenta (números, fechas, huellas y claves de
catálogo), para que ninguna cifra ni ningún expediente cambie. Sin la sal, de la huella no se puede volver al dato.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import DatosEvento, Evento, EventoQuerySet
from verificador.lectura import LAPIDA

CANCELADO = "(dato cancelado)"
SE_CUENTAN = frozenset({
    "a", "accion", "acto", "acuse", "area", "areas", "campos", "causal", "clase", "desde", "ejercicio", "ente",
    "estado", "etapa", "folio", "formato", "hacia", "modalidad", "papel", "prevencion", "sentido", "serie", "tablero",
    "tarea", "tipo",
})
"""Claves cuyo texto es de un catálogo o lo pone el sistema: las que leen los indicadores y la línea de tiempo."""
TECLEADAS = frozenset({"equivalencias", "filtros", "fuera"})
"""Claves bajo las que todo lo escribió alguien, también los nombres de sus campos: de eso no queda nada."""
# Más de nueve cifras seguidas ya son un teléfono, una cuenta o un número de seguridad social.
SIN_PERSONAS = re.compile(
    r"\d{4}-\d\d-\d\d([T ][\d:.]+([+-]\d\d:\d\d|Z)?)?|[0-9a-f]{64}|-?\d{1,9}|-?\d{1,16}\.\d{1,6}"
)


def datos_conservados(datos: Any, clave: str = "") -> Any:
    """Los mismos datos con cada texto que no se cuenta cambiado por `CANCELADO`."""
    if clave in TECLEADAS and datos:
        return CANCELADO
    if isinstance(datos, dict):
        return {k: datos_conservados(valor, k) for k, valor in datos.items()}
    if isinstance(datos, list):
        return [datos_conservados(valor, clave) for valor in datos]
    if not isinstance(datos, str) or clave in SE_CUENTAN or SIN_PERSONAS.fullmatch(datos):
        return datos
    return CANCELADO


def numero_de_lapida(evento: Evento) -> int:
    """El número del evento que dice por qué se cancelaron los datos de éste. `DoesNotExist` si no se han cancelado."""
    return Evento.objects.de(f"evento:{evento.n}").get(accion=LAPIDA).n


def lapidas_de(eventos: EventoQuerySet) -> EventoQuerySet:
    """Las de los eventos de esa consulta que tienen sus datos cancelados."""
    cancelados = eventos.filter(datos_evento__sal="").values_list("n", flat=True)
    return Evento.objects.filter(accion=LAPIDA, objeto__in=[f"evento:{n}" for n in cancelados])


@transaction.atomic
def poner_lapida(evento: Evento, *, por: Any, en: datetime, datos: dict[str, Any]) -> Evento:
    """Borra los datos y deja la lápida, con los `datos` de quién y por qué. IntegrityError si el evento ya la tenía."""
    suyos = DatosEvento.objects.get(evento=evento)
    queda = datos_conservados(suyos.datos)
    lapida = anotar(
        LAPIDA, f"evento:{evento.n}", por=por, en=en, clave=f"{LAPIDA}:{evento.n}",
        datos={**datos, "n": evento.n, "huella": evento.huella, "conserva": queda},
    )
    DatosEvento.objects.filter(evento=evento).update(sal="", datos=queda)
    return lapida
