"""Las gráficas de la cédula: dicen en palabras lo que dibujan y lo congelado antes de que las hubiera sigue igual."""

import pytest
from datos_ejemplo import BASE
from lectura_pdf import elementos, texto_de, textos_sin_marcar

from cuentas.interfaz.formatos import MESES
from dictamenes.documento.oficio import redactar_cedula


def _datos(version=2, hasta_mes=11):
    meses = [{"mes": n, "recibidas": n, "atendidas": 1, "rezago": n - 1} for n in range(1, hasta_mes + 1)]
    return {
        "version": version, "rotulo": "", "encabezado": BASE["encabezado"], "huella": "ab" * 32, "meses": list(MESES),
        "cedula": {"numero": 1, "publicada": "2026-01-15", "campos": []},
        "cifra": {
            "anio": 2026, "corte": f"2026-{hasta_mes}-30", "porcentaje": "50.00", "porcentaje_flujo": "16.67",
            "recibidas": 66, "cohorte": 33, "atendidas": 11, "rezago_inicial": 0, "rezago": 10, "definicion": "1",
            "tardios": {"hechos": 0}, "por_mes": meses, "hasta": {"n": 9, "eslabon": "cd" * 32},
        },
        "semaforo": {"texto": "Favorable",
                     "reglas": [["Favorable", "95 %"], ["En riesgo", "80 %"], ["Desfavorable", "menos"]]},
        "definicion": [["Recibida", "La que llegó."]],
        "conciliacion": [
            {"anio": 2026, "publicadas": None, "registro": 11, "diferencia": None, "texto": "Sin cifra", "fuente": ""},
            {"anio": 2025, "publicadas": 4, "registro": 4, "diferencia": 0, "texto": "Concilia", "fuente": "Informe"},
        ],
    }


@pytest.fixture(scope="module")
def contenido():
    return redactar_cedula(_datos()).contenido


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
    datos = _datos()
    datos["cifra"]["por_mes"] = [{"mes": 1, "recibidas": 0, "atendidas": 0, "rezago": 0}]
    assert "Más recibidas, en ninguno; más atendidas, en ninguno." in _figuras(redactar_cedula(datos).contenido)[0]


def test_lo_congelado_sin_graficas_se_rehace_sin_ellas():
    assert _figuras(redactar_cedula(_datos(version=1)).contenido) == []
