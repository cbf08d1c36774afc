"""Qué dice ser un archivo que no está en el registro: claves, folios y sello que lleve adentro."""

from __future__ import annotations

from dataclasses import dataclass

from archivos.texto import SinTexto, buscar_en
from dictamenes.documento.firma import instalada
from dictamenes.reglas.claves import EN_TEXTO

EN_DIRECCION = rf"/v/({EN_TEXTO})(?![A-Za-z0-9_-])"
EN_DATOS = rf'"clave"\s*:\s*"({EN_TEXTO})"'
FOLIO = r"\b(?:PRUEBA-)?SGD-[A-Z]{3,4}-\d{4}-\d{4,6}\b"
NADA = r"(?!)"
CANDIDATOS = 20


@dataclass(frozen=True)
class Rastro:
    """Claves y folios en el orden en que aparecen, si lleva el certificado del sello y si se leyó por dentro."""

    claves: tuple[str, ...] = ()
    folios: tuple[str, ...] = ()
    sello: bool = False
    leido: bool = True


def rastro_de(contenido: bytes) -> Rastro:
    """Busca en su texto, sus adjuntos y sus bytes, en otro proceso. Sólo lanza `SinLugar`."""
    try:
        hallazgo = buscar_en(contenido, EN_DATOS, EN_DIRECCION, FOLIO, _sello())
    except SinTexto:
        return Rastro(leido=False)
    en_datos, en_direccion, folios, sello = hallazgo.hallados
    return Rastro(_unicos([*en_datos, *en_direccion]), _unicos(folios), bool(sello), hallazgo.leido)


def _unicos(hallados: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hallados))[:CANDIDATOS]


def _sello() -> str:
    """El certificado del sello va tal cual, en hexadecimal, dentro de la firma del PDF; sin sello, nada casa."""
    if not instalada.tiene_sello():
        return NADA
    return "(?i:" + "|".join(certificado.dump().hex() for certificado in instalada.certificados_de_sello()) + ")"
