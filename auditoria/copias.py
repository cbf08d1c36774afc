"""En qué más está el texto que se cancela de un evento: lo que cancelarlo no alcanza, y qué hacer con cada copia."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from bitacora.lapidas import lo_que_queda
from bitacora.models import Evento
from dictamenes.models import Dictamen

TOPE = 50  # de cada clase; con más, se dice que hay más
CORTO = 4  # un «sí» está en todas partes y no es copia de nada
DE_UN_ASUNTO = ("expediente.exportado", "conceptos.exportados")
DE_TODOS = (
    "bitacora.exportada", "contratos.exportados", "expedientes.exportados", "historico.exportado", "practica.exportada",
    "vencimientos.exportados",
)
PUBLICADOS = ("datos_abiertos.publicados", "informe.publicado")


@dataclass(frozen=True)
class Copias:
    """De una clase: cuáles (hasta `TOPE`) y qué queda por hacer con ellas."""

    clase: str
    cuales: list[str]
    que_hacer: str

    def en_palabras(self) -> str:
        hay = self.cuales[:TOPE]
        return f"{', '.join(hay)}{' y más' if len(self.cuales) > TOPE else ''}"


def copias(evento: Evento) -> list[Copias]:
    """Las que hay, por clase; `evento` aún tiene sus datos. Lee la bitácora entera buscando cada texto."""
    textos = sorted(set(_textos(evento.datos_evento.datos, lo_que_queda(evento).datos)))
    despues = Evento.objects.filter(n__gt=evento.n)
    de_asunto = despues.filter(accion__in=DE_UN_ASUNTO, objeto=evento.objeto) | despues.filter(accion__in=DE_TODOS)
    otros = _con_alguno(Evento.objects.exclude(n=evento.n), "datos_evento__datos", textos)
    halladas = [
        Copias("Otros eventos", _numeros(otros),
               "Proponga cancelar también los suyos."),
        Copias("Dictámenes y su ejemplar público", _folios(textos),
               "Pida que se teste el público; el de las partes se conserva completo, por ley."),
        Copias("Datos publicados después", _numeros(despues.filter(accion__in=PUBLICADOS)),
               "Revíselos: al testar un dictamen, los que lo traían dejan de entregarse. Quien los bajó los tiene."),
        Copias("Exportaciones hechas después", _numeros(de_asunto),
               "Avise por escrito a quien las sacó: su copia no se puede borrar desde aquí."),
    ]
    return [clase for clase in halladas if clase.cuales]


def _textos(antes: Any, queda: Any) -> Iterator[str]:
    """Los que están en `antes` y ya no en `queda`."""
    if isinstance(antes, dict):
        for clave, valor in antes.items():
            yield from _textos(valor, queda.get(clave) if isinstance(queda, dict) else None)
    elif isinstance(antes, list):
        for n, valor in enumerate(antes):
            yield from _textos(valor, queda[n] if isinstance(queda, list) and n < len(queda) else None)
    elif isinstance(antes, str) and antes != queda and len(antes) >= CORTO:
        yield antes


def _con_alguno(consulta: QuerySet[Any], campo: str, textos: list[str]) -> QuerySet[Any]:
    if not textos:
        return consulta.none()
    ascii_ = connection.vendor == "sqlite"  # ahí el JSON se guarda con los acentos escapados
    busca = Q()
    for texto in textos:
        busca |= Q(_texto__contains=json.dumps(texto, ensure_ascii=ascii_)[1:-1])
    con_texto: QuerySet[Any] = consulta.alias(_texto=Cast(campo, TextField())).filter(busca)
    return con_texto


def _numeros(eventos: QuerySet[Evento]) -> list[str]:
    return [f"{n} ({accion})" for n, accion in eventos.order_by("n").values_list("n", "accion")[: TOPE + 1]]


def _folios(textos: list[str]) -> list[str]:
    hallados: set[str] = {
        folio for campo in ("datos", "datos_publicos")
        for folio in _con_alguno(Dictamen.objects.all(), campo, textos).values_list("folio", flat=True)[: TOPE + 1]
    }
    return sorted(hallados)[: TOPE + 1]
