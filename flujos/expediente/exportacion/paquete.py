"""Escribir el ZIP: en orden fijo, sin comprimir y sin reloj, para que los mismos hechos den los mismos bytes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from archivos.paquetes import renglon
from dictamenes.congelado import Indice
from dictamenes.documento import oficio
from dictamenes.documento.firma.instalada import certificados_de_confianza
from dictamenes.documento.vigente import al_dia
from dictamenes.models import Solicitud
from flujos.expediente.exportacion import contenido, eventos, indice, leeme
from flujos.expediente.exportacion.indice import Guardado
from flujos.expediente.exportacion.piezas import Pieza, del_expediente, numeradas
from verificador.cadena import canonico

EN_MEMORIA = 8 * 1024 * 1024  # lo que pase de aquí va al disco
TROZO = 1024 * 1024
INDICE, INDICE_LEGIBLE = "indice.json", "indice.pdf"
EVENTOS, EXTRACTO = "bitacora/eventos.jsonl", "bitacora/extracto.jsonl"
CONTENIDO, LEEME, RAICES = "expediente.json", "LEEME.txt", "raices"


@dataclass
class Paquete:
    """El ZIP terminado, en un archivo temporal al principio, con su huella y lo que trae."""

    archivo: IO[bytes]
    sha256: str
    tamano: int
    indice: Indice = field(repr=False)

    @property
    def documentos(self) -> int:
        """Cuántos documentos enlista el índice con su archivo."""
        return sum("ruta" in documento for documento in self.indice["documentos"])


def armar(solicitud: Solicitud, mirada: str) -> Paquete:
    """El paquete de un expediente presentado; quien lo recibe cierra su archivo. La memoria no crece con los anexos.

    `AlmacenNoDisponible` o `ContenidoPerdido` si algún archivo no se puede leer o ya no casa con su huella.
    """
    with ExitStack() as si_falla:
        temporal = si_falla.enter_context(tempfile.SpooledTemporaryFile(max_size=EN_MEMORIA))
        with ZipFile(temporal, "w", ZIP_STORED) as libro:
            hecho = _escribir_todo(libro, solicitud, mirada)
        tamano = temporal.tell()
        temporal.seek(0)
        huella = hashlib.file_digest(temporal, "sha256").hexdigest()
        temporal.seek(0)
        si_falla.pop_all()
    return Paquete(temporal, huella, tamano, hecho)


def _escribir_todo(libro: ZipFile, solicitud: Solicitud, mirada: str) -> Indice:
    suyos = eventos.eventos_visibles(solicitud, mirada)
    lineas = list(eventos.renglones(suyos, mirada))
    dichos = [json.loads(linea) for linea in lineas]
    general = indice.datos(solicitud, mirada, dichos)
    piezas = numeradas(del_expediente(solicitud, mirada))
    documentos = [indice.renglon(pieza, _guardar(libro, ruta, pieza)) for ruta, pieza in piezas]
    con_pruebas = eventos.con_pruebas(suyos, dichos[-1]["n"]) if mirada == "auditor" else ()
    demas = {
        EVENTOS: b"".join(lineas), **({EXTRACTO: b"".join(con_pruebas)} if con_pruebas else {}),
        CONTENIDO: canonico(contenido.datos(solicitud, mirada)),
        **{f"{RAICES}/{nombre}": leido for nombre, leido in certificados_de_confianza().items()},
        LEEME: leeme.texto(general, con_pruebas=mirada == "auditor").encode(),
    }
    otros = [indice.de_archivo(_escribir(libro, ruta, BytesIO(leido))) for ruta, leido in demas.items()]
    completo: Indice = {**general, "documentos": documentos, "otros_archivos": otros}
    legible = oficio.redactar_indice({**completo, "historia": dichos}).contenido
    impreso = indice.de_archivo(_escribir(libro, INDICE_LEGIBLE, BytesIO(legible)))
    completo = {**completo, "otros_archivos": [*otros, impreso]}
    _escribir(libro, INDICE, BytesIO(canonico(completo)))
    return completo


def _guardar(libro: ZipFile, ruta: str, pieza: Pieza) -> Guardado | None:
    if pieza.redactar:
        return _escribir(libro, ruta, BytesIO(pieza.redactar()))
    if pieza.falta or pieza.archivo is None:
        return None
    with al_dia(pieza.archivo).abrir() as abierto:
        return _escribir(libro, ruta, abierto)


def _escribir(libro: ZipFile, ruta: str, origen: Any) -> Guardado:
    """Copia por trozos, sin tener el archivo entero en memoria."""
    huella, tamano = hashlib.sha256(), 0
    with libro.open(renglon(ruta, ZIP_STORED), "w") as destino:
        while trozo := origen.read(TROZO):
            huella.update(trozo)
            tamano += len(trozo)
            destino.write(trozo)
    return Guardado(ruta, huella.hexdigest(), tamano)
