"""El lector de la casa lee lo mismo que el de pyHanko, y a cada objeto se llega por los mismos caminos."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import pytest
from ataques import ATAQUES, CON_EXIGENCIAS
from ataques_piezas import armar_pdf
from documentos_validos import VALIDAS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mundo_firma import Mundo
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from verificador.lector import Lector
from verificador.sintaxis import Lectura, NoEsLlano, leer_indirecto

CORPUS = {**ATAQUES, **CON_EXIGENCIAS, **VALIDAS}
DE = generic.Reference(7, 0, None)
PIEZAS = [
    b"<<", b">>", b"<", b">", b"[", b"]", b"(", b")", b"/", b"/A", b"/B", b"/Nombre", b"#41", b"4", b"12", b"0", b" ", b"\n",
    b"\x00", b"%c\n", b" R", b"R", b"7 0 R ", b"-", b"+", b".", b"0.5", b"\\", b"\\101", b"\\)", b"\\n", b"true", b"null",
    b"falso", b"4a", b"F", b"\xff", b"\xfe\xff", b"{", b"endobj", b"0" * 70,
]  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(st.lists(st.sampled_from(PIEZAS), max_size=14).map(b"".join))
@example(b"<</A 7 0 R/B[1 -2 .5 0.5(a\\101\\))<4a>true null]>> ")
@example(b"<</A 1/A 2>> ")
@example(b"[" * 60 + b"]" * 60 + b" ")
@example(b"(a(b)c) ")
@example(b"(\\477) ")
@example(b"07 0 R ")
def test_lo_que_se_lee_de_un_tiron_es_lo_que_lee_pyhanko(letras: bytes) -> None:
    lectura = Lectura(letras, 0, DE)
    try:
        propio = lectura.objeto()
    except NoEsLlano:
        return
    flujo = BytesIO(letras)
    generic.read_non_whitespace(flujo, seek_back=True)
    assert retrato(generic.read_object(flujo, DE)) == retrato(propio)
    assert flujo.tell() == lectura.lugar


@pytest.mark.parametrize("letra", [bytes([n]) for n in range(256)])
def test_ninguna_letra_se_entiende_de_otro_modo(letra: bytes) -> None:
    for molde in (b"/A%s41 ", b"(A%s41) ", b"(\\%s1) ", b"<4%s41> ", b"[1%s2 ]", b"[/A%s/B]", b"7%s0 R ", b"7 0 R%s"):
        test_lo_que_se_lee_de_un_tiron_es_lo_que_lee_pyhanko.hypothesis.inner_test(molde.replace(b"%s", letra))


@pytest.mark.parametrize("letras", [b"7 0 obj 1 endobj", b"8 0 obj\n1\nendobj", b"7 0 obj\n<<>>\nstream\n", b"7 0 obj\n1\nendob"])
def test_solo_se_lee_de_un_tiron_el_objeto_pedido_y_entero(letras: bytes) -> None:
    if letras.endswith(b"1 endobj"):
        assert leer_indirecto(letras, 0, DE) == 1
        return
    with pytest.raises(NoEsLlano):
        leer_indirecto(letras, 0, DE)


def diccionarios(valores: st.SearchStrategy[bytes], **fijas: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    llaves = ("Kids", "K", "P", "Parent", "Type", "Annots", "Pages", "StructTreeRoot")
    sueltas = st.dictionaries(st.sampled_from(llaves), valores, max_size=3)
    return st.tuples(sueltas, st.fixed_dictionaries(fijas)).map(
        lambda par: b"<<%s>>" % b" ".join(b"/%s %s" % (k.encode(), v) for k, v in {**par[0], **par[1]}.items())
    )


OBJETOS = 7
VALORES = st.recursive(
    st.integers(1, OBJETOS + 1).map(lambda n: b"%d 0 R" % n)  # el último no existe
    | st.sampled_from([b"/StructElem", b"/Pages", b"null", b"5"]),
    lambda hijos: st.lists(hijos, max_size=3).map(lambda todos: b"[%s]" % b" ".join(todos)) | diccionarios(hijos),
    max_leaves=4,
)
ARBOLES = st.sampled_from([b"[3 0 R 4 0 R]", b"[3 0 R]", b"[]", b"3 0 R", b"[6 0 R 2 0 R]", b"7 0 R"])
DIBUJOS = st.tuples(
    diccionarios(VALORES, Pages=st.just(b"2 0 R"), StructTreeRoot=st.sampled_from([b"5 0 R", b"<</K 5 0 R>>"])),
    diccionarios(VALORES, Kids=ARBOLES),
    diccionarios(VALORES, Type=st.sampled_from([b"/Page", b"/Pages"]), Kids=ARBOLES),
    diccionarios(VALORES),
    diccionarios(VALORES, K=ARBOLES),
    diccionarios(VALORES, K=ARBOLES) | VALORES,
    VALORES,
)


@settings(max_examples=400, deadline=None)
@given(DIBUJOS)
def test_por_enredado_que_este_se_llega_a_cada_objeto_por_los_mismos_caminos(objetos: tuple[bytes, ...]) -> None:
    _mismos_caminos(armar_pdf([*objetos]))


@pytest.mark.parametrize("nombre", sorted(CORPUS))
def test_todo_el_corpus_se_lee_igual_y_por_los_mismos_caminos(nombre: str, mundo: Mundo) -> None:
    _mismos_caminos(CORPUS[nombre](mundo))


def _mismos_caminos(pdf: bytes) -> None:
    """Cada revisión, leída por los dos, trae los mismos objetos y los mismos caminos, o falla igual."""
    try:
        fabrica = PdfFileReader(BytesIO(pdf), strict=True)
    except Exception as error:
        with pytest.raises(type(error)):
            Lector(pdf)
        return
    propio, revisiones = Lector(pdf), range(fabrica.xrefs.total_revisions)
    referencias = {
        generic.Reference(r.idnum, r.generation) for n in revisiones for r in fabrica.xrefs.explicit_refs_in_revision(n)
    }
    for revision in revisiones:
        historia, de_fabrica = propio.get_historical_resolver(revision), HistoricalResolver(fabrica, revision)
        for pedida in referencias:
            assert _o_error(partial(historia, pedida)) == _o_error(partial(de_fabrica, pedida)), pedida
        debia = _o_error(de_fabrica._load_reverse_xref_cache)
        assert _o_error(historia._load_reverse_xref_cache) == debia
        for pedida in referencias if debia == retrato(None) else ():
            assert historia._get_usages_of_ref(pedida) == de_fabrica._get_usages_of_ref(pedida), pedida


def retrato(objeto: object) -> object:
    """Lo que dice un objeto de PDF con las clases y los dueños de cada parte, para compararlo entero."""
    dueno = getattr(objeto, "container_ref", None)
    clase = (type(objeto).__name__, (dueno.idnum, dueno.generation) if isinstance(dueno, generic.Reference) else None)
    if isinstance(objeto, generic.IndirectObject):
        return clase, (objeto.idnum, objeto.generation)
    if isinstance(objeto, generic.DictionaryObject):
        flujo = objeto.encoded_data if isinstance(objeto, generic.StreamObject) else None
        return clase, [(retrato(llave), retrato(objeto.raw_get(llave))) for llave in objeto], flujo
    if isinstance(objeto, generic.ArrayObject):
        return clase, [retrato(objeto.raw_get(n)) for n in range(len(objeto))]
    dicho = None if isinstance(objeto, generic.NullObject) else repr(objeto)
    return clase, dicho, getattr(objeto, "original_bytes", None)


def _o_error(pedir) -> object:
    try:
        return retrato(pedir())
    except Exception as error:
        return type(error).__name__
