"""Qué forma tiene el archivo de intercambio: se revisa entero antes de tocar la base, y cada falta dice dónde está."""

from __future__ import annotations

from datetime import date
from typing import Any

from bitacora.rechazos import Rechazo
from config.practica.exportar import DEL_ENTE, FORMATO
from cuentas.papeles import PAPELES

SI_O_NO = ("presenta_quien_elabora", "es_propio")
DE_UN_ENTE = {campo: bool if campo in SI_O_NO else str for campo in DEL_ENTE} | {"areas_requirentes": list}
DE_UNA_PERSONA = {"correo": str, "nombre": str, "cargo": str, "nombramientos": list}
DE_UN_NOMBRAMIENTO = {"papel": str, "ente": str, "desde": str, "hasta": (str, type(None))}


class ImportacionImposible(Rechazo):
    """La base no es de práctica, o el archivo no es lo que escribe `practica_exportar`."""


def exigir_forma(datos: Any) -> None:
    """`ImportacionImposible` si no es lo que escribe `practica_exportar`: sus entes y su gente con papeles en ellos."""
    if not isinstance(datos, dict) or datos.get("formato") != FORMATO:
        raise ImportacionImposible("El archivo no salió de `practica_exportar`.")
    entes = _renglones(datos, "entes", DE_UN_ENTE)
    if not all(isinstance(area, str) for ente in entes for area in ente["areas_requirentes"]):
        raise ImportacionImposible("En «entes», un área requirente no es un texto.")
    siglas = {ente["siglas"] for ente in entes}
    for persona in _renglones(datos, "personas", DE_UNA_PERSONA):
        for nombramiento in _renglones(persona, "nombramientos", DE_UN_NOMBRAMIENTO):
            if motivo := _que_tiene(nombramiento, siglas):
                raise ImportacionImposible(f"En los nombramientos de {persona['correo']}, {motivo}.")


def _renglones(objeto: dict[str, Any], llave: str, campos: dict[str, Any]) -> list[dict[str, Any]]:
    """Los objetos de una lista, cada uno con esos campos y de esa clase."""
    renglones = objeto.get(llave)
    if not isinstance(renglones, list):
        raise ImportacionImposible(f"El archivo no trae la lista «{llave}».")
    for n, renglon in enumerate(renglones, start=1):
        suyo = renglon if isinstance(renglon, dict) else {}
        if malos := [campo for campo, clase in campos.items() if not isinstance(suyo.get(campo, ...), clase)]:
            raise ImportacionImposible(f"En «{llave}», el renglón {n} no trae bien {', '.join(malos)}.")
    return renglones


def _que_tiene(nombramiento: dict[str, Any], siglas: set[str]) -> str:
    papel = PAPELES.get(nombramiento["papel"])
    if papel is None or papel.de != "ente":
        return f"«{nombramiento['papel']}» no es un papel de ente"
    if nombramiento["ente"] not in siglas:
        return f"«{nombramiento['ente']}» no está entre los entes del archivo"
    try:
        for dia in (nombramiento["desde"], nombramiento["hasta"]):
            date.fromisoformat(dia or "2000-01-01")
    except ValueError:
        return "una fecha no se entiende"
    return ""
