"""Lo que con muchos datos pasa de dos segundos enseña su avance: una sola pieza, `data-espera` (static/fuente/js/espera.js)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PLANTILLAS = Path(__file__).resolve().parents[2] / "templates"
# Recorren todos los expedientes, toda la bitácora o un archivo entero, y crecen con ellos.
TARDAN = (
    "auditoria:eventos_csv", "auditoria:eventos_xlsx", "auditoria:expedientes_csv", "auditoria:expedientes_xlsx",
    "auditoria:exportar", "auditoria:muestra_archivo", "auditoria:verificar", "flujos:conceptos_csv", "flujos:conceptos_xlsx",
    "flujos:copia_paquete", "flujos:exportar", "flujos:vencimientos_csv", "flujos:vencimientos_xlsx", "indicadores:cedula_pdf",
    "indicadores:cedula_xlsx", "indicadores:cifra_csv", "indicadores:cifra_json", "indicadores:cifra_zip",
    "indicadores:contratos_csv",
)
# Su formulario se envía a la misma página: el que recibe el archivo, el que publica o el que cuenta.
FORMULARIOS = (
    "auditoria/muestra.html", "flujos/bandeja/lote.html", "flujos/captura/importar.html", "flujos/captura/presentar.html",
    "flujos/estudio/firma.html", "flujos/estudio/firmar_varios.html", "flujos/expediente/transferencias.html",
    "indicadores/abiertos/publicar.html", "indicadores/cedula/_cual_cuenta.html", "indicadores/cedula/informe_publicar.html",
    "indicadores/contratos/importar.html", "indicadores/pasado/_vista_previa.html", "indicadores/pasado/subir.html",
)
ETIQUETA = re.compile(r"<(?:a|form)\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>", re.DOTALL)
RENGLONES = {ruta.relative_to(PLANTILLAS).as_posix(): ruta.read_text(encoding="utf-8") for ruta in PLANTILLAS.rglob("*.html")}


@pytest.mark.parametrize("ruta", TARDAN)
def test_cada_vinculo_a_lo_que_tarda_dice_que_espera(ruta):
    suyos = [(nombre, tag) for nombre, texto in RENGLONES.items() for tag in ETIQUETA.findall(texto) if f"'{ruta}'" in tag]
    con_pieza = [nombre for nombre, texto in RENGLONES.items() if f'{{% url "{ruta}"' in texto and "{% descarga " in texto]
    assert suyos or con_pieza, "ya nadie lleva ahí: quítela de la lista"
    assert [nombre for nombre, tag in suyos if "data-espera" not in tag] == []


@pytest.mark.parametrize("nombre", FORMULARIOS)
def test_cada_formulario_que_tarda_dice_que_espera(nombre):
    assert any(tag.startswith("<form") and "data-espera" in tag for tag in ETIQUETA.findall(RENGLONES[nombre]))


def test_lo_que_se_descarga_armado_al_pedirlo_va_con_la_pieza():
    callados = [nombre for nombre, texto in RENGLONES.items() if re.search(r'\{% vinculo "(?:Descargar|Excel)', texto)]
    assert callados == []
