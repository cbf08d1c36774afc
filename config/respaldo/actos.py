"""Respaldar, revisar un respaldo y restaurarlo."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.respaldo import RespaldoInservible, bases, comprobacion, piezas
from config.respaldo import manifiesto as hojas
from config.respaldo.manifiesto import Manifiesto

RESPALDOS = "respaldos"


@dataclass(frozen=True)
class Hecho:
    """Un respaldo recién hecho: su carpeta, la huella de su manifiesto, cuántos archivos copió y lo que no pudo."""

    carpeta: Path
    huella: str
    archivos: int
    copiados: int
    defectos: list[str]


def respaldar(destino: Path, en: datetime) -> Hecho:
    """Un respaldo nuevo, entero o ninguno; los archivos que el destino ya tenía no se copian. `RespaldoInservible`."""
    carpeta = destino / RESPALDOS / f"{en:%Y%m%dT%H%M%SZ}"
    if carpeta.exists():
        raise RespaldoInservible(f"Ya hay un respaldo de ese segundo: {carpeta.name}.")
    parcial = carpeta.with_name(f".{carpeta.name}.parcial")
    shutil.rmtree(parcial, ignore_errors=True)
    parcial.mkdir(parents=True, mode=0o700)
    foto = bases.respaldar(parcial / hojas.BASE)
    copiados, defectos = piezas.guardar(destino, foto.piezas)
    manifiesto = Manifiesto(
        creado_en=en.isoformat(timespec="seconds"), motor=connection.vendor, version=_version(),
        migraciones=foto.migraciones, cabeza=foto.cabeza, base=hojas.huella_de(parcial / hojas.BASE),
        lista=hojas.escribir_lista(parcial, foto.piezas), archivos=len(foto.piezas), defectos=defectos,
    )
    huella = hojas.escribir(parcial, manifiesto)
    hojas.asentar_en_disco(parcial / hojas.BASE)
    hojas.asentar_en_disco(parcial)
    parcial.rename(carpeta)
    hojas.asentar_en_disco(carpeta.parent)
    return Hecho(carpeta, huella, len(foto.piezas), copiados, defectos)


def elegir(origen: Path, cual: str = "") -> Path:
    """La carpeta del respaldo pedido, o del último entero. `RespaldoInservible` si no hay."""
    enteros = sorted(c for c in (origen / RESPALDOS).glob("*") if c.is_dir() and not c.name.startswith("."))
    if cual:
        enteros = [c for c in enteros if c.name == cual]
    if not enteros:
        a_medias = [c.name for c in (origen / RESPALDOS).glob(".*.parcial")]
        detalle = f" Sólo hay uno que quedó a la mitad ({a_medias[0]})." if a_medias else ""
        raise RespaldoInservible(f"En {origen} no hay ningún respaldo{f' llamado {cual}' if cual else ''}.{detalle}")
    return enteros[-1]


def revisar(carpeta: Path, huella: str = "") -> tuple[Manifiesto, list[str]]:
    """El manifiesto y todo lo que no casa con él, sin tocar esta instalación. `RespaldoInservible` si no se lee."""
    manifiesto = hojas.leer(carpeta, huella)
    defectos = list(manifiesto.defectos)
    if hojas.huella_de(carpeta / hojas.BASE) != manifiesto.base:
        defectos.append("base: falta o fue alterada")
    if hojas.huella_de(carpeta / hojas.LISTA) != manifiesto.lista:
        return manifiesto, [*defectos, "lista de archivos: falta o fue alterada"]
    return manifiesto, defectos + piezas.revisar(_destino(carpeta), hojas.leer_lista(carpeta))


def restaurar(carpeta: Path, *, reemplazar: bool, huella: str = "") -> list[str]:
    """Pone el respaldo en esta instalación y la comprueba entera; devuelve las diferencias. `RespaldoInservible`.

    Antes de tocar nada revisa el respaldo. Primero van los archivos, que nunca estorban, y al final la base, de una
    vez: si se interrumpe, se vuelve a correr.
    """
    manifiesto, defectos = revisar(carpeta, huella)
    if defectos:
        raise RespaldoInservible("El respaldo no se restauró; nada cambió:\n  " + "\n  ".join(defectos))
    _exigir_que_quepa(manifiesto, reemplazar)
    piezas.reponer(_destino(carpeta), hojas.leer_lista(carpeta))
    bases.reponer(carpeta / hojas.BASE)
    call_command("migrate", verbosity=0, interactive=False)
    return list(comprobacion.diferencias(manifiesto))


def _exigir_que_quepa(manifiesto: Manifiesto, reemplazar: bool) -> None:
    if manifiesto.motor != connection.vendor:
        raise RespaldoInservible(f"El respaldo es de {manifiesto.motor} y esta base es {connection.vendor}.")
    conocidas = {".".join(nodo) for nodo in MigrationLoader(None).disk_migrations}
    if nuevas := [m for m in manifiesto.migraciones if m not in conocidas]:
        raise RespaldoInservible(f"El respaldo es de una versión más nueva del programa: no conoce {nuevas[0]}.")
    if not reemplazar and not bases.esta_vacia():
        raise RespaldoInservible("La base no está vacía: use una nueva, o --reemplazar para perder lo que hay en ésta.")


def _destino(carpeta: Path) -> Path:
    return carpeta.parent.parent


def _version() -> str:
    try:
        return version("dictamenes-tic")
    except PackageNotFoundError:
        import tomllib

        from django.conf import settings

        return str(tomllib.loads((Path(settings.RAIZ) / "pyproject.toml").read_text("utf-8"))["project"]["version"])
