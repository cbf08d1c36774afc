"""Los mutantes de un archivo: los operadores de mutmut y dos propios. Cada uno es un tramo del texto y lo que lo reemplaza."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

from tests.mutar.mutante import Mutante

# El texto que se muestra no se muta: que una prueba copie un rótulo no dice que cuide una regla.
AJENOS = [(clase, operador) for clase, operador in mutators.mutation_operators if operador is not mutators.operator_string]
# Los que mutmut ofrece a todo nodo sólo cambian éstos: preguntarles por cada uno tarda diez veces más.
SOLO = {
    mutators.operator_keywords: (cst.Is, cst.IsNot, cst.In, cst.NotIn, cst.Break, cst.Continue),
    mutators.operator_swap_op: (cst.BinaryOperation, cst.UnaryOperation, cst.BooleanOperation, cst.ComparisonTarget, cst.AugAssign),
}
SITIOS = (cst.FunctionDef, cst.ClassDef, cst.SimpleStatementLine, cst.If, cst.For, cst.With, cst.Try, cst.While)


def quitar_elemento(nodo: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Propio: a una tabla le falta un renglón. La matriz de acceso es dato y ningún operador de biblioteca toca los datos."""
    if isinstance(nodo, cst.Dict | cst.Set):
        for n in range(len(nodo.elements) if isinstance(nodo, cst.Dict) or len(nodo.elements) > 1 else 0):
            yield nodo.with_changes(elements=[*nodo.elements[:n], *nodo.elements[n + 1 :]])


def quitar_orden(nodo: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Propio: una llamada que se hace por su efecto (`exigir`, `anotar`) no se hace."""
    if isinstance(nodo, cst.Expr) and isinstance(nodo.value, cst.Call):
        yield cst.Pass()


def de_archivo(raiz: Path, archivo: str) -> list[Mutante]:
    """Todos sus mutantes."""
    texto = (raiz / archivo).read_text(encoding="utf-8")
    return [mutante for mutante in candidatos(raiz, archivo) if vale(mutante, texto)]


def candidatos(raiz: Path, archivo: str) -> list[Mutante]:
    """Los que se le pueden poner, sin ver todavía si valen: verlo cuesta más que hallarlos."""
    texto = (raiz / archivo).read_text(encoding="utf-8")
    recorrido = _Recorrido(texto, archivo)
    MetadataWrapper(cst.parse_module(texto), unsafe_skip_copy=True).visit(recorrido)
    return list(dict.fromkeys(recorrido.hallados))


def vale(mutante: Mutante, texto: str) -> bool:
    """Si compila y no dice lo mismo que el original."""
    try:
        return ast.dump(ast.parse(mutante.aplicar(texto))) != _dicho(texto)
    except SyntaxError:
        return False


@lru_cache(maxsize=1)
def _dicho(texto: str) -> str:
    return ast.dump(ast.parse(texto))


def _sin_merito(nodo: cst.CSTNode, nuevo: cst.CSTNode) -> bool:
    """Un argumento vuelto `None` truena en cuanto se usa: lo mata cualquier prueba que pase por ahí. Que falte, no siempre."""
    return isinstance(nodo, cst.Call) and isinstance(nuevo, cst.Call) and nuevo.func is nodo.func and len(nuevo.args) == len(nodo.args)


class _Recorrido(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (WhitespaceInclusivePositionProvider,)

    def __init__(self, texto: str, archivo: str) -> None:
        super().__init__()
        self.texto, self.archivo, self.funciones = texto, archivo, 0
        self.dentro: list[cst.CSTNode] = []
        self.sitios: dict[cst.CSTNode, tuple[int, str]] = {}
        self.hallados: list[Mutante] = []
        self.modulo = cst.Module([])
        largos = [len(renglon) for renglon in texto.splitlines(keepends=True)]
        self.inicios = [sum(largos[:n]) for n in range(len(largos) + 1)]

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, SITIOS):
            self.dentro.append(node)
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom):
            return False
        if isinstance(node, cst.If) and self.modulo.code_for_node(node.test) == "TYPE_CHECKING":
            return False
        for operador, nuevo in _cambios(node):
            self._anotar(node, operador, nuevo)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.dentro and self.dentro[-1] is original_node:
            self.dentro.pop()

    def visit_FunctionDef_body(self, node: cst.FunctionDef) -> None:
        self.funciones += 1

    def leave_FunctionDef_body(self, node: cst.FunctionDef) -> None:
        self.funciones -= 1

    def _anotar(self, nodo: cst.CSTNode, operador: str, nuevo: cst.CSTNode) -> None:
        desde, hasta = self._tramo(nodo)
        viejo, puesto = self.modulo.code_for_node(nodo), self.modulo.code_for_node(nuevo)
        if self.texto[desde:hasta] != viejo:
            return
        recorte = len(viejo) - len(viejo.lstrip())
        linea = self.texto.count("\n", 0, desde + recorte) + 1
        clave = self._clave(desde, hasta, puesto)
        self.hallados.append(Mutante(clave, self.archivo, linea, operador, desde, hasta, puesto, self.funciones > 0))

    def _clave(self, desde: int, hasta: int, puesto: str) -> str:
        """La misma mientras no cambie la función que se daña (o, fuera de ellas, el renglón): lo juzgado sigue valiendo."""
        suyo = next((sitio for sitio in self.dentro if isinstance(sitio, cst.FunctionDef)), self.dentro[-1])
        inicio, texto = self._sitio(suyo)
        nombres = [sitio.name.value for sitio in self.dentro if isinstance(sitio, cst.FunctionDef | cst.ClassDef)]
        dicho = (self.archivo, nombres, texto, desde - inicio, hasta - inicio, puesto)
        return sha256(repr(dicho).encode()).hexdigest()[:10]

    def _sitio(self, suyo: cst.CSTNode) -> tuple[int, str]:
        if suyo not in self.sitios:
            self.sitios[suyo] = self._tramo(suyo)[0], self.modulo.code_for_node(suyo).strip()
        return self.sitios[suyo]

    def _tramo(self, nodo: cst.CSTNode) -> tuple[int, int]:
        lugar = self.get_metadata(WhitespaceInclusivePositionProvider, nodo)
        inicio, fin = (self.inicios[p.line - 1] + p.column for p in (lugar.start, lugar.end))
        return inicio, fin


def _cambios(nodo: cst.CSTNode) -> Iterable[tuple[str, cst.CSTNode]]:
    for clase, operador in AJENOS:
        if isinstance(nodo, SOLO.get(operador, clase)):
            nombre = operador.__name__.removeprefix("operator_")
            yield from ((nombre, nuevo) for nuevo in operador(nodo) if not _sin_merito(nodo, nuevo))
    for propio in (quitar_elemento, quitar_orden):
        yield from ((propio.__name__, nuevo) for nuevo in propio(nodo))
