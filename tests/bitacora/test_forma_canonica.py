"""El camino corto de la forma canónica da los mismos bytes que RFC 8785, o la misma negativa."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verificador.cadena import canonico, eslabon

ESCALARES = st.none() | st.booleans() | st.integers() | st.text() | st.floats()
VALORES = st.recursive(
    ESCALARES, lambda hijos: st.lists(hijos, max_size=4) | st.dictionaries(st.text(), hijos, max_size=4), max_leaves=12
)


def _o_su_negativa(funcion: Any, valor: Any) -> Any:
    try:
        return funcion(valor)
    except (ValueError, UnicodeEncodeError) as error:
        return type(error)


@settings(max_examples=120)
@given(st.dictionaries(st.text(), VALORES, max_size=5))
@example({"n": 2**53})
@example({"n": [-(2**60)]})
@example({"x": 1e16, "y": 0.1, "z": 1.0})
@example({"\U0001f600": 1, "\ue000": 2})
@example({"texto": "\x00\x1f\x7f\"\\/\u2028"})
@example({"hora": "16:00:00", "horas": ["16:00:00.5", "a,1.5", '":1.5', "[1e3"], "16:00:00.5": 1, '":1.5': 2, "a": {"b,1.5": "-0"}})
@example({"n": -0.0, "m": [1.5, {"k": 1e21}], "p": 12345678901234567})
@example({"momento": "2026-03-02T16:00:00.000000+00:00", "huella": "1234567890123456"})
def test_son_los_mismos_bytes_que_rfc_8785(datos):
    assert _o_su_negativa(canonico, datos) == _o_su_negativa(rfc8785.dumps, datos)


@settings(max_examples=100)
@given(st.integers(1, 2**53 - 1), st.text(max_size=30), st.text(max_size=30))
def test_el_eslabon_es_el_de_rfc_8785(n, accion, objeto):
    renglon = {"n": n, "en": "2026-03-02T16:00:00.000000+00:00", "actor": "sistema", "accion": accion, "objeto": objeto,
               "huella": "a" * 64, "previo": "0" * 64}
    assert eslabon(**renglon) == hashlib.sha256(rfc8785.dumps(renglon)).hexdigest()
