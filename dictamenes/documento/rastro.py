"""Qué dice ser un archivo que no está en el registro: claves, folios y sello que lleve adentro."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from archivos.texto import SinTexto, texto_de
from dictamenes.documento.firma import instalada

EN_DIRECCION = re.compile(r"/v/([A-Za-z0-9_-]{24})(?![A-Za-z0-9_-])")
EN_DATOS = re.compile(r'"clave"\s*:\s*"([A-Za-z0-9_-]{24})"')
FOLIO = re.compile(r"\b(?:PRUEBA-)?SGD-[A-Z]{3,4}-\d{4}-\d{4,6}\b")
CANDIDATOS = 20


@dataclass(frozen=True)
class Rastro:
    """Claves y folios en el orden en que aparecen, y si lleva el certificado del sello institucional."""

    claves: tuple[str, ...] = ()
    folios: tuple[str, ...] = ()
    sello: bool = False


def rastro_de(contenido: bytes) -> Rastro:
    """Busca en los bytes y, si es un PDF, en su texto y sus adjuntos (en otro proceso). No lanza."""
    crudo = contenido.decode("latin-1")
    texto = _texto(contenido) + crudo
    claves = _unicos([*EN_DATOS.findall(texto), *EN_DIRECCION.findall(texto)])
    return Rastro(claves, _unicos(FOLIO.findall(texto)), _lleva_el_sello(contenido))


def _texto(contenido: bytes) -> str:
    if b"%PDF-" not in contenido[:1024]:
        return ""
    try:
        return texto_de(contenido)
    except SinTexto:
        return ""


def _unicos(hallados: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hallados))[:CANDIDATOS]


def _lleva_el_sello(contenido: bytes) -> bool:
    """El certificado del sello va tal cual, en hexadecimal, dentro de la firma del PDF."""
    try:
        certificado = instalada.certificado_del_sello()
    except ImproperlyConfigured:
        return False
    return certificado.dump().hex().encode("ascii") in contenido.lower()
