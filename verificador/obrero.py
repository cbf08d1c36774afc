"""Proceso aparte que verifica: cada archivo, en un hijo encerrado (verificador/vivero.py)."""

from __future__ import annotations

import json
import logging
import os
import stat
from datetime import UTC, datetime
from functools import lru_cache, partial

from verificador.estructura import MAXIMO_DE_BYTES
from verificador.politica import Exigencias, juzgar
from verificador.raices import Huella, Raices, cargar_raices, huella_de_carpeta
from verificador.veredictos import INVALIDA, Dictado, RaicesInservibles, Rechazo
from verificador.vivero import PRESUPUESTO, Labor, Limites, Pedido, atender


@lru_cache(maxsize=4)
def raices_de(carpeta: str, huella: Huella) -> Raices:
    """El contenido de la carpeta de confianza mientras sus archivos no cambien: el vivero vive más que una CRL."""
    return cargar_raices(carpeta)


def preparar(pedido: Pedido) -> tuple[Limites, Labor]:
    """Carga la carpeta de confianza, una vez mientras no cambie; el archivo llega con el pedido o en su ruta."""
    try:
        raices = raices_de(pedido["raices"], huella_de_carpeta(pedido["raices"]))
        return PRESUPUESTO, partial(_verificar, pedido, raices)
    except RaicesInservibles as error:
        dictado = Dictado(INVALIDA, str(error))
        return PRESUPUESTO, lambda _: _respuesta(dictado)


def _verificar(pedido: Pedido, raices: Raices, recibido: bytes) -> bytes:
    try:
        pdf = leer_archivo(pedido["archivo"]) if pedido["archivo"] else recibido
    except Rechazo as rechazo:
        return _respuesta(Dictado(INVALIDA, str(rechazo)))
    momento = datetime.fromisoformat(pedido["momento"]) if pedido["momento"] else datetime.now(UTC)
    return _respuesta(juzgar(pdf, raices, momento, Exigencias(pedido["requeridos"], pedido["firmantes"])))


def _respuesta(dictado: Dictado) -> bytes:
    return json.dumps(dictado.como_dict("")).encode("ascii")


def leer_archivo(ruta: str) -> bytes:
    """Contenido de un archivo común de tamaño razonable; Rechazo con el motivo si no lo es."""
    try:
        # Sin bloquear: abrir una tubería con nombre esperaría para siempre a quien escriba.
        descriptor = os.open(ruta, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Rechazo("El archivo no existe.") from None
    except (OSError, ValueError):
        raise Rechazo("El archivo no se puede leer.") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Rechazo("No es un archivo común (¿una carpeta?).")
        return _leer_todo(descriptor)
    except OSError:
        raise Rechazo("El archivo no se puede leer.") from None
    finally:
        os.close(descriptor)


def _leer_todo(descriptor: int) -> bytes:
    partes: list[bytes] = []
    while sum(map(len, partes)) <= MAXIMO_DE_BYTES:
        parte = os.read(descriptor, 1024 * 1024)
        if not parte:
            break
        partes.append(parte)
    return b"".join(partes)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    atender(preparar)
