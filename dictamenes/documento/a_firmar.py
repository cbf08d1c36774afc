"""Un documento sellado que espera la firma de una persona, de la clase que sea: qué se firma y qué dice la firma."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from bitacora.atado import exigir_atados
from cuentas.models import Usuario
from cuentas.parametros import parametro
from dictamenes.ataduras import del_expediente
from dictamenes.documento.firma.hoja_de_prueba import hoja_de_prueba
from dictamenes.fundamentos.firmas import COPIA, DICTAMEN, ENTREGA, OPERACION, PREVENCION, SE_FIRMAN
from dictamenes.models import Dictamen, PapelPorFirmar, Solicitud

CLASES = {
    PapelPorFirmar.Clase.COPIA.value: COPIA, PapelPorFirmar.Clase.PREVENCION.value: PREVENCION,
    PapelPorFirmar.Clase.ENTREGA.value: ENTREGA,
}
MOTIVOS = {COPIA: "Certifica la copia {}", PREVENCION: "Emite la prevención {}", ENTREGA: "Presenta por su ente"}


@dataclass(frozen=True)
class AFirmar:
    """Los bytes, el motivo y el lugar que llevará la firma, y de qué depende que se pueda.

    `atado`: lo que debe ser lo que se registró; el lugar se lee después de comprobarlo. Sin solicitud, la de prueba.
    """

    pdf: bytes
    motivo: str
    lugar: Callable[[], str]
    operacion: str = OPERACION
    solicitud: Solicitud | None = None
    atado: Sequence[Model] = field(default=())

    def exigir_lo_registrado(self, quien: Usuario) -> None:
        """`ContenidoAlterado` si lo que sostiene el documento, o quien lo firma, no es lo que se registró."""
        exigir_atados(quien, *self.atado)


def de_dictamen(dictamen: Dictamen) -> AFirmar:
    """El dictamen que espera a quien autoriza."""
    return AFirmar(
        dictamen.documento_sellado.leer(), f"Autoriza el dictamen {dictamen.folio}",
        lambda: dictamen.congelado["encabezado"]["lugar"], SE_FIRMAN[DICTAMEN].operacion, dictamen.solicitud,
        del_expediente(dictamen.solicitud),
    )


def de_papel(papel: PapelPorFirmar) -> AFirmar:
    """Un papel preparado para la firma de alguien."""
    clase = CLASES[papel.clase]
    return AFirmar(
        papel.documento_sellado.leer(), MOTIVOS[clase].format(papel.folio), _lugar,
        SE_FIRMAN[clase].operacion, papel.solicitud, [papel],
    )


def de_prueba() -> AFirmar:
    """La hoja con que se prueba una e.firma."""
    return AFirmar(hoja_de_prueba(), "Prueba de firma", _lugar)


def _lugar() -> str:
    return str(parametro("institucion.lugar"))
