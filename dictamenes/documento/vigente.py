"""Qué bytes se entregan de un documento estampado: los de su última renovación; los de antes se siguen reconociendo."""

from __future__ import annotations

from archivos.models import Archivo
from bitacora.atado import exigir_atados
from dictamenes.models import Estampa


def al_dia(archivo: Archivo) -> Archivo:
    """El mismo documento con su última estampa, o él. `ContenidoAlterado` si no es la que se anotó."""
    renovada = Estampa.objects.select_related("archivo").filter(origen=archivo, vigente=True, numero__gt=0).first()
    if renovada is None:
        return archivo
    exigir_atados(renovada)
    return renovada.archivo
