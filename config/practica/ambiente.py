"""Con qué variables arranca la práctica, y que nada suyo sea del sitio real. Se lee antes que los ajustes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from config.entorno import RAIZ

PREFIJO = "PRACTICA_"
# Del sitio real no se hereda ninguna de éstas: o la práctica trae la suya, o no la tiene.
DE_CADA_SITIO = (
    "DATABASE_URL", "SECRET_KEY", "SITIO_", "ALMACEN_", "ANCLAS_", "BITACORA_", "CACHE_URL", "FIRMA_", "FIRMANTE_",
    PREFIJO,
)
INDISPENSABLES = ("DATABASE_URL", "SECRET_KEY", "SITIO_URL", "SITIO_NOMBRES", "CREDENCIALES")
ESTA_MAQUINA = ("", "127.0.0.1", "::1")
BASE_DE_OMISION = f"sqlite:///{RAIZ / 'var' / 'dictamenes.sqlite3'}"
ALMACEN_DE_OMISION = str(RAIZ / "var" / "archivos")


def variables(proceso: Mapping[str, str]) -> dict[str, str]:
    """Las comunes a los dos sitios y, sin su prefijo, las `PRACTICA_*`.

    ImproperlyConfigured si falta una, o si la base, el almacén, la clave o la caché son los del sitio real.
    """
    suyas = {n.removeprefix(PREFIJO): valor for n, valor in proceso.items() if n.startswith(PREFIJO) and valor}
    if faltan := [PREFIJO + nombre for nombre in INDISPENSABLES if nombre not in suyas]:
        raise ImproperlyConfigured(f"Al sitio de práctica le falta: {', '.join(faltan)}.")
    if not suyas.keys() & {"ALMACEN_CARPETA", "ALMACEN_S3_CUBETA"}:
        raise ImproperlyConfigured("Al sitio de práctica le falta: PRACTICA_ALMACEN_CARPETA o …_S3_CUBETA.")
    _exigir_otro("la base de datos", _base(suyas), _base(proceso))
    _exigir_otro("el almacén de archivos", _almacen(suyas), _almacen(proceso))
    _exigir_otro("el almacén de anclas", _anclas(suyas), _anclas(proceso))
    _exigir_otro("la SECRET_KEY", suyas["SECRET_KEY"], proceso.get("SECRET_KEY"))
    _exigir_otro("la caché", suyas.get("CACHE_URL", "la base"), proceso.get("CACHE_URL"))
    suyas.setdefault("BITACORA_LLAVERO", str(Path(suyas["CREDENCIALES"]) / "llavero.json"))
    suyas.setdefault("BITACORA_PUBLICA", str(Path(suyas["CREDENCIALES"]) / "publica"))
    return {n: valor for n, valor in proceso.items() if not n.startswith(DE_CADA_SITIO)} | suyas


def exigir_galletas(suyas: Iterable[str], reales: Iterable[str]) -> None:
    """ImproperlyConfigured si una galleta se llama como una del sitio real: entrar en uno cerraría la del otro."""
    for nombre in suyas:
        _exigir_otro(f"la galleta {nombre}", nombre in reales, True)


def _exigir_otro(que: str, suyo: object, real: object) -> None:
    if suyo == real:
        raise ImproperlyConfigured(f"El sitio de práctica no arranca: {que} es la misma del sitio real.")


def _base(de: Mapping[str, str]) -> tuple[str, ...]:
    """Qué base es, se escriba como se escriba y entre quien entre."""
    datos = environ.Env.db_url_config(de.get("DATABASE_URL") or BASE_DE_OMISION)
    if "sqlite" in datos["ENGINE"]:
        return (str(Path(datos["NAME"]).resolve()),)
    servidor = "localhost" if datos["HOST"] in ESTA_MAQUINA else str(datos["HOST"]).lower()
    return (str(datos["NAME"]), servidor, str(datos["PORT"] or 5432))


def _almacen(de: Mapping[str, str]) -> tuple[str, ...]:
    if cubeta := de.get("ALMACEN_S3_CUBETA"):
        return (cubeta, de.get("ALMACEN_S3_URL", "").rstrip("/"))
    return (str(Path(de.get("ALMACEN_CARPETA") or ALMACEN_DE_OMISION).resolve()),)


def _anclas(de: Mapping[str, str]) -> tuple[str, ...]:
    if cubeta := de.get("ANCLAS_S3_CUBETA"):
        return (cubeta, de.get("ALMACEN_S3_URL", "").rstrip("/"))
    junto = Path(de.get("ALMACEN_CARPETA") or ALMACEN_DE_OMISION).parent / "anclas"
    return (str(Path(de.get("ANCLAS_CARPETA") or junto).resolve()),)
