"""Las anclas guardadas fuera de la base: cada nombre se escribe una sola vez, y ellas mandan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.core.files.storage import Storage, storages

from verificador.anclas import Ancla, AnclaIlegible
from verificador.sello_de_ancla import abrir


def almacen() -> Storage:
    """Donde cada ancla se escribe una sola vez."""
    return storages["anclas"]


def nombre_de(cual: int) -> str:
    """Cómo se llama fuera la número `cual`: el mismo siempre, para que sólo haya una."""
    return f"{cual:09d}.p7m"


def leer(cual: int) -> Ancla | None:
    """La guardada con ese número, sin juzgar su sello; None si no está.

    Lanza `AnclaIlegible` si está dañada o no es la que dice su nombre, o `AlmacenNoDisponible`.
    """
    nombre = nombre_de(cual)
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


def cuantas() -> int:
    """El mayor número guardado fuera (0: ninguna todavía). Recorre los nombres: no es para cada minuto."""
    try:
        nombres = [nombre for nombre in almacen().listdir("")[1] if nombre.endswith(".p7m")]
    except FileNotFoundError:
        return 0
    return max((int(nombre.partition(".")[0]) for nombre in nombres if nombre.partition(".")[0].isdecimal()), default=0)
