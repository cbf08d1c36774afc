"""Cómo se escriben en pantalla los importes, las fechas, los tamaños y los números.

Todo momento se muestra en hora de Hermosillo (UTC−7 todo el año). Los meses y días van en
minúsculas, como pide la ortografía: la localización es_MX de Django los pone con mayúscula.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from cuentas.interfaz.gramatica import plural, singular
from cuentas.reloj import HERMOSILLO

MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
CENTAVO = Decimal("0.01")


def _local(momento: date) -> date:
    """La fecha o el momento en hora de Hermosillo; una fecha sola no se mueve."""
    if isinstance(momento, datetime) and momento.tzinfo is not None:
        return momento.astimezone(HERMOSILLO)
    return momento


def _como_fecha(valor: object) -> date | None:
    if isinstance(valor, str) and valor:
        try:
            return _local(date.fromisoformat(valor) if len(valor) == 10 else datetime.fromisoformat(valor))
        except ValueError:
            return None
    return _local(valor) if isinstance(valor, date) else None


def pesos(valor: object) -> str:
    """Importe en pesos con dos decimales («$1,234.50»); vacío si no hay importe."""
    try:
        importe = Decimal(str(valor)).quantize(CENTAVO)
    except (InvalidOperation, ValueError):
        return ""
    signo = "−" if importe < 0 else ""
    return f"{signo}${abs(importe):,.2f}"


def numero(valor: object) -> str:
    """Número con separador de miles y sin decimales sobrantes («12,500»)."""
    try:
        cantidad = Decimal(str(valor))
    except (InvalidOperation, ValueError):
        return ""
    texto = f"{cantidad:,f}"
    return texto.rstrip("0").rstrip(".") if "." in texto else texto


def con_unidad(valor: object, unidad: str) -> str:
    """Cuántas y de qué: «22 piezas», «1 servicio», «5 meses», «25 pzas.»; siglas y símbolos quedan como los escribió
    el ente.
    """
    cuantas, dicha = numero(valor), _en_minusculas(unidad)
    return f"{cuantas} {singular(dicha) if cuantas in ('', '1') else plural(dicha)}".strip()


def _en_minusculas(unidad: str) -> str:
    """«Pieza» y «SERVICIO» son la palabra; lo que no tiene vocales («Mbps») o es corto y en mayúsculas, un símbolo."""
    es_palabra = unidad.istitle() or (unidad.isupper() and len(unidad) > 4)
    return unidad.lower() if es_palabra and any(letra in "aeiouáéíóú" for letra in unidad.lower()) else unidad


def fecha(valor: object) -> str:
    """Fecha larga: «20 de noviembre de 2026». Acepta date, datetime o texto ISO 8601."""
    dia = _como_fecha(valor)
    return f"{dia.day} de {MESES[dia.month - 1]} de {dia.year}" if dia else ""


def fecha_con_dia(valor: object) -> str:
    """Fecha con su día: «viernes 20 de noviembre de 2026»."""
    dia = _como_fecha(valor)
    return f"{DIAS[dia.weekday()]} {fecha(dia)}" if dia else ""


def fecha_corta(valor: object) -> str:
    """Fecha para tablas: «20 nov 2026»."""
    dia = _como_fecha(valor)
    return f"{dia.day} {MESES[dia.month - 1][:3]} {dia.year}" if dia else ""


def hora(valor: object) -> str:
    """Hora de Hermosillo en 24 horas: «14:05 h»."""
    momento = _como_fecha(valor)
    return f"{momento:%H:%M} h" if isinstance(momento, datetime) else ""


def fecha_hora(valor: object) -> str:
    """Momento completo: «20 de noviembre de 2026, 14:05 h»."""
    return ", ".join(parte for parte in (fecha(valor), hora(valor)) if parte)


def tamano(valor: object) -> str:
    """Tamaño de archivo a partir de bytes: «612 bytes», «1.4 kB», «840 kB», «1.2 MB»."""
    try:
        bytes_ = int(valor)  # type: ignore[call-overload]  # lo que no es número, se dice vacío
    except (TypeError, ValueError):
        return ""
    if bytes_ < 1000:
        return f"{bytes_} bytes"
    if bytes_ < 1_000_000:
        return f"{bytes_ / 1000:.{int(bytes_ < 10_000)}f} kB"
    return f"{bytes_ / 1_000_000:.1f} MB"


def iso(valor: object) -> str:
    """Momento en ISO 8601 para el atributo `datetime` de `<time>`."""
    momento = _como_fecha(valor)
    return momento.isoformat() if momento else ""


def dato(valor: object) -> str:
    """Un dato de un evento, como se lee: sí o no, las listas con comas y cada campo con su nombre."""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, dict):
        return "; ".join(f"{campo}: {dato(uno)}" for campo, uno in valor.items())
    if isinstance(valor, list):
        return ", ".join(map(dato, valor)) or "ninguno"
    return "—" if valor is None else str(valor)
