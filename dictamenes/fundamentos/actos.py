"""Los actos que no se hacen sin fundamento capturado: uno por renglón, con lo que se detiene mientras falta.

El molde de los actos (`dictamenes.tramite.molde`) lee esta tabla: lo que aquí se apaga, nadie puede hacerlo.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActoFundado:
    """Un acto: su clave, cómo se dice, qué actos del trámite apaga y qué se detiene si le falta fundamento."""

    clave: str
    nombre: str
    apaga: tuple[str, ...]
    detiene: str


ACTOS = {
    acto.clave: acto
    for acto in (
        ActoFundado("dictaminar", "Emitir el dictamen", ("proponer", "firmar"),
                    "Ningún proyecto se propone ni se firma: los asuntos esperan donde están."),
        ActoFundado("firmar_electronicamente", "Firmar el dictamen electrónicamente", (),
                    "Los dictámenes se proponen sólo con firma autógrafa."),
        ActoFundado("prevenir", "Prevenir y, si no se atiende, desechar", ("prevenir", "preparar_prevencion"),
                    "Recepción no puede pedir que se solventen observaciones: admite o declara improcedente."),
        ActoFundado("prorrogar", "Prorrogar el plazo de una prevención", ("prorrogar",),
                    "El ente atiende las observaciones en el plazo que tiene, sin prórroga."),
        ActoFundado("improcedencia", "Declarar improcedente una solicitud", ("declarar_improcedente",),
                    "Lo que no es materia de dictamen no puede concluirse en recepción."),
        ActoFundado("certificar", "Expedir copias certificadas", ("certificar",),
                    "Nadie certifica copias; el expediente se sigue descargando sin certificar."),
        ActoFundado("firmar_prevencion", "Firmar la prevención electrónicamente", (),
                    "La prevención se emite sellada, para firma autógrafa."),
        ActoFundado("firmar_entrega", "Firmar electrónicamente lo que el ente presenta y contesta", (),
                    "El ente presenta y contesta sin e.firma, con su oficio firmado a mano."),
        ActoFundado("firmar_copia", "Firmar la copia certificada electrónicamente", (),
                    "La carátula de la copia se expide sellada, para firma autógrafa."),
    )
}
DEL_TRAMITE = {nombre: acto.clave for acto in ACTOS.values() for nombre in acto.apaga}
"""De qué renglón depende cada acto del trámite; el que no esté no pide fundamento."""
QUIEN_CAPTURA = "Lo captura una persona de Administración en «Fundamentos» y lo confirma otra."
