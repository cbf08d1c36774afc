"""El manifiesto de un respaldo: de qué instalación salió y la huella de cada pieza."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from config.respaldo import RespaldoInservible

FORMATO = 1
BASE, LISTA, MANIFIESTO, HUELLA = "base", "archivos.txt", "manifiesto.json", "manifiesto.sha256"
TROZO = 1024 * 1024


@dataclass(frozen=True)
class Pieza:
    """Un archivo del almacén: su huella, su tamaño en bytes y la clave con que la base lo nombra."""

    sha256: str
    tamano: int
    clave: str


@dataclass(frozen=True)
class Manifiesto:
    """Lo que un respaldo dice de sí mismo. `cabeza` es el número y el eslabón del último evento de la bitácora."""

    creado_en: str
    motor: str
    version: str
    migraciones: list[str]
    cabeza: tuple[int, str]
    base: str
    lista: str
    archivos: int
    defectos: list[str] = field(default_factory=list)
    formato: int = FORMATO


def escribir(carpeta: Path, manifiesto: Manifiesto) -> str:
    """Guarda el manifiesto y su huella; devuelve la huella, que conviene anotar en otra parte."""
    texto = json.dumps(asdict(manifiesto), ensure_ascii=False, indent=1, sort_keys=True).encode()
    asentar(carpeta / MANIFIESTO, texto)
    huella = hashlib.sha256(texto).hexdigest()
    asentar(carpeta / HUELLA, f"{huella}\n".encode())
    return huella


def leer(carpeta: Path, esperada: str = "") -> Manifiesto:
    """El manifiesto, ya cotejado con su huella (y con la que se anotó aparte, si se da). `RespaldoInservible`."""
    try:
        texto, dicha = (carpeta / MANIFIESTO).read_bytes(), (carpeta / HUELLA).read_text().strip()
    except OSError as error:
        raise RespaldoInservible(f"{carpeta.name}: sin manifiesto; quedó a la mitad. Use otro respaldo.") from error
    huella = hashlib.sha256(texto).hexdigest()
    if huella != dicha or (esperada and huella != esperada):
        raise RespaldoInservible(f"{carpeta.name}: el manifiesto fue alterado. Use otro respaldo.")
    datos = json.loads(texto)
    if datos.get("formato") != FORMATO:
        raise RespaldoInservible(f"{carpeta.name}: su formato ({datos.get('formato')}) no es de este programa.")
    return Manifiesto(**{**datos, "cabeza": tuple(datos["cabeza"])})


def escribir_lista(carpeta: Path, piezas: list[Pieza]) -> str:
    """Guarda la lista de archivos y devuelve su huella."""
    texto = "".join(f"{p.sha256} {p.tamano} {p.clave}\n" for p in piezas).encode()
    asentar(carpeta / LISTA, texto)
    return hashlib.sha256(texto).hexdigest()


def leer_lista(carpeta: Path) -> Iterator[Pieza]:
    """Los archivos que la base del respaldo nombra."""
    with (carpeta / LISTA).open(encoding="utf-8") as lista:
        for renglon in lista:
            sha256, tamano, clave = renglon.rstrip("\n").split(" ", 2)
            yield Pieza(sha256, int(tamano), clave)


def huella_de(ruta: Path) -> str:
    """SHA-256 de un archivo, leído por trozos; vacía si no está."""
    suma = hashlib.sha256()
    try:
        with ruta.open("rb") as archivo:
            while trozo := archivo.read(TROZO):
                suma.update(trozo)
    except FileNotFoundError:
        return ""
    return suma.hexdigest()


def asentar(ruta: Path, contenido: bytes) -> None:
    """Escribe sólo para su dueño y no vuelve hasta que está en el disco."""
    with open(os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as archivo:
        archivo.write(contenido)
        archivo.flush()
        os.fsync(archivo.fileno())


def asentar_en_disco(ruta: Path) -> None:
    """No vuelve hasta que el archivo, o los nombres de la carpeta, están en el disco."""
    descriptor = os.open(ruta, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
