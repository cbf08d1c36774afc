"""Una revisión anterior del PDF y por dónde se llegaba en ella a cada objeto: lo que pregunta el análisis de cambios.

pyHanko lo averigua copiando todo el documento y apuntando todos los caminos a todos sus objetos, por cada firma: era la
mitad de un cierre. Aquí los vínculos de cada objeto se leen una vez por archivo, y de los caminos sólo se andan los que
llevan a lo que se pregunta. Las reglas para andarlos son las suyas (`HistoricalResolver._load_reverse_xref_cache`): lo
que contesta es lo mismo, y una prueba lo compara con todo el corpus adverso.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader, RawPdfPath

Camino = tuple[str | int, ...]
Llave = tuple[int, int]  # número y generación
Vinculo = tuple[Camino, generic.Reference]

ESTRUCTURA = ("/Root", "/StructTreeRoot", "/K")
PAGINAS: Camino = ("/Root", "/Pages")


class LectorConHistoria(PdfFileReader):  # type: ignore[misc]  # los tipos de pyHanko no se siguen (pyproject)
    """PdfFileReader que averigua sólo lo que le preguntan de cada revisión anterior."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._vinculos: dict[tuple[int, int, object], tuple[Vinculo, ...]] = {}
        self._ultimos: dict[Llave, int | None] = {}
        super().__init__(*args, **kwargs)

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """El documento como estaba en esa revisión, desde cero; un cifrado, que aquí nunca se acepta, el de fábrica."""
        if revision not in self._historical_resolver_cache:
            clase = HistoricalResolver if self.encrypted else Historia
            self._historical_resolver_cache[revision] = clase(self, revision)
        return self._historical_resolver_cache[revision]

    def en_revision(self, referencia: generic.Reference, revision: int) -> Any:
        """El objeto como estaba en esa revisión; sus referencias apuntan a este lector. Lanza lo que pyHanko."""
        sigue = self._sigue_desde(referencia, revision)
        return self.get_object(referencia) if sigue else self.get_object(referencia, revision)

    def vinculos_en(self, referencia: generic.Reference, revision: int, objeto: Any) -> tuple[Vinculo, ...]:
        """Las referencias que salen de ese objeto; iguales en todas las revisiones que no lo cambiaron."""
        sigue = self._sigue_desde(referencia, revision)
        lugar = None if sigue else self.xrefs.get_historical_ref(referencia, revision)
        clave = (referencia.idnum, referencia.generation, "de hoy" if sigue else lugar)
        if clave not in self._vinculos:
            # Un objeto que sólo es una referencia a otro no se sigue: así lo hace pyHanko.
            es_otro = isinstance(objeto, generic.IndirectObject)
            self._vinculos[clave] = () if es_otro else tuple(vinculos(objeto))
        return self._vinculos[clave]

    def _sigue_desde(self, referencia: generic.Reference, revision: int) -> bool:
        """Si ninguna revisión posterior lo cambió."""
        llave = (referencia.idnum, referencia.generation)
        if llave not in self._ultimos:
            try:
                self._ultimos[llave] = self.xrefs.get_last_change(referencia)
            except KeyError:
                self._ultimos[llave] = None
        ultimo = self._ultimos[llave]
        return ultimo is not None and ultimo <= revision


class Historia(HistoricalResolver):  # type: ignore[misc]  # los tipos de pyHanko no se siguen (pyproject)
    """HistoricalResolver que sólo busca los caminos que le preguntan."""

    def __init__(self, lector: LectorConHistoria, revision: int) -> None:
        super().__init__(lector, revision)
        self._crudos: dict[Llave, Any] = {}
        self._mapa: Mapa | None = None
        self._usos: dict[Llave, set[RawPdfPath]] = {}

    def _load_reverse_xref_cache(self) -> None:
        if self._mapa is None:
            self._mapa = Mapa(self)

    def _get_usages_of_ref(self, ref: generic.Reference) -> set[RawPdfPath]:
        if self._mapa is None:
            return set()
        llave = (ref.idnum, ref.generation)
        if llave not in self._usos:
            self._usos[llave] = {RawPdfPath(*camino) for camino in self._mapa.caminos(llave)}
        return self._usos[llave]

    def crudo(self, referencia: generic.Reference) -> Any:
        """El objeto como estaba en esta revisión, sin copiar: sus referencias apuntan a la última."""
        llave = (referencia.idnum, referencia.generation)
        if llave not in self._crudos:
            self._crudos[llave] = self.reader.en_revision(referencia, self.revision)
        return self._crudos[llave]

    def resuelto(self, valor: Any) -> Any:
        """Lo que hay al final de una referencia, en esta revisión."""
        vistos: set[Llave] = set()
        while isinstance(valor, generic.IndirectObject):
            if (llave := (valor.idnum, valor.generation)) in vistos:
                raise RecursionError
            vistos.add(llave)
            valor = self.crudo(valor.reference)
        return valor

    def valor(self, diccionario: Any, llave: str) -> Any:
        """Lo que hay bajo esa llave, en esta revisión. KeyError si falta o es nulo."""
        hallado = self.resuelto(dict.__getitem__(diccionario, llave))
        if isinstance(hallado, generic.NullObject):
            raise KeyError(llave)
        return hallado


class Mapa:
    """Los vínculos de una revisión y los caminos que llevan a un objeto desde el remolque."""

    def __init__(self, historia: Historia) -> None:
        self._historia = historia
        raiz = historia.root
        self._paginas = self._arbol_de_paginas(dict.__getitem__(raiz, "/Pages"))
        self._estructura = self._arbol_de_estructura(raiz)
        self._vinculos: dict[Llave, tuple[Vinculo, ...]] = {}
        self._hacia: defaultdict[Llave, set[Llave]] = defaultdict(set)
        for roto in self._recorrer():
            if self.caminos((roto.idnum, roto.generation)):
                historia.crudo(roto)  # el análisis llega a él: falla como falló

    def caminos(self, buscado: Llave) -> set[Camino]:
        """Todos los que llevan a ese objeto, sin pasar dos veces por uno."""
        llevan, pendientes = {buscado}, [buscado]
        while pendientes:
            nuevos = self._hacia[pendientes.pop()] - llevan
            llevan |= nuevos
            pendientes += nuevos
        hallados: set[Camino] = set()
        self._andar(self._de_remolque, (), frozenset(), buscado, llevan, hallados)
        return hallados

    def _andar(
        self,
        vinculos: tuple[Vinculo, ...],
        camino: Camino,
        pasados: frozenset[Llave],
        buscado: Llave,
        llevan: set[Llave],
        hallados: set[Camino],
    ) -> None:
        for tramo, referencia in vinculos:
            llave = (referencia.idnum, referencia.generation)
            if llave in pasados or llave not in llevan:
                continue
            hasta = camino + tramo
            en_estructura = hasta[:3] == ESTRUCTURA
            if en_estructura and "/P" in hasta[3:]:
                continue
            if llave == buscado:
                hallados.add(hasta)
                continue
            if self._paginas.get(llave, hasta) != hasta or (llave in self._estructura and not en_estructura):
                continue
            self._andar(self._vinculos[llave], hasta, pasados | {llave}, buscado, llevan, hallados)

    @cached_property
    def _de_remolque(self) -> tuple[Vinculo, ...]:
        return tuple(vinculos(self._historia.trailer_view))

    def _recorrer(self) -> list[generic.Reference]:
        """Junta los vínculos de cuanto se alcanza desde el remolque; devuelve lo que no se pudo leer."""
        rotos: list[generic.Reference] = []
        pendientes: list[tuple[Llave | None, tuple[Vinculo, ...]]] = [(None, self._de_remolque)]
        while pendientes:
            padre, suyos = pendientes.pop()
            for _, referencia in suyos:
                llave = (referencia.idnum, referencia.generation)
                if padre:
                    self._hacia[llave].add(padre)
                if llave not in self._vinculos:
                    self._vinculos[llave] = self._de_objeto(referencia, rotos)
                    pendientes.append((llave, self._vinculos[llave]))
        return rotos

    def _de_objeto(self, referencia: generic.Reference, rotos: list[generic.Reference]) -> tuple[Vinculo, ...]:
        lector: LectorConHistoria = self._historia.reader
        try:
            return lector.vinculos_en(referencia, self._historia.revision, self._historia.crudo(referencia))
        except Exception:  # un archivo hostil hace que las bibliotecas lancen de todo; si importa, se repite
            rotos.append(referencia)
            return ()

    def _arbol_de_paginas(self, indirecto: Any) -> dict[Llave, Camino]:
        nodos: dict[Llave, Camino] = {}
        if _es_indirecto(indirecto):
            nodos[indirecto.idnum, indirecto.generation] = PAGINAS
        for llave, camino in self._hojas(self._historia.resuelto(indirecto), PAGINAS):
            if llave in nodos:
                raise PdfReadError("El árbol de páginas es circular.")
            nodos[llave] = camino
        return nodos

    def _hojas(self, paginas: Any, camino: Camino) -> Iterator[tuple[Llave, Camino]]:
        for lugar, hijo in enumerate(self._historia.valor(paginas, "/Kids")):
            suyo = (*camino, "/Kids", lugar)
            if _es_indirecto(hijo):
                yield (hijo.idnum, hijo.generation), suyo
            nodo = self._historia.resuelto(hijo)
            if nodo.get("/Type", None) == "/Pages":
                yield from self._hojas(nodo, suyo)

    def _arbol_de_estructura(self, raiz: Any) -> set[Llave]:
        nodos: set[Llave] = set()
        if "/StructTreeRoot" in raiz:
            try:
                for llave in self._elementos(self._historia.resuelto(dict.__getitem__(raiz, "/StructTreeRoot"))):
                    if llave in nodos:
                        raise PdfReadError("El árbol de estructura es circular.")
                    nodos.add(llave)
            except KeyError:
                pass
        return nodos

    def _elementos(self, raiz: Any) -> Iterator[Llave]:
        """Los del árbol de estructura, cada uno antes que los suyos."""
        pendientes = [self._hijos(raiz)]
        while pendientes:
            for hijo in pendientes[-1]:
                nodo = self._historia.resuelto(hijo)
                if isinstance(nodo, generic.DictionaryObject) and self._es_elemento(nodo):
                    if _es_indirecto(hijo):
                        yield (hijo.idnum, hijo.generation)
                    pendientes.append(self._hijos(nodo))
                    break
            else:
                pendientes.pop()

    def _hijos(self, elemento: Any) -> Iterator[Any]:
        try:
            hijos = self._historia.valor(elemento, "/K")
        except KeyError:
            return iter(())
        return iter(hijos if isinstance(hijos, generic.ArrayObject) else (hijos,))

    def _es_elemento(self, nodo: Any) -> bool:
        try:
            return bool(self._historia.valor(nodo, "/Type") == "/StructElem")
        except KeyError:
            return True  # sin tipo, lo es


def vinculos(objeto: Any, camino: Camino = ()) -> Iterator[Vinculo]:
    """Por dónde sale cada referencia de un objeto, sin seguirlas; las de «/Parent» no dicen nada nuevo."""
    if isinstance(objeto, generic.IndirectObject):
        yield camino, objeto.reference
    elif isinstance(objeto, generic.DictionaryObject):
        for llave, hijo in objeto.items():
            if llave != "/Parent":
                yield from vinculos(hijo, (*camino, llave))
    elif isinstance(objeto, generic.ArrayObject):
        for lugar, hijo in enumerate(objeto):
            yield from vinculos(hijo, (*camino, lugar))


def _es_indirecto(objeto: Any) -> bool:
    return isinstance(objeto, generic.IndirectObject)
