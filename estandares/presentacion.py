"""Un estándar para leerse: categorías con su nombre y la versión completa como datos abiertos."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from .models import Perfil, Requisito, Version
from .reglas.nombres import nombre_legible

_CATEGORIAS = {
    "hardware": "Equipo de cómputo e impresión",
    "redes": "Redes informáticas",
    "electrico": "Equipo eléctrico",
    "software": "Software",
    "accesorios": "Accesorios",
    "perifericos": "Periféricos",
    "consumibles": "Consumibles",
    "componentes": "Componentes",
    "ducteria": "Ductería y canalización",
    "desarrollo_web": "Desarrollo web",
    "desarrollo_movil": "Desarrollo móvil",
}


def categorias(perfiles: Iterable[Perfil]) -> list[tuple[str, list[Perfil]]]:
    """Los perfiles agrupados por categoría, en el orden en que aparece cada una."""
    orden: dict[str, int] = {}
    filas = list(perfiles)
    for perfil in filas:
        orden.setdefault(perfil.categoria, len(orden))
    filas.sort(key=lambda perfil: orden[perfil.categoria])
    return [(_nombre(clave), list(grupo)) for clave, grupo in groupby(filas, key=lambda perfil: perfil.categoria)]


def version_como_datos(version: Version) -> dict[str, Any]:
    """La versión con sus perfiles y requisitos, lista para JSON; fechas ISO y textos tal como se publicaron."""
    estandar = version.estandar
    return {
        "estandar": estandar.nombre,
        "emisor": estandar.emisor,
        "ambito": estandar.ambito,
        "ilustrativo": estandar.ilustrativo,
        "rotulo": estandar.rotulo,
        "version": version.numero,
        "publicacion": version.boletin,
        "vigente_desde": _iso(version.vigente_desde),
        "vigente_hasta": _iso(version.vigente_hasta),
        "publicada_en": _iso(version.publicada_en),
        "sha256": version.sha256,
        "perfiles": [_perfil(perfil) for perfil in version.perfiles.all()],
    }


def _perfil(perfil: Perfil) -> dict[str, Any]:
    filas = sorted(perfil.requisitos.all(), key=lambda fila: fila.orden)
    return {
        "clave": perfil.clave,
        "nombre": perfil.nombre,
        "categoria": perfil.categoria,
        "requisitos": [_requisito(fila) for fila in filas],
    }


def _requisito(fila: Requisito) -> dict[str, str | bool | None]:
    campos = ("atributo", "operador", "valor", "unidad", "nivel", "grupo", "nota", "admite_excepcion")
    return {campo: getattr(fila, campo) for campo in campos}


def _nombre(categoria: str) -> str:
    return _CATEGORIAS.get(categoria) or nombre_legible(categoria) or "Perfiles"


def _iso(momento: Any) -> str | None:
    return momento.isoformat() if momento else None
