"""Las anclas guardadas fuera de la base: cada nombre se escribe una sola vez, y ellas mandan.

Las del primer origen van sueltas; las de cada origen que se declara, en su carpeta, y su declaración en `origenes/`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from weakref import WeakKeyDictionary

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from verificador.anclas import Ancla, AnclaIlegible
from verificador.origenes import Declaracion
from verificador.sello_de_ancla import abrir, abrir_declaracion

ORIGENES = "origenes"
RECIENTE = 30.0  # segundos
_vigente: WeakKeyDictionary[Storage, tuple[float, int]] = WeakKeyDictionary()


def almacen() -> Storage:
    """Donde cada ancla se escribe una sola vez."""
    return storages["anclas"]


def nombre_de(cual: int, origen: int | None = None) -> str:
    """Cómo se llama fuera la número `cual` de ese origen (el vigente): el mismo siempre, para que sólo haya una."""
    origen = origen or origen_vigente()
    return f"{cual:09d}.p7m" if origen == 1 else f"{origen}/{cual:09d}.p7m"


def nombre_de_origen(origen: int) -> str:
    """Cómo se llama fuera su declaración."""
    return f"{ORIGENES}/{origen:09d}.p7m"


def origen_vigente() -> int:
    """El último que se declaró; 1 si ninguno. Vale unos segundos: lo cambia una restauración, no un acto."""
    donde = almacen()
    if (recordado := _vigente.get(donde)) and time.monotonic() - recordado[0] < RECIENTE:
        return recordado[1]
    hallado = _mayor(ORIGENES) or 1
    _vigente[donde] = (time.monotonic(), hallado)
    return hallado


def declarado(origen: int) -> Declaracion | None:
    """La declaración de ese origen, sin juzgar su sello; None si no está. `AnclaIlegible` o `AlmacenNoDisponible`."""
    nombre = nombre_de_origen(origen)
    try:
        with almacen().open(nombre) as archivo:
            dicha = abrir_declaracion(archivo.read(), nombre)
    except FileNotFoundError:
        return None
    if dicha.origen != origen:
        raise AnclaIlegible(f"«{nombre}», guardada fuera, no es la que dice su nombre: trae el origen {dicha.origen}")
    return dicha


def declarar(origen: int, sellada: bytes) -> None:
    """Guarda la declaración: desde aquí ése es el origen vigente. Lanza `YaGuardado`."""
    almacen().save(nombre_de_origen(origen), ContentFile(sellada))
    _vigente.clear()


def leer(cual: int, origen: int | None = None) -> Ancla | None:
    """La guardada con ese número en ese origen (el vigente), sin juzgar su sello; None si no está.

    Lanza `AnclaIlegible` si está dañada o no es la que dice su nombre, o `AlmacenNoDisponible`.
    """
    nombre = nombre_de(cual, origen)
    try:
        with almacen().open(nombre) as archivo:
            ancla = abrir(archivo.read(), nombre)
    except FileNotFoundError:
        return None
    if ancla.numero != cual:
        raise AnclaIlegible(f"«{nombre}», guardada fuera, no es la que dice su nombre: trae la {ancla.numero}")
    return ancla


def desde(cual: int) -> Iterator[Ancla]:
    """La número `cual` y las que le siguen sin hueco, conforme se leen. Las fallas, como `leer`."""
    for numero in count(cual):
        if (ancla := leer(numero)) is None:
            return
        yield ancla


def cuantas(origen: int | None = None) -> int:
    """El mayor número guardado fuera (0: ninguna todavía). Recorre los nombres: no es para cada minuto."""
    cual = origen or origen_vigente()
    return _mayor("" if cual == 1 else str(cual))


def _mayor(carpeta: str) -> int:
    try:
        nombres = [nombre for nombre in almacen().listdir(carpeta)[1] if nombre.endswith(".p7m")]
    except FileNotFoundError:
        return 0
    return max((int(nombre.partition(".")[0]) for nombre in nombres if nombre.partition(".")[0].isdecimal()), default=0)
