"""Propiedades: nunca lanza, es determinista y lo deseable no mueve el global, con cualquier JSON declarado."""

from hypothesis import given, settings
from hypothesis import strategies as st

from estandares.reglas import DESEABLE, Requisito, evaluar
from estandares.reglas.validacion import defectos_de_requisito

FILAS = [
    Requisito("ram", "between", "8..16", "GB"),
    Requisito("red", "gte", "1000", "Mbps"),
    Requisito("mimo", "gte", "4", "flujos"),
    Requisito("contraste", "lte", "3000", ":1"),
    Requisito("bandas", "contains_all", "2.4|5", "GHz"),
    Requisito("cable", "in", "5|6|7", "categoría"),
    Requisito("hdmi", "in", "1.4|2.0|2.1", "versión"),
    Requisito("video", "in", "HDMI|DVI", ""),
    Requisito("idioma", "eq", "Español", ""),
    Requisito("bits", "eq", "64", "bits"),
    Requisito("usb", "gte", "USB 2.0", "versión"),
    Requisito("wifi", "gte", "Wi-Fi 5", "estándar"),
    Requisito("ip", "gte", "IP67", "grado"),
    Requisito("iso", "gte", "ISO 9001:2000", "edición"),
    Requisito("manual", "must", "true"),
    Requisito("alterado", "must_not", "true"),
]
RESULTADOS = {"cumple", "no_cumple", "supera_tope", "justificado", "no_declarado", "no_aplica"}
TROZOS = st.sampled_from(
    ["8", "16", "1,024", "0,5", "GB", "MiB", "Mbps", " ", "/", "x", "-", "k", "USB ", "Wi-Fi ", "802.11", "ac", "n", "IP",
     ":1", "ISO 9001:", "2015", "6A", "½", "٣", "¼", "²", "\u2028", "\x00", "e", ".", ",", ";", "|", "°", "“", "ghz", "\ud800"]
)  # fmt: skip
TEXTOS = st.one_of(st.text(), st.lists(TROZOS, max_size=8).map("".join))
ESCALARES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), TEXTOS)
JSON = st.recursive(
    ESCALARES,
    lambda hijos: st.one_of(st.lists(hijos, max_size=4), st.dictionaries(TEXTOS, hijos, max_size=3)),
    max_leaves=8,
)
ENTRADAS = st.one_of(
    JSON,
    st.fixed_dictionaries({"valor": JSON, "unidad": ESCALARES}, optional={"justificacion": JSON}),
)
DECLARADOS = st.one_of(JSON, st.dictionaries(st.sampled_from([fila.atributo for fila in FILAS]), ENTRADAS))


def test_las_filas_de_la_propiedad_son_validas():
    assert [defectos_de_requisito(fila) for fila in FILAS] == [[]] * len(FILAS)


@settings(max_examples=400)
@given(DECLARADOS)
def test_nunca_lanza_y_es_determinista(declarado):
    primera, segunda = evaluar(FILAS, declarado), evaluar(FILAS, declarado)
    assert (primera.global_, primera.por_atributo) == (segunda.global_, segunda.por_atributo)
    assert set(primera.por_atributo.values()) <= RESULTADOS
    assert len(primera.detalles) == len(FILAS)


def test_una_lista_muy_anidada_o_muy_larga_tampoco_lanza():
    anidada: list = []
    for _ in range(900):
        anidada = [anidada]
    for valor in (anidada, ["8"] * 5000, "a" * 50_000, {"a": anidada}):
        declarado = {fila.atributo: {"valor": valor, "unidad": valor} for fila in FILAS}
        assert set(evaluar(FILAS, declarado).por_atributo.values()) == {"no_declarado"}


@settings(max_examples=200)
@given(DECLARADOS, st.lists(st.sampled_from(FILAS), unique=True), st.sampled_from(["", "g"]))
def test_lo_deseable_nunca_cambia_el_global(declarado, elegidas, grupo):
    deseables = [
        Requisito(f"d_{fila.atributo}", fila.operador, fila.valor, fila.unidad, nivel=DESEABLE, grupo=grupo)
        for fila in elegidas
    ]
    entradas = declarado if isinstance(declarado, dict) else {}
    ampliado = entradas | {f"d_{atributo}": valor for atributo, valor in entradas.items()}
    obligatorias = [Requisito(f.atributo, f.operador, f.valor, f.unidad, grupo=grupo) for f in FILAS]
    assert evaluar(obligatorias + deseables, ampliado).global_ == evaluar(obligatorias, ampliado).global_


@settings(max_examples=200)
@given(st.integers(min_value=1, max_value=10**6))
def test_el_resultado_no_depende_de_como_se_escriba_el_mismo_numero(numero):
    formas = [
        numero,
        float(numero),
        str(numero),
        f"{numero:,}",
        f"{numero} páginas",
        f"hasta {numero} PAGINAS",
        f"{numero}.0",
    ]
    fila = Requisito("rendimiento", "between", "1000..50000", "páginas")
    assert len({evaluar([fila], {"rendimiento": {"valor": forma, "unidad": ""}}).global_ for forma in formas}) == 1
