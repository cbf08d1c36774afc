"""Contratos publicados con el estándar OCDS 1.1 (Open Contracting Data Standard), en JSON.

Lee un paquete de entregas (`releases`), uno de registros (`records`) o una entrega suelta. De cada proceso toma sus
`contracts`; lo que un contrato no dice, lo dice su `award`. Si sólo hay `awards`, cada uno vale por su contrato. De
varias entregas del mismo proceso vale, por contrato, la más reciente. El JSON lo abre otro proceso (`ajeno/`).
Fuente: https://standard.open-contracting.org/1.1/es/schema/reference/
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from archivos.columnas import Columna, ErrorDeEntrada, entender, que_sea
from indicadores.ajeno import aparte
from indicadores.contratos.lectura import Lectura, columnas, con_topes, renglon_de
from indicadores.pasado.valores import en_centavos

SIN_EFECTO = {"cancelled", "unsuccessful", "pending"}
TOPE = Decimal(10) ** 14


def leer_ocds(contenido: bytes, hoy: date) -> Lectura:
    """Los contratos del archivo y todos sus errores; la fila de cada uno es su lugar entre los del archivo.

    Lanza `SinLugar` si otros ocupan los lugares.
    """
    lectura = Lectura()
    try:
        crudos = aparte.contratos_de(contenido)
    except aparte.NoSeLee as error:
        lectura.errores.append(ErrorDeEntrada(1, "1", str(error)))
        return lectura
    sin_efecto, de_ocds = 0, _columnas(hoy)
    for fila, crudo in enumerate(crudos, start=1):
        if crudo["estado"] in SIN_EFECTO:
            sin_efecto += 1
            continue
        leido = entender(fila, crudo, de_ocds)
        lectura.errores += leido.errores
        lectura.renglones += [] if leido.errores else [renglon_de(leido, crudo["identidad"])]
    if sin_efecto:
        lectura.avisos.append(f"No se importan {sin_efecto} que el archivo dice cancelados, pendientes o sin éxito.")
    return con_topes(lectura)


def _columnas(hoy: date) -> list[Columna]:
    """Las del CSV, con el nombre que el estándar da a la fecha de firma y la moneda del importe."""
    propias: dict[str, dict[str, Any]] = {
        "fecha": {"titulo": "dateSigned", "falta": "cuándo se firmó (dateSigned o award.date)"},
        "importe": {"leer": que_sea(_pesos, "un importe en pesos (MXN)")},
    }
    return [replace(columna, **propias.get(columna.nombre, {})) for columna in columnas(hoy)]


def _pesos(texto: str) -> Decimal | None:
    """Otra moneda no se convierte."""
    cantidad, _, moneda = texto.rpartition(" ")
    importe = _numero(cantidad)
    return importe if moneda == "MXN" and importe is not None and 0 <= importe < TOPE else None


def _numero(cantidad: str) -> Decimal | None:
    """En centavos; None si no es un número o ni siquiera cabe en uno."""
    try:
        leido = Decimal(cantidad)
        return en_centavos(leido) if leido.is_finite() else None
    except InvalidOperation:
        return None
