"""Precedentes: qué se resolvió de los conceptos más parecidos a uno. Sólo lo que su dictamen publica; informan.

Cada concepto dictaminado deja hasta `LLAVES` renglones en `Precedente`: su perfil del estándar y las primeras palabras
que dicen qué es. Se buscan las más recientes de cada llave y se ordenan por parecido: cuesta lo mismo con cualquier
historia.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dictamenes.models import Dictamen, Precedente, SentidoDeConcepto
from dictamenes.reglas.condiciones import CON_EFECTOS
from dictamenes.reglas.precios import parecido, raices
from estandares.models import Perfil

CUANTOS = 5
LLAVES = 4
RECIENTES = 40  # por llave: del propio ente, y otros tantos de todos
MINIMO = 0.3  # palabras en común entre todas las distintas; con el mismo perfil no se exige


@dataclass(frozen=True)
class Resuelto:
    """Un concepto dictaminado, como cualquiera lo lee en el ejemplar público de su dictamen."""

    descripcion: str
    sentido: str
    razones: tuple[str, ...]
    fundamentos: tuple[str, ...]
    folio: str
    clave: str
    siglas: str
    emitido_en: datetime
    propio: bool


def anotar_emitidos(dictamen: Dictamen, en: datetime) -> None:
    """Deja las llaves de cada concepto resuelto en un dictamen que se emite, sea cual sea su sentido."""
    ente = dictamen.solicitud.ente_id
    resueltos = dictamen.sentidos.select_related("concepto__perfil__version")
    Precedente.objects.bulk_create(
        Precedente(resuelto=r, ente_id=ente, llave=llave, emitido_en=en)
        for r in resueltos for llave in llaves(r.concepto.categoria, r.concepto.perfil, r.concepto.descripcion)
    )


def llaves(categoria: str, perfil: Perfil | None, descripcion: str) -> list[str]:
    """Con qué se busca un concepto: su perfil, si lo tiene, y las primeras palabras de su descripción."""
    del_perfil = [f"perfil|{perfil.version.estandar_id}|{perfil.clave}"] if perfil else []
    palabras = [f"{categoria}|{raiz}" for raiz in dict.fromkeys(raices(descripcion))]
    return list(dict.fromkeys(llave[:120] for llave in [*del_perfil, *palabras]))[:LLAVES]


def parecidos(categoria: str, perfil: Perfil | None, descripcion: str, *, ente: int) -> list[Resuelto]:
    """Los `CUANTOS` más parecidos de dictámenes con efectos: primero los del propio ente."""
    hallados = {pk for llave in llaves(categoria, perfil, descripcion) for pk in _recientes(llave, ente)}
    con_efectos = SentidoDeConcepto.objects.filter(pk__in=hallados, dictamen__estado__in=CON_EFECTOS)
    columnas = ("pk", "concepto__descripcion", "concepto__solicitud__ente", "dictamen__emitido_en",
                "concepto__perfil__version__estandar", "concepto__perfil__clave")
    suyas, puestos = set(raices(descripcion)), []
    for pk, otra, de_ente, emitido_en, *de_perfil in con_efectos.values_list(*columnas).order_by():
        mismo = perfil is not None and de_perfil == [perfil.version.estandar_id, perfil.clave]
        puntos = parecido(suyas, set(raices(otra)))
        if mismo or puntos >= MINIMO:
            puestos.append((de_ente == ente, mismo, puntos, emitido_en, pk))
    return _como_se_publican([pk for *_, pk in sorted(puestos, reverse=True)[:CUANTOS]], ente)


def _recientes(llave: str, ente: int) -> Iterable[int]:
    """Dos recorridos cortos de índice: lo último del ente y lo último de todos."""
    con_llave = Precedente.objects.filter(llave=llave).order_by("-emitido_en").values_list("resuelto", flat=True)
    return {*con_llave.filter(ente=ente)[:RECIENTES], *con_llave[:RECIENTES]}


def _como_se_publican(resueltos: list[int], ente: int) -> list[Resuelto]:
    """En el mismo orden. Del congelado sólo se extraen los fundamentos: pesa lo que pesan sus conceptos."""
    columnas = ("pk", "concepto__orden", "dictamen__datos_publicos__conceptos", "concepto__descripcion", "sentido",
                "razones", "corregir", "motivo", "dictamen__datos__fundamentos", "dictamen__folio", "dictamen__clave",
                "concepto__solicitud__ente__siglas", "dictamen__emitido_en", "concepto__solicitud__ente")
    hallados = SentidoDeConcepto.objects.filter(pk__in=resueltos).values_list(*columnas)
    filas = {fila[0]: _sin_lo_testado(*fila[1:]) for fila in hallados}
    return [
        Resuelto(descripcion, sentido, tuple(filter(None, [*razones, corregir, motivo])),
                 tuple(f"{f['ordenamiento']}, {f['articulos']}" for f in fundamentos or ()), folio, clave, siglas,
                 emitido_en, de_ente == ente)
        for descripcion, sentido, razones, corregir, motivo, fundamentos, folio, clave, siglas, emitido_en, de_ente
        in (filas[pk] for pk in resueltos)
    ]


def _sin_lo_testado(orden: int, publicos: list[dict[str, Any]] | None, *fila: Any) -> tuple[Any, ...]:
    """La descripción y las razones como las dice la versión pública, si algo del dictamen se testó."""
    suyo = next((c for c in publicos or () if c["numero"] == orden), None)
    if suyo is None:
        return fila
    _, sentido, *_, fundamentos, folio, clave, siglas, emitido_en, ente = fila
    return (suyo["descripcion"], sentido, suyo["razones"], suyo["corregir"], suyo.get("motivo", ""), fundamentos, folio,
            clave, siglas, emitido_en, ente)
