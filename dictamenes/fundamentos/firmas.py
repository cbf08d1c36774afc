"""Qué se firma, con qué facultad y con qué se enciende su firma electrónica: una clase de papel por renglón.

La facultad es la operación de `cuentas.papeles`: la tiene quien tiene, vigente, el nombramiento que la da. El acto que
la funda (el del ente no es de autoridad y no lo pide) y el que funda firmarlo electrónicamente son renglones de
`ACTOS`: sin documentos que rijan, apagados.
"""

from __future__ import annotations

from dataclasses import dataclass

from cuentas.papeles import MATRIZ, PAPELES


@dataclass(frozen=True)
class SeFirma:
    """Una clase de papel: cómo se llama, la operación de quien la firma y sus dos renglones de fundamento."""

    clave: str
    nombre: str
    operacion: str
    funda: str
    electronica: str
    interruptor: str = ""  # el parámetro que dice si es requerida, opcional o apagada

    @property
    def papeles(self) -> list[tuple[str, str]]:
        """La clave y el nombre de cada nombramiento que da la facultad."""
        return [(papel, PAPELES[papel].nombre) for papel in MATRIZ[self.operacion]]

    @property
    def quienes(self) -> list[str]:
        """Los nombramientos que dan la facultad."""
        return [nombre for _, nombre in self.papeles]


DICTAMEN, PREVENCION, COPIA, ENTREGA = "dictamen", "prevencion", "copia", "entrega"
REQUERIDA, OPCIONAL = "requerida", "opcional"
SE_FIRMAN = {
    uno.clave: uno
    for uno in (
        SeFirma(ENTREGA, "Lo que presenta y contesta el ente", "solicitud.presentar", "", "firmar_entrega",
                "entrega.firma"),
        SeFirma(PREVENCION, "La prevención", "requisitos.resolver", "prevenir", "firmar_prevencion"),
        SeFirma(DICTAMEN, "El dictamen y su oficio", "dictamen.firmar", "dictaminar", "firmar_electronicamente"),
        SeFirma(COPIA, "La copia certificada", "expediente.certificar", "certificar", "firmar_copia"),
    )
}
OPERACION = "documento.firmar"
"""La de la cola, la página y el lote de firma: la tiene quien tiene alguna de las facultades."""
