"""Qué definición de formulario se puede usar: cada falta dice dónde, y ningún JSON tumba nada."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictamenes.excepciones import DatosInvalidos
from dictamenes.reglas import lugares
from dictamenes.textos.formularios import palabras, validacion, versiones
from dictamenes.textos.formularios.definicion import (
    anexos_exigidos,
    aplica,
    dicha,
    en_documentos,
    faltas,
    preguntas,
    respuestas_que_aplican,
)
from flujos.base.dinamicos import formulario_de_seccion
from flujos.captura import avance
from flujos.captura.forms.solicitud import GeneralForm
from flujos.formularios.definiciones import vista_previa_de
from tests.mundo import ANEXO_NUEVO, PREGUNTAS_NUEVAS, con_mas_preguntas

DEL_PRODUCTO = {d["tipo"]: d for d in versiones.definiciones()}
BASE = {
    "tipo": "bienes",
    "secciones": [{"clave": "uso", "titulo": "Uso", "preguntas": [
        {"clave": "cuantos", "texto": "¿Cuántos?", "clase": "numero"},
        {"clave": "propio", "texto": "¿Es propio?", "clase": "opcion", "opciones": [["si", "Sí"], ["no", "No"]]},
        {"clave": "motivo", "texto": "¿Por qué?", "clase": "parrafo", "si": {"pregunta": "propio", "es": "no"}},
    ]}],
    "anexos": [{"clase": "oficio", "nombre": "Oficio", "obligatorio": True}],
    "declaraciones": [{"clave": "veracidad", "texto": "Declaro que es cierto."}],
}
HOJAS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just([]), st.just({}),
    st.just("\ud800"), st.just("\x00"), st.just("a" * 2000), st.just({"pregunta": []}), st.just([[]]), st.just(10**4000),
)


def _con(cambio):
    definicion = copy.deepcopy(BASE)
    cambio(definicion, definicion["secciones"][0]["preguntas"])
    return definicion


def _lugares(valor, camino=()):
    """El camino a cada valor de la definición, para cambiarlo por otra cosa."""
    yield camino
    pares = valor.items() if isinstance(valor, dict) else enumerate(valor) if isinstance(valor, list) else ()
    for llave, uno in pares:
        yield from _lugares(uno, (*camino, llave))


LUGARES = [camino for camino in _lugares(BASE) if camino]


@pytest.mark.parametrize("tipo", DEL_PRODUCTO)
def test_las_del_producto_valen_y_las_de_prueba_tambien(tipo):
    assert validacion.faltas(con_mas_preguntas(DEL_PRODUCTO[tipo]), tipo) == []
    assert all(seccion["form"].as_p() for seccion in vista_previa_de(DEL_PRODUCTO[tipo]))


@pytest.mark.parametrize(("cambio", "dicho"), [
    (lambda d, p: d.update(tipo="baja"), "«tipo»: se esperaba «bienes»"),
    (lambda d, p: d.update(secciones={}), "«secciones» es una lista, entre corchetes, de 1 a 15"),
    (lambda d, p: d.update(de_mas=1), "«de_mas» no se conoce"),
    (lambda d, p: d.pop("declaraciones"), "«declaraciones» es una lista"),
    (lambda d, p: d["secciones"].append(3), "«secciones», renglón 2: se esperaba un objeto"),
    (lambda d, p: d["secciones"][0].update(clave="general"), "Sección 1 (general): «general» es un nombre que el sistema"),
    (lambda d, p: p[0].update(clave="Con espacio"), "Sección 1 (uso), pregunta 1 (Con espacio): «clave» va en minúsculas"),
    (lambda d, p: p[1].update(clave="cuantos"), "pregunta 2 (cuantos): la clave «cuantos» está repetida"),
    (lambda d, p: p[0].update(clave="version"), "«version» es un nombre que el sistema usa"),
    (lambda d, p: p[0].update(clase="color"), "«clase» es una de texto, parrafo, numero, dinero, fecha, opcion, y dice"),
    (lambda d, p: p[0].update(clase=["texto"]), "y dice «una lista»"),
    (lambda d, p: p[0].update(texto=""), "«texto» lleva de 1 a 250 caracteres"),
    (lambda d, p: p[0].update(ayuda="x" * 501), "«ayuda» lleva de 1 a 500"),
    (lambda d, p: p[0].update(obligatoria="no"), "«obligatoria» es true o false"),
    (lambda d, p: p[0].update(opciones=[["a", "A"], ["b", "B"]]), "«opciones» va en las preguntas de clase «opcion»"),
    (lambda d, p: p[1].pop("opciones"), "«opciones» va en las preguntas de clase «opcion»"),
    (lambda d, p: p[1].update(opciones=[["a", "A"]]), "se esperaba una lista de 2 a 30 pares"),
    (lambda d, p: p[1].update(opciones=[["a", "A"], "b"]), "opción 2: se esperaba un par"),
    (lambda d, p: p[1].update(opciones=[["a", "A"], ["a", "B"]]), "opción 2: la clave «a» está repetida"),
    (lambda d, p: p[0].update(si={"pregunta": "motivo", "es": "x"}), "«motivo», que no es la clave de una pregunta anter"),
    (lambda d, p: p[2].update(si={"pregunta": "propio", "es": "tal vez"}), "«es» va con una opción de «propio» (si, no)"),
    (lambda d, p: p[2].update(si={"pregunta": "cuantos", "es": "3"}), "no tiene: no es de clase «opcion»"),
    (lambda d, p: p[2].update(si={"pregunta": "propio", "menor_que": 3}), "«menor_que» se compara con una pregunta"),
    (lambda d, p: p[2].update(si={"pregunta": "cuantos", "menor_que": True}), "«menor_que» lleva un número"),
    (lambda d, p: p[2].update(si={"pregunta": "cuantos", "menor_que": 10**13}), "no mayor que"),
    (lambda d, p: p[2].update(si={"hecho": "llueve"}), "«hecho» es uno de con_suficiencia, con_marca"),
    (lambda d, p: p[2].update(si={"pregunta": "propio"}), "«si» lleva «hecho», o «pregunta» con «es»"),
    (lambda d, p: d["anexos"][0].pop("obligatorio"), "Anexo 1 (oficio): falta «obligatorio»"),
    (lambda d, p: d["anexos"].append(dict(d["anexos"][0])), "Anexo 2 (oficio): la clave «oficio» está repetida"),
    (lambda d, p: d["declaraciones"][0].update(clave="recibida_en"), "Declaración 1 (recibida_en): «recibida_en» es un"),
])
def test_cada_falta_dice_donde_y_que_se_esperaba(cambio, dicho):
    faltas = validacion.faltas(_con(cambio), "bienes")
    assert any(dicho in falta for falta in faltas), faltas


@settings(max_examples=150)
@given(camino=st.sampled_from(LUGARES), hoja=HOJAS)
def test_ninguna_pieza_cambiada_tumba_la_revision_y_lo_que_pasa_se_puede_usar(camino, hoja):
    definicion = copy.deepcopy(BASE)
    pieza = definicion
    for llave in camino[:-1]:
        pieza = pieza[llave]
    pieza[camino[-1]] = hoja
    faltas = validacion.faltas(definicion, "bienes")
    "".join(faltas).encode()
    if not faltas:
        _se_usa(definicion)


@settings(max_examples=60)
@given(st.recursive(HOJAS, lambda x: st.lists(x, max_size=3) | st.dictionaries(
    st.sampled_from([*BASE, "clave", "si", "preguntas", "hecho"]) | st.text(max_size=4), x, max_size=4), max_leaves=12))
def test_ningun_json_tumba_la_lectura(valor):
    with pytest.raises(DatosInvalidos) as error:
        versiones.leer(json.dumps(valor) if valor != 10**4000 else "9" * 5000, "bienes")
    str(error.value).encode()


@pytest.mark.parametrize("texto", [
    "", "[", "{}x", "9" * 5000, "[" * 100_000, "NaN", '{"tipo": NaN}', '{"tipo": "bienes", "tipo": "bienes"}', "\x00",
    '{"secciones": ' + "[" * 900 + "]" * 900 + "}", '"\\ud800"',
])
def test_lo_que_no_es_una_definicion_se_dice(texto):
    with pytest.raises(DatosInvalidos) as error:
        versiones.leer(texto, "bienes")
    assert str(error.value).encode()


def test_lo_descargado_se_vuelve_a_leer_igual_y_no_se_dicen_mas_faltas_de_las_que_se_leen():
    assert versiones.leer(versiones.escribir(BASE), "bienes") == BASE
    assert len(validacion.faltas({**BASE, "anexos": [{}] * 40}, "bienes")) == validacion.MAXIMO_DE_FALTAS


def test_ninguna_clave_puede_chocar_con_lo_que_la_captura_ya_usa():
    en_uso = {*avance.GENERALES, *lugares.GENERALES, *GeneralForm.base_fields, "conceptos", "anexos", "volver", "version"}
    assert en_uso <= validacion.RESERVADAS


@pytest.mark.parametrize("clave", ["preguntas", "clean", "fields", "data", "concepto", "anexo_mas", "self", "valores"])
def test_una_clave_que_se_llama_como_algo_de_django_se_captura(clave):
    definicion = _con(lambda d, p: p[0].update(clave=clave))
    form = formulario_de_seccion(definicion["secciones"][0], definicion)({clave: "3"})
    assert form.is_valid()
    assert form.valores()[clave] == "3"


def test_las_condiciones_y_los_cambios_se_dicen_en_palabras():
    antes = DEL_PRODUCTO["bienes"]
    ahora = con_mas_preguntas(antes)
    assert palabras.condicion(PREGUNTAS_NUEVAS[1], ahora) == (
        "Sólo si contestó «Sí, regulada» en «¿Necesita energía regulada?».")
    assert palabras.condicion({"si": {"hecho": "con_marca"}}, ahora) == "Sólo si algún concepto pide una marca específica."
    assert palabras.cambios(antes, antes) == []
    assert palabras.cambios(antes, ahora) == [
        "Se agregó la pregunta «¿Necesita energía regulada?» en «Bienes»",
        "Se agregó la pregunta «¿Cuánta energía consume?» en «Bienes»",
        "Se agregó el anexo «Plan de energía»: obligatorio. Sólo si contestó «Sí, regulada» en «¿Necesita energía "
        "regulada?»",
    ]
    assert "Se retiró el anexo «Plan de energía»" in palabras.cambios(ahora, antes)
    assert palabras.matriz(ahora)[-1]["letra"] == "C"
    assert ANEXO_NUEVO in ahora["anexos"]


def test_cada_cambio_de_una_pregunta_se_dice():
    ahora = _con(lambda d, p: (
        p[0].update(texto="¿Cuántos hay?", clase="dinero", obligatoria=False, ayuda="Cuéntelos."), p.reverse(),
        d["secciones"][0].update(titulo="Usos"), d["anexos"][0].update(nombre="Oficio firmado"),
        d["declaraciones"][0].update(texto="Declaro que es verdad.")))
    assert palabras.cambios(BASE, ahora) == [
        "La sección «Uso» ahora se llama «Usos»",
        "Cambió la pregunta «¿Cuántos hay?»: antes decía «¿Cuántos?», ahora se contesta con un importe, ahora es opcional, "
        "la pista",
        "Cambió el orden de las preguntas",
        "Cambió el anexo «Oficio firmado» (antes «Oficio»): obligatorio",
        "La declaración «Declaro que es cierto.» ahora dice «Declaro que es verdad.»",
    ]


@pytest.mark.parametrize(("clase", "valor", "dicho"), [
    ("fecha", "2026-05-04", "4 de mayo de 2026"), ("dinero", "1500.5", "$1,500.50"), ("numero", "12", "12"),
    ("fecha", "ayer", "ayer"), ("texto", "", ""),
])
def test_una_respuesta_se_lee_como_se_dice(clase, valor, dicho):
    assert dicha({"clase": clase}, valor) == dicho


def _se_usa(definicion):
    for seccion in definicion["secciones"]:
        formulario_de_seccion(seccion, definicion)({}).as_p()
    assert palabras.cambios(definicion, BASE) is not None
    assert palabras.matriz(definicion)
    assert palabras.tamano(definicion)
    assert all(palabras.condicion(p, definicion) is not None for p in preguntas(definicion))
    assert versiones.leer(versiones.escribir(definicion), "bienes")


# Preguntas que dependen de otra que depende de otra -----------------------------------------------------------------------


def _encadenada():
    def cambio(definicion, suyas):
        suyas[2] |= {"clase": "opcion", "opciones": [["renta", "Renta"], ["prestamo", "Préstamo"]], "en_documentos": "Motivo"}
        suyas.append({"clave": "meses", "texto": "¿Cuántos meses?", "clase": "numero", "en_documentos": "Meses",
                      "si": {"pregunta": "motivo", "es": "renta"}})
        suyas.append({"clave": "porque_poco", "texto": "¿Por qué tan poco?", "clase": "parrafo", "en_documentos": "Por qué",
                      "si": {"pregunta": "meses", "menor_que": 6}})
        definicion["anexos"].append({"clase": "contrato", "nombre": "Contrato", "obligatorio": True,
                                     "si": {"pregunta": "motivo", "es": "renta"}})
    return _con(cambio)


TODAS = {"cuantos": "3", "propio": "no", "motivo": "renta", "meses": "2", "porque_poco": ""}


def test_la_respuesta_que_dejo_de_venir_al_caso_se_lleva_a_las_que_dependian_de_ella():
    definicion = _encadenada()
    assert validacion.faltas(definicion, "bienes") == []
    assert respuestas_que_aplican(definicion, TODAS, set()) == TODAS
    assert [falta.sobre for falta in faltas(definicion, TODAS, set())] == ["porque_poco"]
    assert [a["clase"] for a in anexos_exigidos(definicion, TODAS, set())] == ["oficio", "contrato"]
    es_propio = {**TODAS, "propio": "si"}
    assert respuestas_que_aplican(definicion, es_propio, set()) == {"cuantos": "3", "propio": "si"}
    assert faltas(definicion, es_propio, set()) == []
    assert en_documentos(definicion, es_propio, set()) == []
    assert [a["clase"] for a in anexos_exigidos(definicion, es_propio, set())] == ["oficio"]


@pytest.mark.parametrize("tipo", DEL_PRODUCTO)
def test_con_las_del_producto_basta_mirar_la_condicion_de_cada_una(tipo):
    definicion = DEL_PRODUCTO[tipo]
    contestadas = {p["clave"]: p["opciones"][0][0] if p["clase"] == "opcion" else "2" for p in preguntas(definicion)}
    for valor in (0, -1):
        dichas = contestadas | {p["clave"]: p["opciones"][valor][0] for p in preguntas(definicion) if p["clase"] == "opcion"}
        una_por_una = {p["clave"]: dichas[p["clave"]] for p in preguntas(definicion) if aplica(p, dichas, set())}
        assert respuestas_que_aplican(definicion, dichas, set()) == una_por_una
