"""La firma y el sello de un dictamen emitido, juzgados a la hora en que se emitió y guardados en la caché."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from archivos.excepciones import ContenidoPerdido
from archivos.models import Archivo
from dictamenes.documento.firma import instalada
from dictamenes.documento.firma.sello import CAMPO_SELLO
from dictamenes.documento.redaccion import exigencias
from dictamenes.models import Dictamen
from dictamenes.models.constancia import consta
from dictamenes.models.dictamen import FormaDeFirma
from verificador.politica import Exigencias, juzgar
from verificador.veredictos import INVALIDA, Dictado

UN_DIA = 24 * 3600
UN_MINUTO = 60
CONSTA = re.compile(r"«FIRMA» de [^(]*\(consta desde ([0-9T:-]+Z)\)")
SIN_REVOCACION = "No se juzgó la revocación"


@dataclass(frozen=True)
class Autenticidad:
    """Qué se comprobó: la firma (None si es autógrafa), el sello del ejemplar público y desde cuándo constan."""

    forma: str
    firma: Dictado | None
    sello: Dictado

    @property
    def es_autografa(self) -> bool:
        """Si quien autoriza firmó en papel: no hay firma electrónica que juzgar."""
        return self.forma == FormaDeFirma.AUTOGRAFA

    @property
    def es_buena(self) -> bool:
        """Si todo lo que se puede comprobar resultó válido."""
        return self.sello.es_valida and (self.firma is None or self.firma.es_valida)

    @property
    def consta_desde(self) -> datetime | None:
        """La hora de la estampa de tiempo que ampara la firma, o None."""
        hallada = CONSTA.search(self.firma.motivo) if self.firma and self.firma.es_valida else None
        return datetime.fromisoformat(hallada[1]) if hallada else None

    @property
    def juzgo_revocacion(self) -> bool:
        """Si había con qué saber que los certificados no estaban revocados."""
        return not any(SIN_REVOCACION in d.motivo for d in (self.firma, self.sello) if d)


def autenticidad_de(dictamen: Dictamen) -> Autenticidad:
    """Juzga un dictamen ya emitido; la primera vez tarda unos 200 ms y después sale de la caché."""
    llave = f"autenticidad:{dictamen.ejemplar_de_las_partes.sha256}:{dictamen.ejemplar_publico.sha256}"
    if guardada := cache.get(llave):
        return Autenticidad(guardada["forma"], *(d and Dictado(**d) for d in (guardada["firma"], guardada["sello"])))
    hallada = comprobar(dictamen)
    cache.set(llave, asdict(hallada), UN_DIA if hallada.es_buena else UN_MINUTO)
    return hallada


def comprobar(dictamen: Dictamen) -> Autenticidad:
    """Juzga ahora mismo un dictamen ya emitido, sin mirar la caché."""
    firma = None
    if dictamen.forma_firma == FormaDeFirma.PADES:
        firma = _dictado(dictamen.ejemplar_de_las_partes, dictamen.momento_de_emision, exigencias(dictamen))
    sello = _dictado(dictamen.ejemplar_publico, consta(dictamen.publicado_en), Exigencias([CAMPO_SELLO]))
    return Autenticidad(dictamen.forma_firma, firma, sello)


def _dictado(archivo: Archivo, momento: datetime, exigidas: Exigencias) -> Dictado:
    """Sólo abre aquí bytes que hizo este sistema: si ya no son los registrados, no los interpreta.

    Con el almacén caído lanza `AlmacenNoDisponible`: no poder leer no es lo mismo que estar alterado.
    """
    try:
        contenido = archivo.leer()
    except ContenidoPerdido as error:
        return Dictado(INVALIDA, f"{error} Avise a la Subsecretaría.")
    try:
        return juzgar(contenido, instalada.raices(), momento, exigidas)
    except ImproperlyConfigured:
        return Dictado(INVALIDA, "Esta instalación no tiene con qué comprobar certificados.")
