"""Un campo general de la solicitud es un renglón: sus lectores lo toman de la tabla y nadie lleva otra lista."""

from __future__ import annotations

import ast

import pytest
from django.db.models import ForeignKey

from auditoria import comparacion
from dictamenes.documento import testado
from dictamenes.expediente import copia
from dictamenes.generales import CAMPOS_GENERALES, EN_LA_CAPTURA, Impreso
from dictamenes.models import Solicitud
from dictamenes.reglas import lugares
from dictamenes.textos.formularios import validacion
from flujos.captura import abiertos, avance
from flujos.captura.forms.solicitud import GeneralForm
from tests.herramientas import arbol

# Con lo que se abre un borrador: son palabras de todos los días y otros cuartos las dicen sin hablar de la captura.
AL_ABRIR = {"proyecto", "tipo", "modalidad"}
LISTAS_PERMITIDAS = {
    "config/demostracion/asunto.py": "escribe los valores de una solicitud de muestra",
    "dictamenes/textos/bloques.py": "los marcadores que se pueden escribir en un bloque: se ofrecen de uno en uno",
    "indicadores/abiertos/filas.py": "las columnas del conjunto publicado, que describe su diccionario",
}


def _de_los(que):
    return {campo.nombre for campo in CAMPOS_GENERALES if que(campo)}


DEL_ASUNTO = {"referencia", "ente", "etapa", "areas", "recibida_en", "tipo", "conceptos", "expediente"}
LECTORES = {
    "la captura": (set(GeneralForm.base_fields), _de_los(lambda c: c.se_captura)),
    "la lista de secciones": (set(avance.GENERALES), _de_los(lambda c: c.se_captura)),
    "la carga de asuntos en curso": (
        {columna.nombre for columna in abiertos.columnas()} - DEL_ASUNTO, _de_los(lambda c: c.se_captura),
    ),
    "la prevención": (set(lugares.GENERALES) - {"general"}, _de_los(lambda c: c.observable)),
    "la copia": (set(copia.CAMPOS), _de_los(lambda c: c.copiado)),
    "la comparación de entregas": (set(comparacion.DE_LA_ENTREGA) - {"formulario"}, _de_los(lambda c: c.congelado)),
}


@pytest.mark.parametrize("lector", LECTORES)
def test_cada_lector_toma_de_la_tabla_los_suyos(lector):
    suyos, los_de_la_tabla = LECTORES[lector]
    assert suyos == los_de_la_tabla


def test_ninguna_pregunta_se_llama_como_un_campo_y_lo_que_alguien_escribe_se_puede_testar():
    assert EN_LA_CAPTURA.keys() <= validacion.RESERVADAS
    assert _de_los(lambda c: c.testable) <= testado.TEXTOS


@pytest.mark.parametrize("campo", CAMPOS_GENERALES, ids=lambda campo: campo.nombre)
def test_cada_renglon_es_una_columna_y_no_se_contradice(campo):
    columna = Solicitud._meta.get_field(campo.nombre)
    assert isinstance(columna, ForeignKey) == bool(campo.llave), "la llave dice cómo se busca lo de un catálogo"
    usa_lo_congelado = campo.resumido or campo.testable or campo.impreso is not Impreso.NO
    assert campo.congelado or not usa_lo_congelado, "lo que se imprime, se resume o se testa sale de lo congelado"
    assert not campo.exigido or campo.se_captura, "lo que se exige se tiene que poder escribir"


def _listas(ruta: str):
    for nodo in ast.walk(arbol.arbol(ruta)):
        if isinstance(nodo, ast.List | ast.Tuple | ast.Set):
            yield nodo, nodo.elts
        elif isinstance(nodo, ast.Dict):
            yield nodo, nodo.keys


def test_nadie_lleva_su_propia_lista_de_campos_generales():
    propios = {campo.nombre for campo in CAMPOS_GENERALES} - AL_ABRIR
    hallados: dict[str, list[int]] = {}
    for ruta in arbol.modulos():
        for nodo, dichos in _listas(ruta):
            if len(propios & {d.value for d in dichos if isinstance(d, ast.Constant)}) > 1:
                hallados.setdefault(ruta, []).append(nodo.lineno)
    ajenos = {ruta: renglones for ruta, renglones in hallados.items() if ruta not in LISTAS_PERMITIDAS}
    assert not ajenos, "lea dictamenes.generales: un campo nuevo sólo se agrega ahí"
    assert not set(LISTAS_PERMITIDAS) - set(hallados)
