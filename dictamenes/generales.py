"""Los campos generales de la solicitud: un renglón por dato con tipo, y en él lo que hace cada lector.

Sus columnas (y la clase de dato personal que guardan) están en `Solicitud`, y su control, en la captura. Van en el
orden en que el documento y la comparación los dicen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, cast

from dictamenes.congelado import Generales

if TYPE_CHECKING:  # el oficio y el testado leen la tabla, y se importan sin Django
    from dictamenes.models.solicitud import Solicitud

NO_APLICA = "No aplica"


class Apartado(IntEnum):
    """En qué parte de la captura se escribe; su orden es el de la página."""

    GENERALES = 1
    OFICIO = 2
    PRESUPUESTO = 3


class Impreso(Enum):
    """Cómo llega al dictamen: no llega, lo dice otra parte de su texto o es un renglón de la ficha del objeto."""

    NO = 1
    APARTE = 2
    EN_LA_FICHA = 3


GENERALES, OFICIO, PRESUPUESTO = Apartado


@dataclass(frozen=True)
class CampoGeneral:
    """Un dato de la solicitud. Lo que no se dice no se hace: ni se exige, ni se copia, ni se imprime."""

    nombre: str
    rotulo: str  # como lo nombra quien lo observa
    apartado: Apartado
    corto: str = ""  # como lo nombran el documento, el resumen y la comparación; vacío, igual
    pregunta: str = ""  # como lo nombra la captura; vacío, igual
    se_captura: bool = True  # si no, se elige al abrir y ya no cambia
    de_compra: bool = False  # la baja no lo lleva
    exigido: str = ""  # lo que se dice a quien presenta sin él; vacío, puede faltar
    observable: bool = True  # la prevención puede señalarlo
    copiado: bool = False  # pasa a la copia y a la renovación
    llave: str = ""  # si es de un catálogo: con qué se busca lo que un archivo trae escrito
    congelado: Callable[[Solicitud], str | int] | None = None  # como queda en la entrega, y ahí se compara y se exporta
    impreso: Impreso = Impreso.NO
    resumido: bool = False  # está en el resumen de lo presentado
    testable: bool = False  # lo escribió alguien: en el ejemplar público se puede testar

    @property
    def en_documentos(self) -> str:
        """Su rótulo en el documento, el resumen y la comparación."""
        return self.corto or self.rotulo


CAMPOS_GENERALES = (
    CampoGeneral("proyecto", "Nombre del proyecto", GENERALES, corto="Proyecto", congelado=lambda s: s.proyecto,
                 impreso=Impreso.EN_LA_FICHA, testable=True),
    CampoGeneral("area_requirente", "Área requirente", GENERALES, exigido="Elija el área requirente", copiado=True,
                 llave="nombre__iexact", congelado=lambda s: str(s.area_requirente or ""),
                 impreso=Impreso.EN_LA_FICHA, resumido=True, testable=True),
    CampoGeneral("tipo", "Tipo", GENERALES, se_captura=False, observable=False,
                 congelado=lambda s: s.get_tipo_display(), impreso=Impreso.EN_LA_FICHA, resumido=True),
    CampoGeneral("modalidad", "Modalidad", GENERALES, congelado=lambda s: s.get_modalidad_display(),
                 impreso=Impreso.EN_LA_FICHA),
    CampoGeneral("ejercicio", "Ejercicio presupuestal", PRESUPUESTO, corto="Ejercicio", observable=False,
                 congelado=lambda s: s.ejercicio, impreso=Impreso.EN_LA_FICHA, resumido=True),
    CampoGeneral("partida", "Partida presupuestal", PRESUPUESTO, de_compra=True,
                 exigido="Elija la partida presupuestal", llave="clave",
                 congelado=lambda s: str(s.partida or NO_APLICA), impreso=Impreso.EN_LA_FICHA, resumido=True),
    CampoGeneral("alineacion", "Alineación", PRESUPUESTO, pregunta="Estrategia del Programa Especial", de_compra=True,
                 exigido="Elija la estrategia del Programa Especial con la que se alinea", copiado=True, llave="clave",
                 congelado=lambda s: str(s.alineacion or NO_APLICA), resumido=True),
    CampoGeneral("oficio_numero", "Número de oficio", OFICIO, pregunta="Número del oficio de solicitud",
                 exigido="Escriba el número del oficio de solicitud", congelado=lambda s: s.oficio_numero,
                 impreso=Impreso.APARTE, testable=True),
    CampoGeneral("oficio_fecha", "Fecha del oficio", OFICIO, pregunta="Fecha del oficio de solicitud",
                 exigido="Escriba la fecha del oficio de solicitud", impreso=Impreso.APARTE,
                 congelado=lambda s: s.oficio_fecha.isoformat() if s.oficio_fecha else ""),
    CampoGeneral("suficiencia", "Suficiencia presupuestal", PRESUPUESTO, de_compra=True,
                 exigido="Diga si hay suficiencia presupuestal o es solicitud anticipada",
                 congelado=lambda s: s.get_suficiencia_display() or NO_APLICA, impreso=Impreso.APARTE, resumido=True),
    CampoGeneral("suficiencia_importe", "Total con suficiencia", PRESUPUESTO, de_compra=True,
                 congelado=lambda s: str(s.suficiencia_importe or "")),
    CampoGeneral("fecha_limite", "Fecha límite", PRESUPUESTO, de_compra=True, observable=False),
)
EN_LA_CAPTURA = {c.nombre: c.pregunta or c.rotulo for c in CAMPOS_GENERALES if c.se_captura}
DE_COMPRA = tuple(campo.nombre for campo in CAMPOS_GENERALES if campo.de_compra)
DE_CATALOGO = {campo.nombre: campo.llave for campo in CAMPOS_GENERALES if campo.llave}
POR_APARTADO = sorted(CAMPOS_GENERALES, key=lambda campo: campo.apartado)


def exigidos(solicitud: Solicitud) -> list[CampoGeneral]:
    """Los que no pueden faltar al presentarla, en el orden de la captura."""
    return [c for c in POR_APARTADO if c.exigido and not (c.de_compra and solicitud.tipo == "baja")]


def escrito(solicitud: Solicitud, campo: CampoGeneral) -> bool:
    """Si ya tiene algo; de un catálogo basta su llave, sin leerlo."""
    return bool(solicitud.serializable_value(campo.nombre))


def congelados(solicitud: Solicitud) -> Generales:
    """Como quedan al entregarse."""
    return cast(Generales, {c.nombre: c.congelado(solicitud) for c in CAMPOS_GENERALES if c.congelado})
