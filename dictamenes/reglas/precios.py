"""Precios de referencia: qué costó lo mismo en dictámenes favorables ya emitidos. Informan; no deciden.

Precios unitarios en pesos (MXN), sin IVA. Se leen de `PrecioDictaminado` por su llave, sin recorrer la historia.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from statistics import median

from cuentas.texto import normalizar
from dictamenes.models import Concepto, Dictamen, PrecioDictaminado
from dictamenes.models.dictamen import FAVORABLES, EstadoDeDictamen

ANIOS = 2
TOPE = 300  # por llave: los más recientes bastan y la consulta cuesta lo mismo con cualquier historia
PARECIDO = 0.5  # palabras en común entre todas las distintas (Jaccard)
SIN_VALOR = (EstadoDeDictamen.SUSTITUIDO, EstadoDeDictamen.SIN_EFECTOS)
VACIAS = frozenset({"con", "del", "los", "las", "para", "por", "que", "sin", "una", "uno", "unas", "unos"})
CENTAVO, DECIMA = Decimal("0.01"), Decimal("0.1")


@dataclass(frozen=True)
class Antecedente:
    """Un precio dictaminado, con el dictamen donde está."""

    precio: Decimal
    descripcion: str
    folio: str
    clave: str
    siglas: str
    emitido_en: datetime

    @cached_property
    def raices(self) -> set[str]:
        """De su descripción; se sacan una vez para todos los conceptos con que se compara."""
        return set(raices(self.descripcion))


@dataclass(frozen=True)
class Referencia:
    """Los precios con que se compara uno pedido, del más reciente al más antiguo."""

    pedido: Decimal
    antecedentes: tuple[Antecedente, ...]
    por_perfil: bool

    @property
    def cuantos(self) -> int:
        return len(self.antecedentes)

    @property
    def minimo(self) -> Decimal:
        return min(a.precio for a in self.antecedentes)

    @cached_property
    def mediana(self) -> Decimal:
        """El de en medio, al centavo."""
        return median(a.precio for a in self.antecedentes).quantize(CENTAVO)

    @property
    def maximo(self) -> Decimal:
        return max(a.precio for a in self.antecedentes)

    @property
    def desviacion(self) -> Decimal | None:
        """Cuánto se aparta el pedido de la mediana, en %; None si la mediana es cero."""
        if not self.mediana:
            return None
        return ((self.pedido / self.mediana - 1) * 100).quantize(DECIMA)


def raices(descripcion: str) -> list[str]:
    """Las palabras que dicen algo, en su orden, sin acentos, plural ni género."""
    palabras = re.findall(r"[a-z]{3,}|\d+", normalizar(descripcion))
    return [_raiz(palabra) for palabra in palabras if palabra not in VACIAS]


def llave_de(concepto: Concepto) -> str:
    """Con qué se compara un concepto. La primera palabra de una descripción dice de qué es («computadora»)."""
    comun = f"{concepto.solicitud.modalidad}|{concepto.categoria}|{normalizar(concepto.unidad)}"
    if concepto.perfil is not None:
        return f"{comun}|perfil|{concepto.perfil.version.estandar_id}|{concepto.perfil.clave}"[:200]
    return f"{comun}|texto|{next(iter(raices(concepto.descripcion)), '')}"[:200]


def anotar_emitidos(dictamen: Dictamen, en: datetime) -> None:
    """Deja los precios favorables de un dictamen que se emite, una vez."""
    con_precio = Concepto.objects.filter(precio_unitario__gt=0)  # una baja no cuesta
    favorables = con_precio.filter(sentidos__dictamen=dictamen, sentidos__sentido__in=FAVORABLES)
    PrecioDictaminado.objects.bulk_create(
        [PrecioDictaminado(concepto=c, llave=llave_de(c), emitido_en=en)
         for c in favorables.select_related("solicitud", "perfil__version")]
    )


def referencias(conceptos: Iterable[Concepto], en: datetime) -> dict[int, Referencia]:
    """La referencia de cada concepto que la tiene, por su número. Una consulta por llave distinta.

    Lee de cada uno su solicitud y la versión de su perfil: quien los trae de la base los trae con ellas.
    """
    llaves = {c: llave_de(c) for c in conceptos if c.precio_unitario > 0}
    hallados = {llave: _con_llave(llave, en) for llave in set(llaves.values())}
    comparados = {c.orden: _referencia(c, hallados[llave]) for c, llave in llaves.items()}
    return {numero: referencia for numero, referencia in comparados.items() if referencia.antecedentes}


def _con_llave(llave: str, en: datetime) -> list[Antecedente]:
    recientes = PrecioDictaminado.objects.filter(llave=llave, emitido_en__gte=_hace_anios(en), emitido_en__lte=en)
    valen = recientes.exclude(concepto__solicitud__dictamen__estado__in=SIN_VALOR).order_by("-emitido_en")
    columnas = ("precio_unitario", "descripcion", "solicitud__dictamen__folio", "solicitud__dictamen__clave",
                "solicitud__ente__siglas")
    filas = valen.values_list(*(f"concepto__{columna}" for columna in columnas), "emitido_en")[:TOPE]
    return [Antecedente(*fila) for fila in filas]


def _referencia(concepto: Concepto, hallados: Iterable[Antecedente]) -> Referencia:
    por_perfil = concepto.perfil is not None
    suyas = set(raices(concepto.descripcion))
    valen = (a for a in hallados if por_perfil or parecido(suyas, a.raices) >= PARECIDO)
    return Referencia(concepto.precio_unitario, tuple(valen), por_perfil)


def parecido(unas: set[str], otras: set[str]) -> float:
    """Qué tanto se parecen dos juegos de palabras, de 0 a 1: las comunes entre todas (Jaccard)."""
    todas = unas | otras
    return len(unas & otras) / len(todas) if todas else 0


def _raiz(palabra: str) -> str:
    if len(palabra) > 4:
        palabra = palabra.removesuffix("es") if palabra.endswith("es") else palabra.removesuffix("s")
    return palabra[:-1] if len(palabra) > 4 and palabra[-1] in "aeo" else palabra


def _hace_anios(en: datetime) -> datetime:
    bisiesto = (en.month, en.day) == (2, 29)
    return en.replace(year=en.year - ANIOS, day=28 if bisiesto else en.day)
