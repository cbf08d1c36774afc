"""Estructura lógica del PDF etiquetado (ISO 32000-1 §14.8): el árbol que leen los lectores de pantalla.

El árbol se arma al redactar, en orden de lectura; cada pieza, al dibujarse, apunta en su nodo qué contenido marcado
le toca en qué página. Lo que no es contenido (membrete, líneas, fondos, encabezados repetidos) es artificio.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Marcador:
    """Un encabezado para el índice del lector de PDF: su página (desde 0) y a qué altura quedó."""

    texto: str
    nivel: int
    pagina: int
    alto: float


@dataclass(eq=False, slots=True)
class Nodo:
    """Un elemento de estructura: `tipo` (H1, P, Table…), sus hijos, sus marcas (página desde 0, MCID) y lo que dice."""

    tipo: str
    alcance: str | None = None
    columnas: int = 1
    descripcion: str | None = None
    recuadro: tuple[float, float, float, float] | None = None
    hijos: list["Nodo"] = field(default_factory=list)
    marcas: list[tuple[int, int]] = field(default_factory=list)
    textos: list[str] = field(default_factory=list)

    def hijo(
        self, tipo: str, *, alcance: str | None = None, columnas: int = 1, descripcion: str | None = None
    ) -> "Nodo":
        """Agrega un elemento al final y lo devuelve."""
        nuevo = Nodo(tipo, alcance, columnas, descripcion)
        self.hijos.append(nuevo)
        return nuevo

    def tiene_contenido(self) -> bool:
        """Si algo se dibujó en él o bajo él: los elementos vacíos no se escriben."""
        return bool(self.marcas) or any(hijo.tiene_contenido() for hijo in self.hijos)


class Lienzo(Canvas):  # type: ignore[misc]  # reportlab no publica tipos
    """Lienzo de reportlab que sabe marcar contenido y artificios, y recuerda dónde quedó la firma."""

    def __init__(self, *args: Any, **opciones: Any) -> None:
        super().__init__(*args, **opciones)
        self.marcas_por_pagina: dict[int, list[Nodo]] = {}
        self.caja_firma: tuple[int, float, float, float, float] | None = None
        self.nodo_firma: Nodo | None = None
        self.zona_firma: tuple[int, float, float, float, float] | None = None
        self.marcadores: list[Marcador] = []
        self._en_artificio = False

    @contextmanager
    def contenido(self, nodo: Nodo) -> Iterator[None]:
        """Todo lo dibujado dentro pertenece a `nodo`."""
        pagina = self.getPageNumber() - 1
        marcas = self.marcas_por_pagina.setdefault(pagina, [])
        nodo.marcas.append((pagina, len(marcas)))
        self._code.append(f"/{nodo.tipo} <</MCID {len(marcas)}>> BDC")
        marcas.append(nodo)
        yield
        self._code.append("EMC")

    @contextmanager
    def artificio(self) -> Iterator[None]:
        """Todo lo dibujado dentro es adorno o repetición: el lector de pantalla lo salta. Admite anidarse."""
        if self._en_artificio:
            yield
            return
        self._en_artificio = True
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")
        self._en_artificio = False
