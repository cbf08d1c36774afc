"""Fechas y horas como se leen en un oficio de Sonora: meses en minúscula y hora de Hermosillo."""

from datetime import date, datetime, time

from cuentas.interfaz import formatos
from cuentas.reloj import HERMOSILLO


def fecha_larga(fecha: date | str) -> str:
    """«21 de noviembre de 2026». Acepta fecha, momento con zona (se lleva a Hermosillo) o texto ISO.

    Lanza ValueError si el texto no es ISO o el momento no trae zona horaria.
    """
    return formatos.fecha(_dia(fecha))


def momento_largo(momento: datetime | str) -> str:
    """«21 de noviembre de 2026, 11:30 horas (hora de Hermosillo)». Lanza ValueError sin zona horaria."""
    local = en_hermosillo(momento)
    return f"{fecha_larga(local)}, {local:%H:%M} horas (hora de Hermosillo)"


def fecha_o_momento(valor: date | str) -> str:
    """Fecha larga si el valor es sólo una fecha; con hora de Hermosillo si es un momento."""
    if isinstance(valor, datetime) or (isinstance(valor, str) and len(valor) > len("2026-11-21")):
        return momento_largo(valor)
    return fecha_larga(valor)


def en_hermosillo(momento: datetime | str) -> datetime:
    """Lleva un momento con zona a la hora de Hermosillo (UTC−7 todo el año). Lanza ValueError si no trae zona."""
    momento = datetime.fromisoformat(momento) if isinstance(momento, str) else momento
    if momento.tzinfo is None:
        raise ValueError(f"El momento {momento.isoformat()} no dice su zona horaria.")
    return momento.astimezone(HERMOSILLO)


def inicio_del_dia(fecha: date | str) -> datetime:
    """Las cero horas de ese día en Hermosillo. Lanza ValueError como `fecha_larga`."""
    return datetime.combine(_dia(fecha), time(), HERMOSILLO)


def _dia(fecha: date | str) -> date:
    if isinstance(fecha, str):
        fecha = date.fromisoformat(fecha) if len(fecha) == len("2026-11-21") else datetime.fromisoformat(fecha)
    return en_hermosillo(fecha).date() if isinstance(fecha, datetime) else fecha
