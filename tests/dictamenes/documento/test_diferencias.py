"""Qué cambió entre dos versiones de un proyecto: por parte, por párrafo y palabra por palabra."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from dictamenes.documento.diferencias import cambios, palabra_por_palabra
from dictamenes.reglas import partes_del_proyecto
from tests.dictamenes.documento.oficio.datos_ejemplo import datos_dictamen


def test_lo_igual_no_es_cambio_aunque_cambien_folio_fecha_y_cadena():
    antes, ahora = datos_dictamen(2), datos_dictamen(2)
    ahora["bitacora"] = {"n": 99, "hash": "f" * 64}
    ahora["dictamen"] = {**ahora["dictamen"], "fecha_elaboracion": "2026-12-01"}
    assert cambios(antes, ahora) == []


def test_dice_la_parte_y_solo_el_parrafo_que_cambio():
    antes = datos_dictamen(2)
    ahora = deepcopy(antes)
    antes["analisis_estrategico"]["texto"] = "Primer párrafo.\nEl costo es alto."
    ahora["analisis_estrategico"]["texto"] = "Primer párrafo.\nEl costo es razonable."
    ahora["conceptos"][1]["sentido"] = "improcedente"
    hallados = {cambio.parte: cambio.parrafos for cambio in cambios(antes, ahora)}
    assert set(hallados) == {"Análisis estratégico", "Concepto 2: sentido"}
    (parrafo,) = hallados["Análisis estratégico"]
    assert [(p.clase, p.texto) for p in parrafo] == [
        ("igual", "El costo es "), ("quitado", "alto"), ("agregado", "razonable"), ("igual", "."),
    ]


def test_lo_que_desaparece_tambien_se_dice():
    antes, ahora = datos_dictamen(1), datos_dictamen(1)
    antes["condiciones"] = [{"texto": "Acreditar.", "responsable": "UTIC", "fecha": "2026-12-01", "evidencia": "Acta"}]
    ahora["condiciones"] = []
    (cambio,) = cambios(antes, ahora)
    assert cambio.parte == "Condición 1"
    assert {p.clase for parrafo in cambio.parrafos for p in parrafo} == {"quitado"}


@given(st.text("ab c.\n", max_size=40), st.text("ab c.\n", max_size=40))
def test_de_los_pedazos_se_rehacen_los_dos_textos(antes, ahora):
    pedazos = palabra_por_palabra(antes, ahora)
    assert "".join(p.texto for p in pedazos if p.clase != "agregado") == antes
    assert "".join(p.texto for p in pedazos if p.clase != "quitado") == ahora


def test_se_marca_cualquier_parte_del_proyecto():
    claves = partes_del_proyecto.en_palabras(datos_dictamen(2))
    assert {"analisis", "fundamento", "antecedentes", "concepto-1", "concepto-2", "resolutivo-1"} <= set(claves)
