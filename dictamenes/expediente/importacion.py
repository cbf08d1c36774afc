"""Meter de una vez los conceptos que alguien trajo de una hoja de cálculo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from cuentas.models import Usuario
from dictamenes.expediente.captura import CAMPOS_DE_CONCEPTO, captura, exigir_que_quepan, ultimo_orden
from dictamenes.models import Concepto, Solicitud


def _version_de_lo_quitado(solicitud: Solicitud, conceptos: Sequence[Mapping[str, object]], reemplazar: bool) -> int:
    """Agregar no pisa nada; reemplazar, todo lo que había."""
    ultima: int | None = solicitud.conceptos.aggregate(ultima=Max("version"))["ultima"] if reemplazar else None
    return ultima or 0


@captura("conceptos.importados", _version_de_lo_quitado)
def importar_conceptos(
    solicitud: Solicitud, *, por: Usuario, en: datetime, conceptos: Sequence[Mapping[str, object]], reemplazar: bool
) -> dict[str, object]:
    """Agrega muchos conceptos de una vez, o los pone en lugar de los que había. `DatosInvalidos` si no caben."""
    habia = solicitud.conceptos.count()
    if reemplazar:
        solicitud.conceptos.all().delete()
    desde = ultimo_orden(solicitud) + 1
    exigir_que_quepan(desde - 1 + len(conceptos))
    Concepto.objects.bulk_create(
        Concepto(
            solicitud=solicitud, orden=n, version=solicitud.version,
            **{campo: valor for campo, valor in datos.items() if campo in CAMPOS_DE_CONCEPTO},
        )
        for n, datos in enumerate(conceptos, start=desde)
    )
    return {"importados": len(conceptos), "quitados": habia if reemplazar else 0}
