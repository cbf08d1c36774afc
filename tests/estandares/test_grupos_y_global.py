"""Alternativas, precedencia del global, justificación y lo deseable."""

import pytest

from estandares.reglas import Requisito, evaluar


def fila(atributo, operador="between", valor="2..6", unidad="núcleos", **otros):
    return Requisito(atributo, operador, valor, unidad, **otros)


def dicho(valor, justificacion=None):
    entrada = {"valor": valor, "unidad": ""}
    return entrada if justificacion is None else {**entrada, "justificacion": justificacion}


CUMPLE, FALTA, SUPERA, NADA = dicho(4), dicho(1), dicho(9), None
JUSTIFICADO = dicho(9, "carga medida")
GRUPOS = [
    ((CUMPLE, FALTA), ("cumple", "no_aplica"), "cumple"),
    ((FALTA, CUMPLE), ("no_aplica", "cumple"), "cumple"),
    ((CUMPLE, NADA), ("cumple", "no_aplica"), "cumple"),
    ((CUMPLE, SUPERA), ("cumple", "no_aplica"), "cumple"),
    ((CUMPLE, JUSTIFICADO), ("cumple", "no_aplica"), "cumple"),
    ((JUSTIFICADO, FALTA), ("justificado", "no_aplica"), "cumple"),
    ((JUSTIFICADO, SUPERA), ("justificado", "no_aplica"), "cumple"),
    ((SUPERA, FALTA), ("supera_tope", "no_aplica"), "requiere_justificacion"),
    ((SUPERA, NADA), ("supera_tope", "no_aplica"), "requiere_justificacion"),
    ((FALTA, NADA), ("no_cumple", "no_declarado"), "no_cumple"),
    ((NADA, NADA), ("no_declarado", "no_declarado"), "falta_declarar"),
    ((FALTA, FALTA), ("no_cumple", "no_cumple"), "no_cumple"),
    ((CUMPLE, CUMPLE), ("cumple", "cumple"), "cumple"),
]


@pytest.mark.parametrize(("declarados", "esperados", "global_"), GRUPOS)
def test_un_grupo_se_resuelve_por_su_mejor_alternativa(declarados, esperados, global_):
    filas = [fila("a", grupo="g"), fila("b", grupo="g")]
    evaluacion = evaluar(filas, dict(zip("ab", declarados, strict=True)))
    assert tuple(evaluacion.por_atributo.values()) == esperados
    assert evaluacion.global_ == global_


def test_un_grupo_no_remedia_a_otro_ni_a_lo_suelto():
    filas = [fila("a", grupo="g"), fila("b", grupo="h"), fila("c")]
    evaluacion = evaluar(filas, {"a": CUMPLE})
    assert evaluacion.por_atributo == {"a": "cumple", "b": "no_declarado", "c": "no_declarado"}
    assert evaluacion.global_ == "falta_declarar"


def test_lo_deseable_no_remedia_un_grupo_obligatorio():
    filas = [fila("a", grupo="g"), fila("b", grupo="g", nivel="deseable")]
    assert evaluar(filas, {"b": CUMPLE}).global_ == "falta_declarar"
    assert evaluar(filas, {"b": CUMPLE, "a": FALTA}).global_ == "no_cumple"


@pytest.mark.parametrize(
    ("declarados", "global_"),
    [
        ((FALTA, NADA, SUPERA), "no_cumple"),
        ((CUMPLE, NADA, SUPERA), "falta_declarar"),
        ((CUMPLE, CUMPLE, SUPERA), "requiere_justificacion"),
        ((CUMPLE, JUSTIFICADO, CUMPLE), "cumple"),
        ((CUMPLE, CUMPLE, CUMPLE), "cumple"),
    ],
)
def test_el_global_es_lo_mas_grave_de_lo_obligatorio(declarados, global_):
    assert evaluar([fila("a"), fila("b"), fila("c")], dict(zip("abc", declarados, strict=True))).global_ == global_


@pytest.mark.parametrize("declarado", [FALTA, NADA, SUPERA, JUSTIFICADO, CUMPLE])
def test_lo_deseable_conserva_su_resultado_y_no_cambia_el_global(declarado):
    evaluacion = evaluar([fila("a"), fila("b", nivel="deseable")], {"a": CUMPLE, "b": declarado})
    assert evaluacion.global_ == "cumple"
    assert evaluacion.por_atributo["b"] == evaluar([fila("b")], {"b": declarado}).por_atributo["b"]


@pytest.mark.parametrize(("texto", "esperado"), [("porque sí", "justificado"), ("  \u00a0\n", "supera_tope"), ("", "supera_tope"),
                                             (None, "supera_tope"), (True, "supera_tope"), (["x"], "supera_tope")])  # fmt: skip
def test_solo_una_justificacion_escrita_remedia_el_tope(texto, esperado):
    entrada = {"valor": 9, "unidad": "", "justificacion": texto}
    assert evaluar([fila("a")], {"a": entrada}).por_atributo == {"a": esperado}


def test_la_justificacion_no_remedia_un_incumplimiento():
    assert evaluar([fila("a")], {"a": dicho(1, "no hay otro")}).global_ == "no_cumple"


def test_lo_que_el_perfil_no_tiene_se_ignora():
    evaluacion = evaluar([fila("a")], {"a": CUMPLE, "marca": dicho("Acme"), "zz": FALTA})
    assert evaluacion.por_atributo == {"a": "cumple"}


def test_pasarse_de_un_valor_exacto_es_incumplir_no_un_tope_justificable():
    exacta = fila("a", "eq", "4")
    assert evaluar([exacta], {"a": dicho(9, "hace falta")}).por_atributo == {"a": "no_cumple"}


def test_el_detalle_dice_que_se_exige_que_se_declaro_y_que_hacer():
    filas = [
        Requisito("ram", "between", "8..16", "GB", perfil="PC-ADM"),
        Requisito("wifi", "gte", "Wi-Fi 6", "estándar"),
    ]
    ram, wifi = evaluar(filas, {"ram": {"valor": "32", "unidad": "GB"}}).detalles
    assert (ram.nombre, ram.exigido, ram.declarado) == ("RAM", "entre 8 y 16 GB", "32 GB")
    assert ram.que_hacer == "Baje la especificación a: entre 8 y 16 GB; o escriba por qué se necesita más."
    assert ram.clausula == "PC-ADM · RAM: entre 8 y 16 GB (obligatorio)"
    assert (wifi.exigido, wifi.declarado, wifi.razon) == ("al menos Wi-Fi 6", "sin declarar", "No se declaró.")


def test_el_detalle_lleva_lo_que_se_justifico_y_de_que_fila_es():
    rara = Requisito("disco", "gte", "1", "TB", nivel="deseable", grupo="g", nota="Sólido.")
    justificada, sin_escrito = evaluar([fila("a"), rara], {"a": dicho(9, "  porque sí "), "disco": dicho(1, ["x"])}).detalles
    assert (justificada.justificacion, justificada.resultado, justificada.atributo) == ("porque sí", "justificado", "a")
    assert justificada.razon == "Rebasa el tope y trae justificación escrita."
    assert (sin_escrito.justificacion, sin_escrito.nivel, sin_escrito.grupo, sin_escrito.nota) == ("", "deseable", "g", "Sólido.")


@pytest.mark.parametrize("vacio", [None, [], "x", 3, {}])
def test_sin_un_objeto_declarado_todo_queda_sin_declarar(vacio):
    assert evaluar([fila("a")], vacio).por_atributo == {"a": "no_declarado"}
