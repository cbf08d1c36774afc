"""El tablero en un navegador de verdad: accesible en claro y oscuro, cabe en un teléfono y funciona sin guion."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from cuentas.siembra import sembrar
from indicadores.models import CifraPublicada
from indicadores.pasado.demostracion import importar_demostracion

pytestmark = pytest.mark.navegador
AHORA = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def con_datos(transactional_db):
    sembrar(AHORA)
    importar_demostracion(en=AHORA)
    for anio, valor in ((2023, 427), (2024, 794)):
        CifraPublicada.objects.get_or_create(anio=anio, defaults={"valor": valor, "fuente": "Informe anual 2024"})


@pytest.mark.parametrize("consulta", ["?anio=2024&contra=2023", "?anio=x"])
def test_el_tablero_es_accesible_y_cabe_en_un_telefono(
    consulta, con_datos, pagina, consola, revisar_axe, sin_desborde, captura
):
    consola.permitidos.append("400 (Bad Request)")
    pagina.goto(f"/indicadores/{consulta}")
    revisar_axe(pagina)
    captura(pagina, "tablero-1280-claro")
    pagina.emulate_media(color_scheme="dark")
    captura(pagina, "tablero-1280-oscuro")
    pagina.emulate_media(color_scheme="light")
    sin_desborde(pagina)
    captura(pagina, "tablero-320-claro")
    revisar_axe(pagina)


def test_la_grafica_y_su_tabla_dicen_lo_mismo_y_van_rotuladas(con_datos, pagina):
    pagina.goto("/indicadores/?anio=2024&contra=2023")
    grafica = pagina.locator("figure").filter(has_text="Recibidas por mes")
    expect(grafica.locator("svg[role=img]")).to_contain_text("Datos de demostración")
    grafica.get_by_text("Ver los datos en tabla").click()
    expect(grafica.locator("caption")).to_contain_text("Datos de demostración")
    dibujados = grafica.locator("svg[role=img] .sn-grafica__valor").all_text_contents()
    en_tabla = grafica.locator("tbody td").all_text_contents()
    assert sorted(dibujados) == sorted(valor for valor in en_tabla if valor not in ("0", "—"))


def test_se_eligen_anios_y_corte_sin_javascript(con_datos, sin_js):
    sin_js.goto("/indicadores/")
    sin_js.get_by_label("Año", exact=True).select_option("2023")
    sin_js.get_by_label("Comparar con el año").select_option("2024")
    sin_js.get_by_label("Contar hasta el día").fill("2024-12-31")
    sin_js.get_by_role("button", name="Ver estos años").click()
    expect(sin_js.get_by_role("heading", level=1)).to_have_text("Solicitudes de dictamen: 2023 y 2024")
    assert "corte=2024-12-31" in sin_js.url


def test_el_csv_se_descarga_con_su_nombre(con_datos, pagina):
    pagina.goto("/indicadores/?anio=2024&contra=2023&corte=2024-12-31")
    with pagina.expect_download() as descarga:
        pagina.get_by_role("link", name="Descargar todo (CSV)").click()
    assert descarga.value.suggested_filename == "datos-de-demostracion-indicadores-2024-2023-al-2024-12-31.csv"
