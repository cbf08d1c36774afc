"""Testar los datos: lo quitado no queda en ninguna parte, y lo que no se puede testar no se testa a medias. Sin base."""

from __future__ import annotations

import json

import pytest

from dictamenes.documento.testado import Fragmento, NoSePuedeTestar, apariciones, plano, sin_fragmentos, textos
from tests.dictamenes.documento.oficio.datos_ejemplo import datos_dictamen as ejemplo

SECRETO = "Clínica Ficticia de San Ángel"


def con_secreto(secreto=SECRETO):
    datos = json.loads(json.dumps(ejemplo()))
    datos["asunto"] += f" en la {secreto.upper()}"
    datos["antecedentes"].append(f"Se visitó la {secreto}\n y se levantó acta en la clinica  ficticia de\tSan Angel.")
    datos["conceptos"][0]["descripcion"] += f", para {secreto}"
    datos["analisis_estrategico"]["texto"] += f" La {secreto} lo pidió."
    return datos


def fragmento(texto=SECRETO, motivo="Identifica a una persona."):
    return Fragmento(texto, "Ley ficticia, artículo 1", motivo)


def test_lo_testado_no_queda_aunque_cambien_acentos_mayusculas_o_espacios():
    antes = con_secreto()
    despues = sin_fragmentos(antes, [fragmento()])
    assert len(apariciones(antes, SECRETO)) == 5
    assert plano("clinica") not in plano(json.dumps(despues, ensure_ascii=False).replace("\\n", " ").replace("\\t", " "))
    assert despues["asunto"].endswith("en la [Testado 1]")
    assert despues["version_publica"] == {"testes": [
        {"marca": 1, "fundamento": "Ley ficticia, artículo 1", "motivo": "Identifica a una persona.", "veces": 5}]}
    assert antes == con_secreto()  # los congelados no se tocan


@pytest.mark.parametrize("escondido", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u0301", "\u0323\u0302"])
def test_lo_que_no_se_ve_no_esconde_lo_testado(escondido):
    datos = con_secreto()
    de_otro_modo = SECRETO.replace("ni", f"{escondido}ni").replace(" Fi", f" {escondido}Fi")
    datos["antecedentes"].append(f"Consta que la {escondido.join(SECRETO)} lo recibió, y la {de_otro_modo}.")
    despues = sin_fragmentos(datos, [fragmento()])
    assert (despues["version_publica"]["testes"][0]["veces"], "ica" in despues["antecedentes"][-1]) == (7, False)
    assert sin_fragmentos(con_secreto(), [fragmento(escondido.join(SECRETO))])["version_publica"]["testes"][0]["veces"] == 5


def test_la_segunda_version_sigue_la_numeracion_y_no_testa_las_marcas():
    primera = sin_fragmentos(con_secreto(), [fragmento()])
    segunda = sin_fragmentos(primera, [fragmento("lo pidió")])
    assert [t["marca"] for t in segunda["version_publica"]["testes"]] == [1, 2]
    assert "La [Testado 1] [Testado 2]." in segunda["analisis_estrategico"]["texto"]
    with pytest.raises(NoSePuedeTestar, match="no está"):
        sin_fragmentos(segunda, [fragmento("Testado 1")])


def test_no_se_testa_a_medias_lo_que_esta_donde_no_se_puede():
    datos = con_secreto()
    for fijo in (datos["dictamen"]["folio"], datos["autoriza"]["nombre"], datos["totales"]["total"]):
        datos["antecedentes"].append(f"Consta {fijo}.")
        with pytest.raises(NoSePuedeTestar, match="no se puede testar"):
            sin_fragmentos(datos, [fragmento(fijo)])


@pytest.mark.parametrize("texto", ["", " ", "de", "..", "\n\n"])
def test_un_fragmento_muy_corto_no_se_testa(texto):
    with pytest.raises(NoSePuedeTestar, match="corto"):
        sin_fragmentos(con_secreto(), [fragmento(texto)])


def test_el_motivo_no_puede_repetir_lo_testado():
    with pytest.raises(NoSePuedeTestar, match="motivo"):
        sin_fragmentos(con_secreto(), [fragmento(motivo="Es la clinica ficticia de san angel.")])


def test_los_textos_que_se_ofrecen_no_traen_folios_importes_ni_autoridades():
    datos = con_secreto()
    ofrecidos = [texto for _, texto in textos(datos)]
    assert any(SECRETO in texto for texto in ofrecidos)
    fijos = {datos["dictamen"]["clave"], datos["autoriza"]["nombre"], datos["totales"]["total"], datos["elaboro"]["nombre"]}
    assert not fijos & set(ofrecidos)


def test_la_nota_de_un_area_tambien_se_testa_y_los_importes_por_sentido_no():
    datos = ejemplo()
    datos["analisis_tecnico"]["opiniones"][0]["conceptos"][0]["nota"] = f"lo pidió la {SECRETO}"
    assert SECRETO not in json.dumps(sin_fragmentos(datos, [fragmento()]), ensure_ascii=False)
    with pytest.raises(NoSePuedeTestar, match="también está en"):
        apariciones(datos, datos["dictaminado"]["favorable"])
