"""Cómo se reparte el papel en hojas: ningún encabezado solo al pie, ninguna hoja casi vacía, y un índice que lleva a cada parte."""

import re
from io import BytesIO

import pikepdf
import pytest
from datos_ejemplo import BASE, con_resolutivos, concepto, datos_dictamen, firma_ejemplo, totales
from datos_oficios import datos_acuse, datos_prevencion, datos_solicitud
from lectura_pdf import paginas_de_texto, texto_de
from reportlab.platypus import Spacer

from dictamenes.documento.oficio import (
    emision,
    redactar_acuse,
    redactar_dictamen,
    redactar_prevencion,
    redactar_solicitud,
)
from dictamenes.documento.oficio.trazo import piezas
from dictamenes.documento.oficio.trazo.piezas import ALTO_UTIL

NEGADO = {"sentido": "no_favorable", "razones": ["El almacenamiento declarado es menor al exigido."],
          "corregir": "Ofertar unidad de estado sólido"}


def _mezclado(cuantos: int) -> dict:
    """Con conceptos de todo sentido, uno de cada tres negado."""
    conceptos = [concepto(n) | (NEGADO if n % 3 == 1 else {}) for n in range(1, cuantos + 1)]
    return con_resolutivos(BASE | {"conceptos": conceptos, "totales": totales(conceptos)})


@pytest.fixture
def acomodos(monkeypatch):
    """Cada hoja armada: al final, la que se entrega."""
    hechos, armar = [], emision.armar
    monkeypatch.setattr(emision, "armar", lambda *datos: hechos.append(armar(*datos)) or hechos[-1])
    return hechos


@pytest.mark.parametrize(("cuantos", "publico"), [(1, False), (2, True), (4, True), (7, False), (13, True), (23, False), (40, True)])
def test_ninguna_hoja_va_casi_vacia_ni_acaba_en_encabezado(cuantos, publico, acomodos):
    """Los tamaños en que la última hoja cambia; del 1 al 40 se miraron todos."""
    datos = _mezclado(cuantos) | {"firma": firma_ejemplo()} if publico else datos_dictamen(cuantos)
    contenido = redactar_dictamen(datos).contenido
    assert acomodos[-1].ultima >= emision.ULTIMA_MINIMA
    _exigir_bien_repartido(contenido, acomodos[-1].lienzo.marcadores)


@pytest.mark.parametrize(("alto", "queda"), [(0.2 * ALTO_UTIL, 0.2), (0.9 * ALTO_UTIL, 0.4)])
def test_dos_tablas_juntas_se_quedan_con_su_encabezado_hasta_dos_quintos_de_hoja(alto, queda):
    """Lo mismo que el par necesita para partirse: con menos pasa entero a la otra página."""
    assert piezas._principio(piezas.ParDeBloques(Spacer(100, alto), None), None, 400) == pytest.approx(queda * ALTO_UTIL)


@pytest.mark.parametrize("cuantos", [1, 5, 6, 14])
def test_la_ultima_hoja_de_un_oficio_lleva_mas_que_la_firma(cuantos, acomodos):
    paginas = paginas_de_texto(redactar_solicitud(datos_solicitud(cuantos) | {"version": 2}).contenido)
    assert acomodos[-1].paginas == 1 or acomodos[-1].ultima >= emision.ULTIMA_MINIMA
    assert not re.match(r".*OFICIO DE SOLICITUD Solicita ", paginas[-1]), "la última es sólo la firma"


def _exigir_bien_repartido(contenido: bytes, marcadores) -> None:
    """Tras cada encabezado hay, en su misma hoja, algo más que otro encabezado."""
    paginas = paginas_de_texto(contenido)
    for marcador in marcadores:
        pagina = paginas[marcador.pagina]
        despues = pagina.rsplit(marcador.texto, 1)[-1].split("Dictamen SGD-DTE")[0]
        for otro in marcadores:
            despues = despues.replace(otro.texto, "")
        assert len(despues.split()) >= 3, f"«{marcador.texto}» queda solo al pie de la hoja {marcador.pagina + 1}"


def test_el_dictamen_trae_un_indice_que_lleva_a_cada_seccion():
    contenido = redactar_dictamen(datos_dictamen(7)).contenido
    paginas = paginas_de_texto(contenido)
    with pikepdf.open(BytesIO(contenido)) as pdf, pdf.open_outline() as indice:
        titulos = [entrada.title for entrada in indice.root]
        assert titulos == ["I. Antecedentes", "II. Competencia y fundamento", "III. Objeto del dictamen", "IV. Análisis técnico",
                           "V. Análisis estratégico", "VI. Resolutivos", "VII. Elaboró, revisó y autoriza", "VIII. Integridad",
                           "IX. Anexo técnico"]
        assert "Gobierno Electrónico: procede" in [hija.title for hija in indice.root[3].children]
        for entrada in indice.root:
            numero = pdf.pages.index(pikepdf.Page(entrada.destination[0]))
            assert entrada.title in paginas[numero]


def test_la_cantidad_concuerda_con_su_unidad_y_cada_tamano_dice_lo_que_mide():
    datos = datos_dictamen(2)
    datos["conceptos"][0] |= {"cantidad": "25", "unidad": "pieza"}
    datos["conceptos"][1] |= {"cantidad": "1", "unidad": "meses"}
    datos["anexos"][0]["tamano"] = 612
    texto = texto_de(redactar_dictamen(datos).contenido)
    assert ("25 piezas" in texto, "1 mes " in texto, "612 bytes" in texto) == (True, True, True)
    assert "1 kB" not in texto_de(redactar_acuse(datos_acuse() | {"version": 2, "anexos": datos["anexos"]}).contenido)
    de_antes = datos_acuse() | {"version": 1, "anexos": [datos["anexos"][0] | {"tamano": octetos} for octetos in (612, 999_400)]}
    texto = texto_de(redactar_acuse(de_antes).contenido)
    assert ("1 kB" in texto, "999 kB" in texto) == (True, True), "lo de la versión 1 se vuelve a dibujar como se dibujó"


def test_solo_afirma_el_sello_quien_lo_lleva():
    autografa = datos_dictamen(1, dictamen=BASE["dictamen"] | {"forma_firma": "autografa"})
    assert "lleva sello institucional" in texto_de(redactar_dictamen(autografa).contenido)
    for redactar, datos in ((redactar_solicitud, datos_solicitud()), (redactar_prevencion, datos_prevencion())):
        datos |= {"version": 2}
        assert "sello institucional" not in texto_de(redactar(datos).contenido)
    de_antes = datos_prevencion() | {"version": 1}
    de_antes["prevencion"] |= {"forma_firma": "autografa"}
    assert "lleva sello institucional" in texto_de(redactar_prevencion(de_antes).contenido), "lo de la versión 1 sigue diciéndolo"
    assert "sello institucional" not in texto_de(redactar_prevencion(de_antes | {"version": 2}).contenido)


def test_lo_dictaminado_va_junto_a_lo_solicitado_y_lo_que_no_cuesta_no_se_escribe_con_letra():
    mezclado = _mezclado(4)
    texto = texto_de(redactar_dictamen(mezclado).contenido)
    for clave in ("solicitado", "favorable"):
        assert f"${float(mezclado['dictaminado'][clave]):,.2f}" in texto
    gratis = [concepto(1) | dict.fromkeys(("precio_unitario", "importe", "iva", "total"), "0.00")]
    baja = con_resolutivos(BASE | {"conceptos": gratis, "totales": totales(gratis), "vigencia": None})
    texto = texto_de(redactar_dictamen(baja).contenido)
    assert "ero pesos" not in texto
    assert "Solicitado, con IVA" not in texto


def test_cada_area_dice_su_postura_por_concepto_y_sus_criterios_bajo_ella():
    texto = texto_de(redactar_dictamen(datos_dictamen(7)).contenido)
    assert "Procede: los conceptos 1 y 4 a 7." in texto
    assert "Concepto 2, procede con condiciones: el almacenamiento declarado es menor al exigido." in texto
    assert "Cumple, sin observaciones: Viabilidad operativa; Neutralidad tecnológica." in texto
    assert texto.index("Gobierno Electrónico: procede") < texto.index("No aplica: Propiedad del código.")
