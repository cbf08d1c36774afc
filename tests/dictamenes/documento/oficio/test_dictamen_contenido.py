"""Lo que dice el dictamen (DOMINIO §7) y lo que impide emitirlo."""

from decimal import Decimal

import pytest
from datos_ejemplo import BASE, datos_dictamen, datos_minimos, firma_ejemplo
from lectura_pdf import paginas_de_texto, texto_de

from dictamenes.documento.oficio import DocumentoIncompleto, incompletitudes, redactar_dictamen
from dictamenes.documento.oficio.importes import importe
from dictamenes.documento.oficio.letra import importe_en_letra

ROTULO = "DOCUMENTO DE DEMOSTRACIÓN"


@pytest.fixture(scope="module")
def texto():
    return texto_de(redactar_dictamen(datos_dictamen(7)).contenido)


@pytest.mark.parametrize(
    "esperado",
    [
        "Oficialía Mayor", "Subsecretaría de Gobierno Digital", "leyenda oficial del año", "SGD-DTE-2026-0148",
        "OM/SGD/0912/2026", "SGD-SDTE-2026-00421", "SGD/DTE/2026/0421", "3C.12.4/2026/0421",
        "Hermosillo, Sonora, a 21 de noviembre de 2026", "Ing. Rosaura Bórquez Peñúñuri", "Asunto:", "Antecedentes",
        "Competencia y fundamento", "artículos 91 a 93", "Objeto del dictamen", "Análisis técnico", "versión 2026.1",
        "Estándar ilustrativo", "Desviaciones respecto de lo exigido", "No declarado", "Análisis estratégico",
        "PRIMERO.", "SEGUNDO.", "TERCERO.", "CUARTO.", "QUINTO.", "4 de diciembre de 2026", "Darío Félix Valenzuela",
        "Ximena Yocupicio Ruiz", "Amparo Noriega Tánori", "7QK4-M2XD-9TRA", "3b" * 32, "5d" * 32, "C.c.p.",
        "Anexo técnico", "≥ 6", "aulas & bibliotecas", "monitor <básico>",
    ],
)  # fmt: skip
def test_el_dictamen_dice_cada_apartado(texto, esperado):
    assert esperado in texto


def test_el_total_va_en_numero_y_en_letra_y_el_iva_por_tasa(texto):
    totales = datos_dictamen(7)["totales"]
    assert f"${importe(totales['total'])}" in texto
    assert importe_en_letra(Decimal(totales["total"])) in texto
    assert f"${importe(totales['subtotal'])}" in texto
    assert all(importe(iva["importe"]) in texto for iva in totales["iva"])
    assert all(tasa in texto for tasa in ("IVA 16", "IVA 8", "IVA 0"))


def test_siete_conceptos_caben_en_cuatro_paginas():
    assert redactar_dictamen(datos_dictamen(7)).paginas <= 4


def test_sin_fundamento_capturado_no_se_inventa_ningun_articulo():
    texto = texto_de(redactar_dictamen(datos_dictamen(2, fundamentos=[])).contenido)
    assert "No se capturó ningún fundamento" in texto
    assert "artículos 91" not in texto


def test_cien_conceptos_salen_todos_con_encabezado_repetido():
    datos = datos_dictamen(100)
    paginas = paginas_de_texto(redactar_dictamen(datos).contenido)
    assert sum("Total con IVA" in pagina for pagina in paginas) >= 4
    completo = " ".join(paginas)
    assert all(importe(concepto["total"]) in completo for concepto in datos["conceptos"])
    assert f"Página {len(paginas)} de {len(paginas)}" in paginas[-1]


def test_la_marca_de_demostracion_va_en_todas_las_paginas_o_en_ninguna():
    con_marca = paginas_de_texto(redactar_dictamen(datos_dictamen(7)).contenido)
    sin_marca = paginas_de_texto(redactar_dictamen(datos_dictamen(7, rotulo="")).contenido)
    assert all(ROTULO in pagina for pagina in con_marca)
    assert not any(ROTULO in pagina for pagina in sin_marca)


def test_el_asunto_propio_queda_a_la_vista():
    assert "ASUNTO PROPIO" in texto_de(redactar_dictamen(datos_dictamen(1, asunto_propio=True)).contenido)
    assert "ASUNTO PROPIO" not in texto_de(redactar_dictamen(datos_dictamen(1)).contenido)


def test_el_ejemplar_de_las_partes_tiene_caja_dentro_de_la_hoja():
    documento = redactar_dictamen(datos_dictamen(7))
    pagina, x1, y1, x2, y2 = documento.caja_firma
    assert 0 <= pagina < documento.paginas
    assert 0 < x1 < x2 < 612
    assert 0 < y1 < y2 < 792
    assert "VII. Elaboró" in paginas_de_texto(documento.contenido)[pagina]


def test_el_ejemplar_publico_dice_quien_firmo_y_no_lleva_caja():
    documento = redactar_dictamen(datos_dictamen(3, firma=firma_ejemplo()))
    texto = texto_de(documento.contenido)
    assert documento.caja_firma is None
    assert "EJEMPLAR PÚBLICO" in texto
    assert "Firmado electrónicamente por Amparo Noriega Tánori" in texto
    assert "23 de noviembre de 2026, 18:12 horas (hora de Hermosillo)" in texto
    assert "9f" * 32 in texto


def test_la_forma_autografa_deja_linea_y_lo_dice():
    datos = datos_dictamen(2, dictamen=BASE["dictamen"] | {"forma_firma": "autografa"})
    documento = redactar_dictamen(datos)
    assert documento.caja_firma is None
    assert "firma autógrafa" in texto_de(documento.contenido)
    publico = redactar_dictamen(datos | {"firma": firma_ejemplo("autografa")})
    assert "Firmado de manera autógrafa por" in texto_de(publico.contenido)


def test_un_concepto_no_favorable_dice_razones_y_que_corregir():
    datos = datos_dictamen(2)
    datos["conceptos"][1] |= {
        "sentido": "no_favorable",
        "razones": ["No hay energía"],
        "corregir": "Ampliar la acometida",
    }
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert "No favorable" in texto
    assert "No hay energía. Qué corregir: Ampliar la acometida." in texto


def test_un_favorable_de_lo_que_no_cumple_dice_por_que_procede():
    datos = datos_dictamen(2)
    datos["conceptos"][1] |= {"sentido": "favorable", "razones": [], "corregir": "", "motivo": "El faltante es menor"}
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert "Procede aunque no cumple el estándar: El faltante es menor." in texto


def test_los_conceptos_con_mismo_perfil_y_resultado_se_dicen_juntos_en_el_anexo():
    datos = datos_dictamen(8)
    datos["conceptos"][7]["atributos"] = datos["conceptos"][0]["atributos"]
    assert "1 y 8. Cómputo de escritorio" in texto_de(redactar_dictamen(datos).contenido)


def test_lo_minimo_se_puede_emitir():
    assert redactar_dictamen(datos_minimos()).paginas <= 2
    assert incompletitudes(datos_minimos()) == []


def test_textos_larguisimos_y_signos_raros_no_rompen_la_hoja():
    datos = datos_dictamen(2, asunto="X" * 900, antecedentes=["párrafo " * 1200])
    datos["conceptos"][0]["descripcion"] = "SinEspacios" * 300
    datos["conceptos"][1]["atributos"][0]["declarado"] = "W" * 2000
    datos["conceptos"][1]["atributos"][1]["exigido"] = "<b>&</b> 😀 漢 \x00\x07\u202e fin"
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert "<b>&</b> [U+1F600] [U+6F22] fin" in texto


@pytest.mark.parametrize(
    ("cambio", "faltante"),
    [
        ({"autoriza": {"nombre": "", "cargo": "Titular"}}, "Falta la autoridad: nombre y cargo de quien autoriza."),
        ({"encabezado": {}}, "Falta la autoridad: la dependencia que emite."),
        ({"asunto": "  "}, "Falta el objeto: el asunto del dictamen."),
        ({"conceptos": []}, "Falta el objeto: no hay ningún concepto que dictaminar."),
        ({"analisis_tecnico": {"opiniones": []}}, "Falta la motivación: ninguna opinión técnica con texto."),
        ({"analisis_estrategico": {}}, "Falta la motivación: el análisis estratégico no tiene texto."),
        ({"sentido": {}}, "Falta la motivación: el sentido del dictamen."),
        ({"resolutivos": []}, "Falta la motivación: no hay resolutivos."),
    ],
)
def test_no_se_emite_si_falta_autoridad_objeto_o_motivacion(cambio, faltante):
    datos = datos_dictamen(1) | cambio
    assert incompletitudes(datos) == [faltante]
    with pytest.raises(DocumentoIncompleto) as error:
        redactar_dictamen(datos)
    assert error.value.faltantes == [faltante]


def test_un_no_favorable_sin_razones_no_se_emite():
    datos = datos_dictamen(1)
    datos["conceptos"][0] |= {"sentido": "no_favorable", "razones": [" "]}
    assert incompletitudes(datos) == ["Falta la motivación: el concepto 1 es no favorable y no dice por qué."]


def test_un_perfil_larguisimo_se_abrevia_en_el_anexo_y_va_completo_en_el_objeto():
    datos = datos_dictamen(1)
    datos["conceptos"][0]["perfil"] = "palabra " * 1500 + "final"
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert "palabra final" in texto
    assert "…" in texto


def test_una_dependencia_de_nombre_larguisimo_se_recorta_en_el_membrete():
    datos = datos_dictamen(1)
    datos["encabezado"]["dependencia"] = "Dependencia " * 400
    assert redactar_dictamen(datos).paginas <= 4


def test_la_calidad_de_cada_quien_se_imprime_una_vez_y_sin_ella_no_se_dice_nada():
    """Quien elaboró, quien revisó y quien firma; y en el ejemplar público, en la constancia."""
    sin, con = datos_dictamen(), datos_dictamen()
    con["autoriza"]["calidad"], con["elaboro"]["calidad"] = "En suplencia por ausencia de A", "Actúa con fundamento en B"
    con["reviso"][0]["calidad"] = "En suplencia por ausencia de C"
    partes = texto_de(redactar_dictamen(con).contenido)
    firma = firma_ejemplo() | {"calidad": "En suplencia por ausencia de A"}
    publico = texto_de(redactar_dictamen({**con, "firma": firma}).contenido)
    for dicho in ("En suplencia por ausencia de A.", "Actúa con fundamento en B.", "En suplencia por ausencia de C."):
        assert (partes.count(dicho), publico.count(dicho)) == (1, 1)
    assert "suplencia" not in texto_de(redactar_dictamen(sin).contenido)


def test_la_clave_de_verificacion_va_en_un_renglon_aunque_sea_ancha():
    datos = datos_dictamen(2)
    ancha = datos["dictamen"]["clave"] = "W" * 24
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert ancha in texto.replace(f"Clave {ancha}", ""), "además del pie"


def test_lo_que_no_lleva_importe_no_lleva_sus_columnas():
    datos = datos_dictamen(2)
    for uno in datos["conceptos"]:
        uno |= {"precio_unitario": "0.00", "importe": "0.00", "iva": "0.00", "total": "0.00"}
    datos["totales"] = {"subtotal": "0.00", "iva": [], "total": "0.00"}
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert "Cantidad" in texto
    assert not [ajeno for ajeno in ("Precio unitario", "Total con IVA", "16 %") if ajeno in texto]
