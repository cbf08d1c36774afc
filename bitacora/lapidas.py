"""Cancelar los datos de un evento: qué se borra, qué se conserva y qué dice la lápida que lo prueba.

Se borra todo texto que alguien pudo escribir, con su sal; queda lo que se cuenta (números, fechas, huellas y claves de
catálogo), para que ninguna cifra cambie, y se comprueba contra la raíz de sus hojas. Sin la sal, de una hoja no se
vuelve al dato.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bitacora.cadena import anotar
from bitacora.models import DatosEvento, Evento, EventoQuerySet
from verificador.hojas import CANCELADO, Hojas, huella_de_lo_que_queda, quitar
from verificador.lapidas import DICHO, LAPIDA, PROPUESTA
from verificador.lectura import MIGRACION

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


@dataclass(frozen=True)
class Queda:
    """Lo que deja una cancelación: los datos, sus hojas, qué campos cambian y la huella de todo ello."""

    datos: dict[str, Any]
    hojas: Hojas
    campos: list[str]
    huella: str


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
    return Evento.objects.de(f"evento:{evento.n}").filter(accion=LAPIDA).earliest("n").n


def lapidas_de(eventos: EventoQuerySet) -> EventoQuerySet:
    """Las de los eventos de esa consulta que tienen sus datos cancelados."""
    cancelados = eventos.filter(datos_evento__sal="").values_list("n", flat=True)
    return Evento.objects.filter(accion=LAPIDA, objeto__in=[f"evento:{n}" for n in cancelados])


def lo_que_las_prueba(eventos: EventoQuerySet) -> EventoQuerySet:
    """Lo que hay que leer para creer lo cancelado de esa consulta: lápidas, propuestas y, si es viejo, la migración."""
    lapidas = lapidas_de(eventos)
    prueban = Evento.objects.filter(accion=PROPUESTA, objeto__in=lapidas.values("objeto")) | lapidas
    if cancelados_de_antes(eventos).exists():
        prueban |= Evento.objects.filter(accion=MIGRACION)
    return prueban


def cancelados_de_antes(eventos: EventoQuerySet) -> EventoQuerySet:
    """Los del formato 1 cancelados después de que se comprometieron sus hojas."""
    return eventos.filter(formato=1, datos_evento__hojas__isnull=False)


def lo_que_queda(evento: Evento) -> Queda:
    """Qué deja cancelar los datos de ese evento, que aún los tiene."""
    suyos = evento.datos_evento
    datos = datos_conservados(suyos.datos)
    hojas = quitar(evento.n, suyos.datos, suyos.sal, datos)
    cambian = sorted(campo for campo in datos if suyos.datos[campo] != datos[campo])
    return Queda(datos, hojas, cambian, huella_de_lo_que_queda(datos, hojas))


def proponer_lapida(
    evento: Evento, *, fundamento: str, resolucion: str, por: Any, en: datetime, clave: str | None = None
) -> Evento:
    """Deja dicho qué se cancelaría, con qué fundamento y qué quedaría: es lo único que otra persona puede confirmar."""
    queda = lo_que_queda(evento)
    dice = {
        "n": evento.n, "huella": evento.huella, "campos": queda.campos, "queda": queda.huella, "fundamento": fundamento,
        "resolucion": resolucion,
    }
    return anotar(PROPUESTA, f"evento:{evento.n}", por=por, en=en, datos=dice, clave=clave)


@transaction.atomic
def poner_lapida(propuesta: Evento, *, por: Any, en: datetime, copias: Mapping[str, list[str]]) -> Evento:
    """Borra los datos que se propuso y deja la lápida, que la cita y dice en qué más estaba ese texto (`copias`).

    IntegrityError si el evento ya la tenía. ValueError si no es lo que se propuso: la propuesta es de antes de las
    hojas, o la regla cambió entre tanto.
    """
    dice = {que: propuesta.datos_evento.datos.get(que) for que in DICHO}
    evento = Evento.objects.select_related("datos_evento").get(n=dice["n"] or propuesta.objeto.partition(":")[2])
    queda = lo_que_queda(evento)
    if (dice["queda"], dice["huella"]) != (queda.huella, evento.huella) or propuesta.formato == 1:
        raise ValueError("Lo que quedaría no es lo que se propuso.")
    lapida = anotar(
        LAPIDA, f"evento:{evento.n}", por=por, en=en, clave=f"{LAPIDA}:{evento.n}",
        datos={**dice, "propuesta": propuesta.n, "propuso": propuesta.por_id, "copias": dict(copias)},
    )
    DatosEvento.objects.filter(evento=evento).update(sal="", datos=queda.datos, hojas=queda.hojas)
    return lapida
