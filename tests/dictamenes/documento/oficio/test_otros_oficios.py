"""El acuse en una hoja carta, el oficio de solicitud y la prevención."""

import pytest
from datos_oficios import datos_acuse, datos_prevencion, datos_solicitud
from lectura_pdf import texto_de

from dictamenes.documento.oficio import DocumentoIncompleto, redactar_acuse, redactar_prevencion, redactar_solicitud


@pytest.mark.parametrize("anexos", [0, 1, 12, 25])
def test_el_acuse_cabe_en_una_hoja_carta(anexos):
    documento = redactar_acuse(datos_acuse(anexos))
    assert documento.paginas == 1
    assert documento.caja_firma is None


def test_el_acuse_dice_folio_hora_de_hermosillo_vencimiento_y_huellas():
    datos = datos_acuse(6)
    texto = texto_de(redactar_acuse(datos).contenido)
    esperados = (
        "SGD-ACU-2026-00421", "SGD-SDTE-2026-00421", "4 de noviembre de 2026, 09:20 horas (hora de Hermosillo)",
        "20 de noviembre de 2026", "10 días hábiles", "Secretaría de Educación y Cultura (SEC)", "$11,980,720.28",
        "4HXN-8WPC-2LQE", "DOCUMENTO DE DEMOSTRACIÓN",
    )  # fmt: skip
    assert [esperado for esperado in esperados if esperado not in texto] == []
    assert all(anexo["sha256"] in texto for anexo in datos["anexos"])


def test_lo_recibido_en_papel_dice_tambien_cuando_se_capturo():
    datos = datos_acuse()
    datos["acuse"]["capturada_en"] = "2026-11-05T17:00:00+00:00"
    assert "5 de noviembre de 2026, 10:00 horas" in texto_de(redactar_acuse(datos).contenido)


def test_la_solicitud_la_emite_el_ente_y_se_firma_a_mano_o_con_caja():
    datos = datos_solicitud()
    a_mano = redactar_solicitud(datos)
    texto = texto_de(a_mano.contenido)
    assert a_mano.caja_firma is None
    assert "Secretaría de Educación y Cultura" in texto
    assert "SEC/UTIC/0345/2026" in texto
    assert "son veraces." in texto
    assert redactar_solicitud(datos | {"oficio": datos["oficio"] | {"forma_firma": "pades"}}).caja_firma


def test_la_prevencion_enlista_observaciones_plazo_y_apercibimiento():
    documento = redactar_prevencion(datos_prevencion())
    texto = texto_de(documento.contenido)
    esperados = ("SGD-PREV-2026-00033", "5 días hábiles", "13 de noviembre de 2026", "Causal PREV-03.",
                 "Sólo hay dos cotizaciones & ninguna razón.", "Corrija el concepto o el anexo.", "se desechará.",
                 "No se capturó ningún fundamento")  # fmt: skip
    assert [esperado for esperado in esperados if esperado not in texto] == []
    assert documento.caja_firma


@pytest.mark.parametrize(
    ("redactar", "datos", "faltante"),
    [
        (redactar_acuse, {"acuse": {"folio": "X"}}, "Falta la hora de recepción."),
        (redactar_solicitud, {"asunto": "x"}, "No hay ningún concepto que solicitar."),
        (redactar_prevencion, {"observaciones": []}, "No hay ninguna observación."),
    ],
)
def test_sin_lo_indispensable_no_se_redacta(redactar, datos, faltante):
    with pytest.raises(DocumentoIncompleto, match=faltante):
        redactar(datos)


def test_sin_nombre_del_destinatario_se_dirige_a_su_cargo():
    datos = datos_solicitud()
    datos["destinatario"]["nombre"] = ""
    texto = texto_de(redactar_solicitud(datos).contenido)
    assert "A quien corresponda" not in texto
    assert "Titular de la Subsecretaría de Gobierno Digital Oficialía Mayor Presente." in texto
