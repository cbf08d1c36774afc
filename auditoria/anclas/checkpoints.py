"""El checkpoint de cada ancla: lo firma quien ancla, sobre la misma raíz, y se guarda fuera junto a ella."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from archivos.excepciones import YaGuardado
from auditoria.anclas import fuera, llave, memoria
from auditoria.anclas.dudas import AnclaAjena
from verificador.anclas import Ancla
from verificador.testigos.notas import Nota, leer_nota

ARCHIVO = "ultimo_checkpoint.json"


@dataclass(frozen=True)
class Firmado:
    """El último que se firmó: de qué ancla, hasta qué evento y con qué raíz."""

    numero: int
    n: int
    raiz: str
    origen: int = 1


def firmar_si_falta(en: datetime) -> None:
    """Firma el checkpoint del último ancla recordada, si aún no lo tiene. Lanza `AnclaAjena` si no sigue al anterior.

    Nunca firma uno que no descienda del anterior: el ancla de aquél debe seguir fuera, con la misma raíz.
    """
    recordada, antes = memoria.leer(), _leer()
    if recordada and antes and antes.origen != recordada.origen:
        antes = None  # un origen declarado es otra bitácora, con otro nombre
    if recordada is None or not recordada.numero or (antes and antes.numero >= recordada.numero):
        return
    ancla = fuera.leer(recordada.numero)
    if ancla is None or ancla.huella != recordada.huella:
        raise AnclaAjena(f"El ancla {recordada.numero} guardada fuera no es la que este sistema firmó.")
    if antes and not _desciende(antes, ancla):
        raise AnclaAjena(f"El ancla {ancla.numero} no sigue al checkpoint que se firmó en el evento {antes.n}.")
    suya = llave.abrir(recordada.origen)
    llave.cruzar(suya.publica, en)
    with suppress(YaGuardado):
        nota = suya.firmar(ancla.n, bytes.fromhex(ancla.raiz))
        fuera.almacen().save(nombre_de(ancla.numero), ContentFile(nota.entera))
    _recordar(Firmado(ancla.numero, ancla.n, ancla.raiz, recordada.origen))


def leer_guardado(numero: int) -> Nota | None:
    """El checkpoint de esa ancla; None si no se ha firmado. Lanza `NotaIlegible` o `AlmacenNoDisponible`."""
    try:
        with fuera.almacen().open(nombre_de(numero)) as archivo:
            return leer_nota(archivo.read())
    except FileNotFoundError:
        return None


def nombre_de(numero: int) -> str:
    """Cómo se llama fuera el de esa ancla."""
    return f"{fuera.nombre_de(numero).removesuffix('.p7m')}.nota"


def _desciende(antes: Firmado, ancla: Ancla) -> bool:
    suya = fuera.leer(antes.numero)
    return suya is not None and (suya.n, suya.raiz) == (antes.n, antes.raiz) and antes.n < ancla.n


def _leer() -> Firmado | None:
    try:
        return Firmado(**json.loads(_ruta().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise memoria.MemoriaIlegible("La memoria del último checkpoint está dañada.") from error


def _recordar(firmado: Firmado) -> None:
    ruta = _ruta()
    with tempfile.NamedTemporaryFile("w", dir=ruta.parent, delete=False, encoding="utf-8") as parcial:
        json.dump(asdict(firmado), parcial)
        parcial.flush()
        os.fsync(parcial.fileno())
    Path(parcial.name).replace(ruta)


def _ruta() -> Path:
    return Path(settings.FIRMANTE_CARPETA) / ARCHIVO
