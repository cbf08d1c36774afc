"""¿Lo que quedó es lo que se respaldó? Huellas, cadena, firmas e invariantes; toda diferencia sale con nombre."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archivos.barredor import listar
from archivos.models import Archivo
from bitacora.cadena import verificar_cadena
from bitacora.models import Evento
from config.respaldo.bases import SIN_EVENTOS
from config.respaldo.manifiesto import Manifiesto, Pieza
from config.respaldo.piezas import en_almacen
from dictamenes.documento.autenticidad import comprobar
from dictamenes.models import Dictamen
from dictamenes.models.dictamen import EstadoDeDictamen

HUELLA = re.compile(r"[0-9a-f]{64}")
PREFIJO = re.compile(r"[0-9a-f]{2}")
QUE_SURTEN_EFECTOS = (EstadoDeDictamen.VIGENTE, EstadoDeDictamen.CONTRATADO)


def diferencias(manifiesto: Manifiesto) -> Iterator[str]:
    """Cada diferencia entre esta instalación y el respaldo del que salió; ninguna si todo casa."""
    yield from _archivos()
    yield from _bitacora(manifiesto)
    yield from _firmas()


def _archivos() -> Iterator[str]:
    registrados = set()
    for sha256, tamano, clave in Archivo.objects.order_by("pk").values_list("sha256", "tamano", "contenido").iterator():
        registrados.add(sha256)
        hallada = en_almacen(Pieza(sha256, tamano, clave))
        if hallada != sha256:
            yield f"archivo {sha256}: {'su contenido es otro' if hallada else 'no está'} en el almacén"
    for sobrante in sorted(_guardados() - registrados):
        yield f"archivo {sobrante}: está en el almacén y la base no lo conoce (¿la base es más vieja que los archivos?)"


def _guardados() -> set[str]:
    carpetas = [c for c in listar("")[0] if PREFIJO.fullmatch(c)]
    return {nombre for carpeta in carpetas for nombre in listar(carpeta)[1] if HUELLA.fullmatch(nombre)}


def _bitacora(manifiesto: Manifiesto) -> Iterator[str]:
    resultado = verificar_cadena()  # sin las de fuera: pueden ser posteriores al respaldo
    if not resultado.integra:
        yield f"bitácora: rota en el evento {resultado.roto_en}: {resultado.motivo}"
    ultimo = Evento.objects.order_by("-n").values_list("n", "eslabon").first() or SIN_EVENTOS
    if tuple(ultimo) != manifiesto.cabeza:
        yield f"bitácora: su último evento ({ultimo[0]}) no es el del respaldo ({manifiesto.cabeza[0]})"


def _firmas() -> Iterator[str]:
    emitidos = Dictamen.objects.filter(estado__in=QUE_SURTEN_EFECTOS, publico__isnull=False)
    for dictamen in emitidos.select_related("de_las_partes", "publico", "firmado_por").order_by("pk").iterator():
        juicio = comprobar(dictamen)
        for que, dictado in (("firma", juicio.firma), ("sello", juicio.sello)):
            if dictado is not None and not dictado.es_valida:
                yield f"dictamen {dictamen.folio}: {que}: {dictado.motivo}"
