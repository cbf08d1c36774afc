"""Importar asuntos de antes del sistema: el archivo entero o nada, una sola vez, con un evento por archivo."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from archivos.entrada import guardar, nombre_limpio
from bitacora.cadena import anotar
from cuentas.models import Ente
from cuentas.reloj import dia_de
from cuentas.texto import normalizar
from dictamenes.models import Solicitud
from estandares.importacion import ErrorDeEntrada
from indicadores.lectura import Renglon, leer
from indicadores.models import LoteHistorico, RegistroHistorico
from indicadores.registro import IMPORTADO

POR_CONSULTA = 500


class ArchivoInvalido(ValueError):
    """El CSV no se puede importar; `errores` los trae todos, con su fila y columna."""

    def __init__(self, errores: list[ErrorDeEntrada]) -> None:
        super().__init__("\n".join(map(str, errores)))
        self.errores = errores


@dataclass(frozen=True)
class Importacion:
    """El lote y si es nuevo; `sin_ente` son los textos que no corresponden a un ente del catálogo."""

    lote: LoteHistorico
    nuevo: bool
    sin_ente: tuple[str, ...] = ()


def importar(
    contenido: bytes, *, nombre: str, procedencia: str, por: Any, en: datetime, demostracion: bool = False
) -> Importacion:
    """Guarda el archivo, sus renglones y un evento `historico.importado`; el mismo archivo otra vez no hace nada.

    Lanza `ArchivoInvalido` con todos los errores y no deja nada escrito.
    """
    sha256 = hashlib.sha256(contenido).hexdigest()
    if previo := LoteHistorico.objects.filter(sha256=sha256).first():
        return Importacion(previo, nuevo=False)
    renglones, errores = leer(contenido, dia_de(en))
    errores += _repetidos(renglones)
    if errores:
        raise ArchivoInvalido(sorted(errores, key=lambda defecto: defecto.fila))
    archivo = guardar(contenido, "text/csv")
    with transaction.atomic():
        lote = LoteHistorico.objects.create(
            nombre=nombre_limpio(nombre), archivo=archivo, sha256=sha256, demostracion=demostracion,
            procedencia=(procedencia.strip() or nombre_limpio(nombre))[:300], renglones=len(renglones),
            importado_en=en, importado_por=por,
        )
        registros = _registros(lote, renglones)
        RegistroHistorico.objects.bulk_create(registros, batch_size=POR_CONSULTA)
        anotar(IMPORTADO, lote, por=por, en=en, clave=f"historico:{sha256}",
               datos=_totales(lote, renglones))
    return Importacion(lote, nuevo=True, sin_ente=tuple(sorted({r.ente_texto for r in registros if r.ente is None})))


def _repetidos(renglones: list[Renglon]) -> list[ErrorDeEntrada]:
    """Los folios que ya están en el registro, propio o histórico: contarlos otra vez sería contarlos doble."""
    folios = [renglon.folio for renglon in renglones]
    ya = _existentes(RegistroHistorico, folios) | _existentes(Solicitud, folios)
    mensaje = "ya está en el registro: quite el renglón para no contarlo dos veces"
    return [ErrorDeEntrada(r.fila, "folio", f"«{r.folio}» {mensaje}") for r in renglones if r.folio in ya]


def _existentes(modelo: Any, folios: list[str]) -> set[str]:
    tramos = (folios[k : k + POR_CONSULTA] for k in range(0, len(folios), POR_CONSULTA))
    return {folio for t in tramos for folio in modelo.objects.filter(folio__in=t).values_list("folio", flat=True)}


def _registros(lote: LoteHistorico, renglones: Iterable[Renglon]) -> list[RegistroHistorico]:
    entes = {normalizar(nombre): ente for ente in Ente.objects.all() for nombre in (ente.nombre, ente.siglas)}
    return [
        RegistroHistorico(
            lote=lote, folio=r.folio, ente=entes.get(normalizar(r.ente)), ente_texto=r.ente, tipo=r.tipo,
            fecha_recibida=r.recibida, fecha_atendida=r.atendida, conclusion=r.conclusion, importe=r.importe,
        )
        for r in renglones
    ]


def _totales(lote: LoteHistorico, renglones: list[Renglon]) -> dict[str, Any]:
    recibidas = Counter(str(r.recibida.year) for r in renglones)
    atendidas = Counter(str(r.atendida.year) for r in renglones if r.atendida)
    return {
        "archivo": lote.nombre, "sha256": lote.sha256, "procedencia": lote.procedencia,
        "demostracion": lote.demostracion, "renglones": lote.renglones,
        "recibidas": dict(sorted(recibidas.items())), "atendidas": dict(sorted(atendidas.items())),
    }
