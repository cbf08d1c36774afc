"""El rótulo de un sitio sin validez va en cada hoja de cada documento, y en los que ya estaban congelados."""

import pytest
from datos_ejemplo import datos_dictamen
from datos_oficios import datos_acuse, datos_contingencia, datos_prevencion, datos_solicitud
from lectura_pdf import paginas_de_texto

from dictamenes.documento import oficio
from dictamenes.documento.oficio.rotulo import DE_DEMOSTRACION, marca_de_agua, rotulo_de

ENSAYO = "ENSAYO — sin validez"
DOCUMENTOS = (
    (oficio.redactar_dictamen, datos_dictamen), (oficio.redactar_acuse, datos_acuse),
    (oficio.redactar_solicitud, datos_solicitud), (oficio.redactar_prevencion, datos_prevencion),
    (oficio.redactar_contingencia, datos_contingencia),
)


@pytest.mark.parametrize(("redactar", "datos"), DOCUMENTOS)
def test_ningun_documento_de_la_practica_sale_sin_su_rotulo(redactar, datos):
    paginas = paginas_de_texto(redactar(datos(rotulo=ENSAYO)).contenido)
    assert paginas
    assert all("ENSAYO — SIN VALIDEZ" in pagina for pagina in paginas)


@pytest.mark.parametrize(("redactar", "datos"), DOCUMENTOS)
def test_lo_que_vale_no_lleva_rotulo(redactar, datos):
    assert not any("SIN VALIDEZ" in pagina for pagina in paginas_de_texto(redactar(datos(rotulo="")).contenido))


def test_lo_congelado_cuando_era_un_si_o_un_no_conserva_el_suyo():
    assert rotulo_de({"demostracion": True}) == DE_DEMOSTRACION
    assert rotulo_de({"demostracion": False}) == rotulo_de({}) == ""


@pytest.mark.parametrize(("rotulo", "marca"), [(ENSAYO, "ENSAYO"), (DE_DEMOSTRACION, "DEMOSTRACIÓN")])
def test_cruza_la_hoja_la_palabra_que_dice_que_es(rotulo, marca):
    assert marca_de_agua(rotulo) == marca
