"""Fechas con mes en minúscula y hora de Hermosillo; cifras con separador de miles."""

from datetime import UTC, date, datetime

import pytest

from cuentas.interfaz import formatos
from dictamenes.documento.oficio import fechas, importes


def test_el_mes_va_en_minuscula():
    assert fechas.fecha_larga("2026-11-21") == "21 de noviembre de 2026"
    assert fechas.fecha_larga(date(2027, 1, 1)) == "1 de enero de 2027"


def test_la_hora_es_la_de_hermosillo_y_puede_ser_otro_dia():
    momento = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
    assert fechas.momento_largo(momento) == "21 de noviembre de 2026, 20:05 horas (hora de Hermosillo)"
    assert fechas.fecha_larga("2026-11-22T03:05:00+00:00") == "21 de noviembre de 2026"


def test_hermosillo_no_cambia_de_hora_en_verano():
    assert fechas.en_hermosillo("2026-07-01T12:00:00+00:00").hour == fechas.en_hermosillo("2026-12-01T12:00:00Z").hour


def test_fecha_o_momento_distingue_por_la_hora():
    assert fechas.fecha_o_momento("2026-11-04") == "4 de noviembre de 2026"
    assert "09:20 horas" in fechas.fecha_o_momento("2026-11-04T16:20:00+00:00")


@pytest.mark.parametrize("momento", ["2026-11-21T10:00:00", datetime(2026, 11, 21)])
def test_un_momento_sin_zona_es_un_error(momento):
    with pytest.raises(ValueError, match="zona horaria"):
        fechas.momento_largo(momento)


@pytest.mark.parametrize(
    ("valor", "escrito"),
    [
        ("1234.5", "1,234.50"),
        ("100", "100.00"),
        ("1E+3", "1,000.00"),
        ("0.12345", "0.12345"),
        ("999999999.99", "999,999,999.99"),
    ],
)
def test_importe_con_miles_y_dos_decimales_al_menos(valor, escrito):
    assert importes.importe(valor) == escrito


@pytest.mark.parametrize(("valor", "escrito"), [("100", "100"), ("2.50", "2.5"), ("12000", "12,000"), (7, "7")])
def test_cantidad_sin_ceros_de_sobra(valor, escrito):
    assert formatos.numero(valor) == escrito


@pytest.mark.parametrize(
    ("tasa", "escrita"), [("0.16", "16\u00a0%"), ("16", "16\u00a0%"), ("8.00", "8\u00a0%"), ("0", "0\u00a0%")]
)
def test_la_tasa_se_entiende_en_fraccion_o_en_puntos(tasa, escrita):
    assert importes.porcentaje(tasa) == escrita
