"""Las gráficas de la cédula: dicen en palabras lo que dibujan y lo congelado antes de que las hubiera sigue igual."""

import pytest
from lectura_pdf import elementos, texto_de, textos_sin_marcar
from papeles_de_muestra import datos_cedula

from dictamenes.documento.oficio import redactar_cedula


@pytest.fixture(scope="module")
def contenido():
    return redactar_cedula(datos_cedula()).contenido


def _figuras(contenido):
    return [atributos["alt"] for tipo, atributos in elementos(contenido) if tipo == "Figure"]


def test_cada_grafica_se_oye_con_lo_que_dibuja_y_nada_queda_sin_marcar(contenido):
    entradas, rezago, anios = _figuras(contenido)
    assert "Más recibidas, en noviembre, con 11; más atendidas, en enero, con 1." in entradas
    assert "El año empezó con 0 y al corte quedaban 10. Más por atender, en noviembre, con 10." in rezago
    assert "Años que se concilian: 2; cuadran 1." in anios
    assert textos_sin_marcar(contenido) == 0


def test_la_frase_va_tambien_impresa_y_los_meses_en_su_tabla(contenido):
    texto = texto_de(contenido)
    assert "Se recibieron 66 y se atendieron 11." in texto
    assert "Noviembre 11 1 10" in texto


def test_un_anio_sin_solicitudes_no_inventa_un_mes():
    datos = datos_cedula()
    datos["cifra"]["por_mes"] = [{"mes": 1, "recibidas": 0, "atendidas": 0, "rezago": 0}]
    assert "Más recibidas, en ninguno; más atendidas, en ninguno." in _figuras(redactar_cedula(datos).contenido)[0]


def test_lo_congelado_sin_graficas_se_rehace_sin_ellas():
    assert _figuras(redactar_cedula(datos_cedula(version=1)).contenido) == []
