"""Lo último que este firmante firmó, en un archivo suyo que ni la base ni quien la administra alcanzan.

Sin él (una máquina nueva) se le cree a la última guardada fuera, si su sello vale; después, ya no se le puede engañar.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from verificador.anclas import Ancla

ARCHIVO = "ultima_ancla.json"


class MemoriaIlegible(RuntimeError):
    """El archivo está y no se entiende: no se firma hasta que alguien diga por qué."""


@dataclass(frozen=True)
class Recordada:
    """La última que se firmó o se adoptó: su número, hasta qué evento, con qué eslabón, su huella, su hora y su origen.

    Número 0: el origen se acaba de declarar y no le quedó ninguna.
    """

    numero: int
    n: int
    eslabon: str
    huella: str
    en: datetime
    origen: int = 1


def leer() -> Recordada | None:
    """Lo último recordado; None si este firmante no ha firmado nunca. Lanza `MemoriaIlegible`."""
    try:
        datos = json.loads(_ruta().read_text(encoding="utf-8"))
        return Recordada(**{**datos, "en": datetime.fromisoformat(datos["en"])})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise MemoriaIlegible(f"La memoria de quien firma la bitácora está dañada ({type(error).__name__}).") from error


def recordar(ancla: Ancla, origen: int) -> Recordada:
    """Deja dicho que ésta fue la última de ese origen."""
    en = datetime.fromisoformat(ancla.en)
    return guardar(Recordada(ancla.numero, ancla.n, ancla.eslabon, ancla.huella, en, origen))


def guardar(recordada: Recordada) -> Recordada:
    """La escribe y la devuelve; queda entera o queda la anterior, aunque el proceso muera a la mitad."""
    ruta = _ruta()
    ruta.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    datos = {**asdict(recordada), "en": recordada.en.isoformat()}
    with tempfile.NamedTemporaryFile("w", dir=ruta.parent, delete=False, encoding="utf-8") as parcial:
        json.dump(datos, parcial)
        parcial.flush()
        os.fsync(parcial.fileno())
    Path(parcial.name).replace(ruta)
    return recordada


def _ruta() -> Path:
    return Path(settings.FIRMANTE_CARPETA) / ARCHIVO
