"""Lo que llevan varios documentos: quién emite, quién actúa, a quién, y los importes."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Encabezado(TypedDict):
    """El membrete: quién emite, de mayor a menor, la leyenda de ese año y dónde.

    `escudo` es la huella de la imagen que rige entonces, o vacío si no la hay; los de antes sólo dejaban su espacio.
    """

    dependencia: str
    subsecretaria: NotRequired[str]
    direccion: NotRequired[str]
    leyenda_anual: str
    lugar: str
    escudo: NotRequired[str]


class Persona(TypedDict):
    """Quien actúa; `calidad`, si entonces suplía a alguien o tenía a cargo un despacho."""

    nombre: str
    cargo: str
    calidad: NotRequired[str]
    area: NotRequired[str]


class Nadie(TypedDict):
    """Donde iría una persona y no la hay: vacío."""


class Destinatario(TypedDict):
    """A quién se dirige el documento."""

    nombre: str
    cargo: str
    ente: NotRequired[str]
    siglas: NotRequired[str]
    dependencia: NotRequired[str]


class AnclaImpresa(TypedDict):
    """Hasta dónde estaba firmada la bitácora al hacerse el documento."""

    numero: int
    n: int
    eslabon: str


class Congelado(TypedDict):
    """Lo que lleva todo documento; los de antes sólo decían si eran de la demostración, y no llevaban ancla."""

    version: int
    rotulo: NotRequired[str]
    demostracion: NotRequired[bool]
    encabezado: Encabezado
    ancla: NotRequired[AnclaImpresa | Nadie | None]


class FundamentoCitado(TypedDict):
    """Un ordenamiento, como se cita."""

    ordenamiento: str
    articulos: str
    publicacion: str
    ambito: str


class Anexo(TypedDict):
    """Un archivo que se entregó."""

    clase: str
    nombre: str
    sha256: str
    tamano: int


class ImporteDeIva(TypedDict):
    """El IVA de una tasa («0.16»)."""

    tasa: str
    importe: str


class Totales(TypedDict):
    """Las sumas de los conceptos."""

    subtotal: str
    iva: list[ImporteDeIva]
    total: str
