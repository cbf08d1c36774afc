"""Armar una publicación: leer lo público, contar qué cambió y escribir los bytes de cada archivo. No guarda nada."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from archivos.tablas import csv_de
from cuentas.parametros import parametro
from cuentas.reloj import dia_de
from dictamenes.models import Dictamen
from indicadores.abiertos import ocds
from indicadores.abiertos.diccionario import (
    CONCEPTOS,
    CONJUNTOS,
    DICTAMENES,
    EN_DICCIONARIO,
    INDICADOR,
    Conjunto,
    renglones,
)
from indicadores.abiertos.filas import Fila, de_conceptos, de_dictamen, del_indicador
from indicadores.cifra.registro import Eslabon, asuntos_al, aviso_de, sabido_hasta
from indicadores.models import LoteHistorico, PublicacionDeDatos

Filas = dict[str, list[Fila]]
Archivos = dict[str, tuple[bytes, int | None]]
CON_SU_PDF = ("solicitud", "publico")


@dataclass(frozen=True)
class Armada:
    """Lo que se va a publicar: los renglones, el paquete OCDS si hay prefijo y sobre qué se armó."""

    numero: int
    en: datetime
    corte: date
    cabeza: Eslabon
    licencia: Mapping[str, str]
    aviso: str
    filas: Filas
    releases: list[dict[str, Any]] | None
    cambios: list[dict[str, Any]]

    @property
    def igual_a_la_anterior(self) -> bool:
        """Si ningún renglón se agregó, cambió ni quitó."""
        return not any(c["agregadas"] or c["cambiadas"] or c["quitadas"] for c in self.cambios)


def emitidos() -> QuerySet[Dictamen]:
    """Los dictámenes con su ejemplar publicado, en el orden en que se emitieron: los que se revisan, todavía no."""
    con_ejemplar = Dictamen.objects.filter(publico__isnull=False, emitido_en__isnull=False)
    en_revision = Q(revision_publica__isnull=False, revision_publica__liberada_en=None)
    return con_ejemplar.exclude(en_revision).order_by("emitido_en", "pk")


def armar(previa: PublicacionDeDatos | None, en: datetime) -> Armada:
    """Lo público en este momento; `previa` es la versión con que se compara."""
    sabido, corte = sabido_hasta(), dia_de(en)
    prefijo = parametro("abiertos.ocds_prefijo")
    filas: Filas = {conjunto.clave: [] for conjunto in CONJUNTOS}
    releases: list[dict[str, Any]] = []
    for dictamen in emitidos().select_related(*CON_SU_PDF).iterator(chunk_size=200):
        datos = dictamen.para_publico
        filas[DICTAMENES.clave].append(de_dictamen(dictamen, datos, corte))
        filas[CONCEPTOS.clave] += de_conceptos(dictamen, datos)
        if prefijo:
            releases.append(ocds.release(dictamen, datos, prefijo))
    aviso = aviso_de(LoteHistorico.objects.all())
    filas[INDICADOR.clave] += del_indicador(list(asuntos_al(corte, sabido)), corte, aviso)
    cambios = [_cambio(conjunto, _anteriores(previa, conjunto), filas[conjunto.clave]) for conjunto in CONJUNTOS]
    return Armada(previa.numero + 1 if previa else 1, en, corte, sabido, parametro("abiertos.licencia"),
                  settings.ROTULO_SIN_VALIDEZ or aviso, filas, releases if prefijo else None, cambios)


def _anteriores(previa: PublicacionDeDatos | None, conjunto: Conjunto) -> list[Fila]:
    if previa is None:
        return []
    publicado = previa.archivos.select_related("archivo").get(nombre=f"{conjunto.clave}.json")
    filas: list[Fila] = json.loads(publicado.archivo.leer())["filas"]
    return filas


def _cambio(conjunto: Conjunto, antes: Iterable[Fila], ahora: Iterable[Fila]) -> dict[str, Any]:
    """Cuántos renglones se agregaron, cambiaron o quitaron, por su llave."""
    viejos = {tuple(fila[c] for c in conjunto.llave): fila for fila in antes}
    nuevos = {tuple(fila[c] for c in conjunto.llave): fila for fila in json.loads(_json(list(ahora)))}
    return {
        "conjunto": conjunto.clave, "titulo": conjunto.titulo, "agregadas": len(nuevos.keys() - viejos.keys()),
        "cambiadas": sum(nuevos[llave] != viejos[llave] for llave in nuevos.keys() & viejos.keys()),
        "quitadas": len(viejos.keys() - nuevos.keys()),
    }


def archivos(armada: Armada) -> Archivos:
    """Cada archivo con cuántas filas trae; el último, `publicacion.json`, lleva la huella de los demás."""
    hechos: Archivos = {}
    for conjunto in CONJUNTOS:
        filas = armada.filas[conjunto.clave]
        tabla = csv_de(conjunto.nombres, ([fila[c] for c in conjunto.nombres] for fila in filas))
        hechos[f"{conjunto.clave}.csv"] = (tabla, len(filas))
        hechos[f"{conjunto.clave}.json"] = (_json(_cabeza(armada, conjunto) | {"filas": filas}), len(filas))
    hechos["diccionario.csv"] = (csv_de(EN_DICCIONARIO, renglones()), None)
    hechos["diccionario.json"] = (_json([dict(zip(EN_DICCIONARIO, r, strict=True)) for r in renglones()]), None)
    if armada.releases is not None:
        hechos["ocds.json"] = (_json(_paquete(armada)), len(armada.releases))
    huellas = {nombre: hashlib.sha256(contenido).hexdigest() for nombre, (contenido, _) in hechos.items()}
    hechos["publicacion.json"] = (_json(_acta(armada, huellas)), None)
    return hechos


def _cabeza(armada: Armada, conjunto: Conjunto) -> dict[str, Any]:
    return {
        "conjunto": conjunto.clave, "titulo": conjunto.titulo, "version": armada.numero, "corte": armada.corte,
        "licencia": armada.licencia, "aviso": armada.aviso,
        "columnas": [{"nombre": c.nombre, "tipo": c.tipo} for c in conjunto.columnas],
    }


def _acta(armada: Armada, huellas: dict[str, str]) -> dict[str, Any]:
    return {
        "version": armada.numero, "publicada_en": armada.en, "corte": armada.corte, "licencia": armada.licencia,
        "aviso": armada.aviso, "bitacora": armada.cabeza._asdict(),
        "cambios": armada.cambios, "archivos": huellas,
    }


def _paquete(armada: Armada) -> dict[str, Any]:
    def en_el_sitio(nombre: str, *args: Any) -> str:
        return f"{settings.SITIO_URL}{reverse(f'indicadores:{nombre}', args=args)}"

    return ocds.paquete(
        armada.releases or [], uri=en_el_sitio("datos_archivo", armada.numero, "ocds.json"), publicado_en=armada.en,
        extension=en_el_sitio("ocds_extension", "extension.json"), editor=parametro("institucion.dependencia"),
        licencia=armada.licencia["url"],
    )


def _json(valor: Any) -> bytes:
    return json.dumps(valor, ensure_ascii=False, indent=1, default=_llano).encode()


def _llano(valor: Any) -> Any:
    return float(valor) if isinstance(valor, Decimal) else valor.isoformat()
