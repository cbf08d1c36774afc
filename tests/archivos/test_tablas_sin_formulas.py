"""Lo exportado se abre en una hoja de cálculo sin que ninguna celda se vuelva fórmula."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from archivos.tablas import csv_de, neutral, xlsx_de
from bitacora.models import Evento
from cuentas.models import Ente
from cuentas.texto import visible
from indicadores.models import DescargaPublica
from indicadores.tableros import descargas
from indicadores.tableros.views import publico
from tests.seguridad.recorrido_urls import navegador

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\0=1+1", " =1+1", "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://malo.example","x")', "{=1+1}", "＝1+1", "＠SUM(A1)", "﹣1", "\u200b=1+1", "\u3000＝1+1", "<zq7\"'>", "a\0b\x0bc",
]


def _hoja(contenido):
    return openpyxl.load_workbook(io.BytesIO(contenido)).active


def test_en_csv_lo_que_parece_formula_lleva_apostrofo():
    leidas = list(csv.reader(io.StringIO(csv_de(["x"], [[f] for f in FORMULAS]).decode("utf-8-sig"), newline="")))
    sueltas = [unicodedata.normalize("NFKC", visible(celda)).strip() for (celda,) in leidas[1:]]
    assert not [celda for celda in sueltas if celda.startswith(("=", "+", "-", "@"))]
    assert not [celda for (celda,) in leidas[1:] if celda.startswith(("\t", "\r", "\n", "\0"))]
    assert neutral("Año 2026 — «áéí»") == "Año 2026 — «áéí»"


def test_en_xlsx_todo_texto_es_texto_y_ninguna_celda_es_formula():
    contenido = xlsx_de(["=encabezado"], [[f] for f in FORMULAS])
    tipos = {celda.data_type for fila in _hoja(contenido).iter_rows() for celda in fila}
    assert tipos == {"s"}
    with zipfile.ZipFile(io.BytesIO(contenido)) as libro:
        hojas = b"".join(libro.read(n) for n in libro.namelist() if "worksheets" in n)
        assert b"<f>" not in hojas
        assert b"<f " not in hojas
        assert not [n for n in libro.namelist() if "vba" in n.lower() or "external" in n.lower()]
    assert _hoja(contenido)["A2"].value == "=1+1"
    assert _hoja(contenido)[f"A{len(FORMULAS) + 1}"].value == "abc"


def test_en_xlsx_numeros_y_fechas_llevan_su_tipo():
    en = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    hoja = _hoja(xlsx_de(["a"] * 6, [[-3, Decimal("2.50"), date(2026, 3, 2), en, None, True]]))
    assert [celda.data_type for celda in hoja[2]] == ["n", "n", "d", "d", "n", "s"]
    assert hoja["A2"].value == -3
    assert hoja["C2"].value.date() == date(2026, 3, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("formato", ["csv", "xlsx"])
def test_cada_exportacion_queda_en_la_bitacora_y_con_nombre_de_descarga(mundo, formato):
    Ente.objects.filter(pk=mundo.ente.pk).update(nombre="=HYPERLINK(1)")
    mundo.presentada()
    url = reverse(f"indicadores:tablero_{formato}")
    for quien in (None, mundo.recepcion):
        respuesta = navegador(quien).get(url)
        assert respuesta.status_code == 200
        assert respuesta["Content-Disposition"].startswith('attachment; filename="')
        suyos = Evento.objects.filter(accion="indicadores.exportados").values_list("por", flat=True)
        assert list(suyos) == ([quien.pk] if quien else [])
        if formato == "xlsx":
            assert "f" not in {c.data_type for fila in _hoja(respuesta.content).iter_rows() for c in fila}


@pytest.mark.django_db
def test_el_csv_y_el_xlsx_dicen_lo_mismo(mundo):
    mundo.presentada()
    en_csv = navegador().get(reverse("indicadores:tablero_csv")).content.decode("utf-8-sig")
    en_xlsx = _hoja(navegador().get(reverse("indicadores:tablero_xlsx")).content)
    filas = [["" if v is None else str(v.date() if isinstance(v, datetime) else v) for v in fila]
             for fila in en_xlsx.iter_rows(values_only=True)]
    assert filas == list(csv.reader(io.StringIO(en_csv, newline="")))


@pytest.mark.django_db
def test_quien_descarga_sin_parar_recibe_un_tope_y_no_llena_la_bitacora(mundo, monkeypatch):
    monkeypatch.setattr(publico, "EXPORTACIONES_POR_MINUTO", 2)
    monkeypatch.setattr("cuentas.entrada.tasa.direccion_de", lambda request: "198.51.100.77")
    codigos = [navegador().get(reverse("indicadores:tablero_csv")).status_code for _ in range(4)]
    assert codigos == [200, 200, 429, 429]
    assert DescargaPublica.objects.get().cuantas == 2
    assert not Evento.objects.filter(accion="indicadores.exportados").exists()


@pytest.mark.django_db
def test_lo_que_descarga_el_publico_va_a_la_bitacora_una_vez_por_dia_terminado(mundo):
    hoy = mundo.en
    for n in range(3):
        descargas.contar("tablero" if n else "cifra", hoy)
    assert descargas.anotar_dias(hoy) == 0
    assert [descargas.anotar_dias(hoy + timedelta(days=1)) for _ in range(2)] == [1, 0]
    evento = Evento.objects.get(accion="indicadores.descargas_publicas")
    assert evento.por is None
    assert evento.datos_evento.datos == {"dia": hoy.date().isoformat(), "descargas": {"cifra": 1, "tablero": 2}}


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", ["tablero", "cifra", "cedula"])
def test_pedir_cuentas_distintas_sin_parar_tiene_tope_y_la_pagina_de_omision_no(mundo, monkeypatch, nombre):
    monkeypatch.setattr(publico, "CUENTAS_POR_MINUTO", 2)
    monkeypatch.setattr("cuentas.entrada.tasa.direccion_de", lambda request: "198.51.100.78")
    url = reverse(f"indicadores:{nombre}")
    codigos = [navegador().get(url, {"corte": f"2026-01-0{dia}"}).status_code for dia in range(1, 5)]
    assert (codigos, navegador().get(url).status_code) == ([200, 200, 429, 429], 200)


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", ["tablero", "cifra", "cedula", "cifra_json"])
@pytest.mark.parametrize("pedido", [
    *({"anio": anio} for anio in ("9" * 5000, "²", "٢٠٢٤")), {"corte": "0001-01-01"}, {"corte": "1899-12-31"},
])
def test_un_anio_o_un_corte_imposible_se_dice_sin_fallar(mundo, nombre, pedido):
    assert navegador().get(reverse(f"indicadores:{nombre}"), pedido).status_code == 400
