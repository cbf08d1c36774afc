"""El PDF como archivo: mismos bytes, fuentes embebidas, PDF/A, datos embebidos y etiquetas."""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import rfc8785
from datos_ejemplo import datos_dictamen, datos_minimos, firma_ejemplo
from datos_oficios import datos_acuse, datos_contingencia, datos_prevencion, datos_solicitud
from lectura_pdf import elementos, embebido, fuentes_de, marcas_por_pagina, textos_sin_marcar

from dictamenes.documento.oficio import (
    CAMPO_FIRMA,
    redactar_acuse,
    redactar_contingencia,
    redactar_dictamen,
    redactar_prevencion,
    redactar_solicitud,
)
from tests.herramientas.cliente_http import a_la_vez

RAIZ = Path(__file__).resolve().parents[4]
GUION = """
import hashlib, sys
from datos_ejemplo import datos_dictamen
from dictamenes.documento.oficio import redactar_dictamen
if sys.argv[1] == "usado":
    redactar_dictamen(datos_dictamen(2))
print(hashlib.sha256(redactar_dictamen(datos_dictamen(25)).contenido).hexdigest())
"""


def _documentos():
    return {
        "dictamen": redactar_dictamen(datos_dictamen(7)),
        "publico": redactar_dictamen(datos_dictamen(25, firma=firma_ejemplo())),
        "minimo": redactar_dictamen(datos_minimos()),
        "acuse": redactar_acuse(datos_acuse()),
        "solicitud": redactar_solicitud(datos_solicitud()),
        "prevencion": redactar_prevencion(datos_prevencion()),
        "contingencia": redactar_contingencia(datos_contingencia()),
    }


@pytest.fixture(scope="module")
def documentos():
    return _documentos()


@pytest.fixture(scope="module", params=["dictamen", "publico", "minimo", "acuse", "solicitud", "prevencion", "contingencia"])
def contenido(request, documentos):
    return documentos[request.param].contenido


def _huella_en_otro_proceso(semilla: str, proceso: str, zona: str) -> str:
    entorno = os.environ | {
        "PYTHONHASHSEED": semilla, "TZ": zona, "PYTHONPATH": f"{RAIZ}{os.pathsep}{Path(__file__).parent}",
    }  # fmt: skip
    orden = [sys.executable, "-c", GUION, proceso]
    return subprocess.run(orden, env=entorno, capture_output=True, text=True, check=True).stdout.strip()


def test_mismos_datos_mismos_bytes_en_otro_proceso_con_otra_semilla_y_otra_zona():
    aqui = hashlib.sha256(redactar_dictamen(datos_dictamen(25)).contenido).hexdigest()
    assert _huella_en_otro_proceso("1", "limpio", "UTC") == aqui
    assert _huella_en_otro_proceso("77", "usado", "Asia/Tokyo") == aqui


def test_varios_hilos_a_la_vez_redactan_lo_mismo_que_uno():
    """Las fuentes de reportlab comparten en qué parte de su archivo van leyendo."""
    antes, esperado = sys.getswitchinterval(), redactar_acuse(datos_acuse()).contenido
    sys.setswitchinterval(1e-6)
    try:
        hechos = a_la_vez(*[lambda: {redactar_acuse(datos_acuse()).contenido for _ in range(6)}] * 8)
    finally:
        sys.setswitchinterval(antes)
    assert hechos == [{esperado}] * 8


def test_otros_datos_otros_bytes():
    uno, otro = datos_dictamen(2), datos_dictamen(2)
    otro["bitacora"]["n"] += 1
    assert redactar_dictamen(uno).contenido != redactar_dictamen(otro).contenido


def test_todas_las_fuentes_van_embebidas_y_son_las_nuestras(contenido):
    fuentes = fuentes_de(contenido)
    assert fuentes
    assert all(fuentes.values()), fuentes
    assert all("+NotoSans" in nombre or "+Montserrat" in nombre for nombre in fuentes)


def test_el_catalogo_es_de_pdfa_en_espanol(contenido):
    with pikepdf.open(BytesIO(contenido)) as pdf:
        assert str(pdf.Root.Lang) == "es-MX"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not any("/Trans" in pagina.obj for pagina in pdf.pages)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["dc:title"] == str(pdf.docinfo["/Title"])


def test_la_fecha_del_archivo_es_la_del_documento_y_no_la_de_hoy():
    with pikepdf.open(BytesIO(redactar_dictamen(datos_dictamen(1)).contenido)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261121000000-07'00'"
    with pikepdf.open(BytesIO(redactar_acuse(datos_acuse()).contenido)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261104092031-07'00'"


def test_los_datos_van_embebidos_en_json_canonico():
    datos = datos_dictamen(3)
    assert embebido(redactar_dictamen(datos).contenido, "dictamen.json") == rfc8785.dumps(datos)
    assert embebido(redactar_acuse(datos_acuse()).contenido, "acuse.json") == rfc8785.dumps(datos_acuse())


def test_un_titulo_con_signos_de_xml_no_rompe_los_metadatos():
    contenido = redactar_dictamen(datos_dictamen(1, asunto="A & B <c> \x00 «d»")).contenido
    with pikepdf.open(BytesIO(contenido)) as pdf, pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        assert xmp["dc:title"].endswith("A & B <c>  «d»")


def test_nada_se_pinta_fuera_del_contenido_marcado(contenido):
    assert textos_sin_marcar(contenido) == 0
    assert all(marcas == en_arbol for marcas, en_arbol in marcas_por_pagina(contenido))


def test_la_estructura_se_lee_en_orden_y_las_tablas_son_parejas(contenido):
    arbol = elementos(contenido)
    tipos = [tipo for tipo, _ in arbol]
    assert tipos.count("H1") == 1
    assert tipos.index("H1") < tipos.index("Table")
    filas_por_tabla = _anchos_de_las_tablas(arbol)
    assert all(len(anchos) == 1 for anchos in filas_por_tabla)
    encabezados = [atributos["alcance"] for tipo, atributos in arbol if tipo == "TH"]
    assert encabezados
    assert set(encabezados) <= {"/Column", "/Row"}


def _anchos_de_las_tablas(arbol) -> list[set[int]]:
    tablas: list[set[int]] = []
    for tipo, atributos in arbol:
        if tipo == "Table":
            tablas.append(set())
        elif tipo == "TR":
            tablas[-1].add(atributos["anchos"])
    return tablas


def test_el_qr_tiene_texto_alternativo():
    figuras = [
        atributos["alt"] for tipo, atributos in elementos(redactar_acuse(datos_acuse()).contenido) if tipo == "Figure"
    ]
    assert figuras == [
        "Código QR con la dirección para verificar este documento: https://dictamenes.ejemplo.gob.mx/v/4HXN8WPC2LQE"
    ]


def test_las_fuentes_del_repositorio_son_las_que_dice_su_procedencia():
    carpeta = RAIZ / "dictamenes/documento/oficio/trazo/fuentes"
    procedencia = (carpeta / "PROCEDENCIA.md").read_text(encoding="utf-8")
    fuentes = sorted(carpeta.glob("*.ttf"))
    assert len(fuentes) == 6
    assert all(hashlib.sha256(fuente.read_bytes()).hexdigest() in procedencia for fuente in fuentes)
    assert all(
        "SIL OPEN FONT LICENSE" in licencia.read_text(encoding="utf-8").upper() for licencia in carpeta.glob("OFL*.txt")
    )


def test_la_caja_trae_un_campo_de_firma_vacio_y_etiquetado():
    documento = redactar_dictamen(datos_dictamen(2))
    pagina, *esquinas = documento.caja_firma
    with pikepdf.open(BytesIO(documento.contenido)) as pdf:
        (campo,) = pdf.Root.AcroForm.Fields
        assert str(campo.T) == CAMPO_FIRMA
        assert "/V" not in campo
        assert [float(lado) for lado in campo.Rect] == pytest.approx(esquinas)
        assert pdf.pages[pagina].obj == campo.P
        numeros = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        elemento = numeros[numeros.index(campo.StructParent) + 1]
        assert str(elemento.S) == "/Form"
        assert isinstance(elemento.K, pikepdf.Dictionary)


def test_el_ejemplar_publico_no_trae_campo_de_firma():
    with pikepdf.open(BytesIO(redactar_dictamen(datos_dictamen(2, firma=firma_ejemplo())).contenido)) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_el_campo_se_llama_como_el_que_llena_la_firma():
    from dictamenes.documento.firma.sello import CAMPO_FIRMA as EL_DE_LA_FIRMA

    assert CAMPO_FIRMA == EL_DE_LA_FIRMA
