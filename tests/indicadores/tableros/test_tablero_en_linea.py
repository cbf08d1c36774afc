"""El tablero por HTTP: público, conciliado, rotulado, con CSV seguro y sin que la base crezca con los datos."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archivos.tablas import csv_de, neutral
from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Ente
from indicadores.cifra.historia import Historia
from indicadores.pasado.historico import importar

pytestmark = pytest.mark.django_db
ROTULO = "Datos de demostración"
LISTA = reverse("indicadores:lista")


@pytest.fixture
def con_historia(csv_historico, en, ente, publicadas, settings):
    """794 atendidas en 2024 y tres en 2023, sin rótulo de demostración."""
    settings.ROTULO_SIN_VALIDEZ = ""
    de_2024 = [f"A-{k},UNO,bienes,2024-{1 + k % 12:02d}-05,2024-12-30,emitida," for k in range(794)]
    de_2023 = [f"B-{k},=Otro,licencias,2023-11-2{k},2023-12-10,desechada," for k in range(3)]
    return importar(csv_historico(*de_2024, *de_2023), nombre="a.csv", procedencia="Hoja de control", montos="total", por=None, en=en)


def _ver(client, **consulta):
    return client.get(reverse("indicadores:tablero"), consulta)


def _csv(client, **consulta):
    respuesta = client.get(reverse("indicadores:tablero_csv"), consulta)
    assert respuesta.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(respuesta.content.decode("utf-8-sig"), newline="")))


def test_es_publico_y_muestra_publicada_registro_y_fuente(client, con_historia):
    pagina = _ver(client, anio=2024, contra=2023)
    texto = pagina.content.decode()
    assert pagina.status_code == 200
    for dicho in ("794", "427", "Concilia", "Al registro le faltan 424", "Informe anual de resultados 2024", "Hoja de control"):
        assert dicho in texto
    assert "En noviembre y diciembre de 2023 llegó el 100 %" in texto


def test_lo_que_se_cancelo_o_se_acumulo_se_dice_junto_a_la_cifra_y_a_su_corte(client, ocurre):
    for n in (1, 2, 3):
        ocurre(n, "solicitud.presentada", date(2024, 5, 5 + n))
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    ocurre(2, "solicitud.acumulada", date(2024, 5, 21))
    ocurre(3, "solicitud.cancelada", date(2025, 1, 9))
    antes = _ver(client, anio=2024, corte="2024-12-31").content.decode()
    assert "1 más se canceló o se acumuló" in antes
    assert "50 %; contando las canceladas, 33 %" in antes
    assert "100 %; contando las canceladas, 33 %" in _ver(client, anio=2024, corte="2025-02-01").content.decode()


def test_la_grafica_tiene_titulo_descripcion_tabla_y_csv(client, con_historia):
    texto = _ver(client, anio=2024, contra=2023).content.decode()
    for id_ in ("recibidas", "entradas", "rezago", "por-etapa"):
        assert f'<title id="{id_}-t">' in texto
        assert f'<desc id="{id_}-d">' in texto
    assert texto.count("Ver los datos en tabla") == 4
    assert f'{reverse("indicadores:tablero_csv")}?anio=2024&amp;contra=2023' in texto


def test_sin_demostracion_no_hay_rotulo_y_con_un_lote_lo_hay_en_todo(client, con_historia, csv_historico, en):
    assert ROTULO not in _ver(client, anio=2024).content.decode()
    assert {fila["aviso"] for fila in _csv(client, anio=2024)} == {""}
    importar(csv_historico("D-1,UNO,,2024-01-10,,,"), nombre="d.csv", procedencia="x", montos="total", por=None, en=en, demostracion=True)
    texto = _ver(client, anio=2024).content.decode()
    assert texto.count(f"{ROTULO}</text>") == texto.count(f"{ROTULO}.</desc>") == 4
    assert texto.count(f". {ROTULO}</caption>") >= 6
    assert {fila["aviso"] for fila in _csv(client, anio=2024)} == {ROTULO}


def test_el_rotulo_del_sitio_tambien_rotula_el_tablero(client, settings):
    settings.ROTULO_SIN_VALIDEZ = "ENSAYO — sin validez"
    assert "ENSAYO — sin validez" in _ver(client).content.decode()


def test_los_meses_del_csv_suman_lo_que_dice_el_anio(client, con_historia):
    filas = _csv(client, anio=2024, contra=2023)
    meses = [int(f["recibidas"]) for f in filas if (f["anio"], f["desglose"]) == ("2024", "mes")]
    (total,) = [f for f in filas if (f["anio"], f["desglose"]) == ("2024", "año")]
    assert (len(meses), sum(meses)) == (12, 794) == (12, int(total["recibidas"]))
    (conciliada,) = [f for f in filas if (f["anio"], f["desglose"]) == ("2023", "conciliación")]
    assert (conciliada["publicadas"], conciliada["diferencia"]) == ("427", "-424")


def test_una_celda_que_parece_formula_sale_neutralizada(client, con_historia):
    assert "'=Otro" in {fila["concepto"] for fila in _csv(client, anio=2024, contra=2023)}


@pytest.mark.parametrize("celda", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_neutral_quita_el_filo_a_las_formulas(celda):
    assert neutral(celda) == f"'{celda}"
    assert b"'" in csv_de(["a"], [[celda]])


@pytest.mark.parametrize("celda", [-3, 0, "texto", "a=b", ""])
def test_neutral_no_toca_lo_que_es_dato(celda):
    assert neutral(celda) == celda


def test_el_corte_de_la_direccion_manda(client, ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(2, "solicitud.presentada", date(2024, 8, 6))
    (antes,) = [f for f in _csv(client, anio=2024, contra=2023, corte="2024-06-30") if f["desglose"] == "año"][:1]
    (despues,) = [f for f in _csv(client, anio=2024, contra=2023, corte="2024-12-31") if f["desglose"] == "año"][:1]
    assert (antes["recibidas"], despues["recibidas"]) == ("1", "2")


def test_un_anio_a_medias_se_compara_a_la_misma_fecha(client, ocurre):
    ocurre(1, "solicitud.presentada", date(2023, 2, 6))
    ocurre(2, "solicitud.presentada", date(2023, 8, 6))
    ocurre(3, "solicitud.presentada", date(2024, 2, 29))
    texto = _ver(client, anio=2024, contra=2023, corte="2024-02-29").content.decode()
    assert "Al 29 de febrero van 1 recibidas en 2024; a esa fecha de 2023 iban 1." in texto


@pytest.mark.parametrize("consulta", [
    {"anio": "x"}, {"anio": "1800"}, {"corte": "ayer"}, {"corte": "2024-02-30"}, {"corte": "2999-01-01"},
    {"anio": "2024", "contra": "2024"}, {"anio": "9" * 40}, {"anio": "²"},
])
def test_lo_que_no_se_entiende_se_dice_sin_reventar(client, publicadas, consulta):
    pagina = _ver(client, **consulta)
    assert pagina.status_code == 400
    assert "govuk-error-summary" in pagina.content.decode()
    assert client.get(reverse("indicadores:tablero_csv"), consulta).status_code == 400


@pytest.mark.parametrize("anio", [2023, 2024, 2025])
def test_pedir_solo_el_anio_lo_compara_con_su_vecino(client, publicadas, anio, hoy_es):
    with hoy_es(date(2025, 3, 1)):
        pagina = _ver(client, anio=anio)
    assert pagina.status_code == 200
    assert abs(pagina.context["tablero"].anterior.anio - anio) == 1


def test_sin_nada_en_el_registro_tambien_se_ve(client):
    assert _ver(client).status_code == 200


def test_solo_se_lee_y_verlo_no_escribe_nada(client, con_historia):
    antes = Evento.objects.count()
    _ver(client)
    assert Evento.objects.count() == antes
    assert client.post(reverse("indicadores:tablero")).status_code == 405


def test_las_consultas_no_crecen_con_los_datos(client, ocurre, con_historia, persona):
    client.force_login(persona("auditor"))
    _ver(client)  # lo que Django averigua una sola vez por proceso
    ocurre(99, "solicitud.presentada", date(2024, 1, 6))
    with CaptureQueriesContext(connection) as pocas:
        _ver(client)
    for n in range(40):
        Ente.objects.create(siglas=f"E{n}", nombre=f"Ente {n}", naturaleza="entidad")
        ocurre(n, "solicitud.presentada", date(2024, 1 + n % 12, 6))
    with CaptureQueriesContext(connection) as muchas:
        _ver(client)
    assert len(pocas) == len(muchas) <= 17


def test_un_hecho_nuevo_se_ve_de_inmediato_y_sin_hechos_no_se_relee(client, ocurre, monkeypatch):
    leidos = []
    seguir = Historia.seguir
    monkeypatch.setattr(Historia, "seguir", lambda *evento: (leidos.append(evento[1]), seguir(*evento)))
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    assert _ver(client, anio=2024).context["tablero"].actual.recibidas == 1
    _ver(client, anio=2024)
    assert leidos == ["solicitud.presentada"]
    ocurre(2, "solicitud.presentada", date(2024, 5, 6))
    assert _ver(client, anio=2024).context["tablero"].actual.recibidas == 2
    assert len(leidos) == 2


def test_cada_cifra_publica_es_el_largo_de_su_lista_y_ahi_no_hay_mas_que_los_hechos(client, mundo, con_historia):
    emitida, presentada = mundo.sin_documentos(), mundo.presentada()
    with reloj.detenido_en(mundo.en + timedelta(days=9)):
        pagina = _ver(client)
        listas = re.findall(rf'href="({re.escape(LISTA)}[^"]*)"[^>]*>([\d,]+)<', pagina.content.decode())
        assert len(listas) > 15
        for direccion, cuantos in {(html.unescape(d), c) for d, c in listas}:
            assert client.get(direccion).context["total"] == int(cuantos.replace(",", "")), direccion
        recibidas = client.get(LISTA, {"que": "recibidas", "periodo": "2026"}).content.decode()
        tabla = client.get(reverse("indicadores:lista_csv"), {"que": "recibidas", "periodo": "2026"}).content.decode("utf-8-sig")
    assert emitida.dictamen.folio in recibidas
    assert reverse("dictamenes:verificar_clave", args=[emitida.dictamen.clave]) in recibidas
    for dicho in (recibidas, tabla):
        assert f"solicitud:{presentada.pk}" in dicho
        assert not [secreto for secreto in (presentada.folio, emitida.folio, presentada.proyecto) if secreto in dicho]


@pytest.mark.parametrize("grupo", [
    {"que": "revisiones"}, {"que": "a_cargo"}, {"que": "por_etapa", "etapa": "estrategia"},
    {"que": "atendidas", "tramo": "0"}, {"que": "atendidas", "area": "infraestructura"}, {"que": "todo"},
])
def test_sin_sesion_no_hay_lista_de_lo_que_no_es_publico(client, mundo, grupo):
    for nombre in ("lista", "lista_csv"):
        assert client.get(reverse(f"indicadores:{nombre}"), {"periodo": "2026", **grupo}).status_code == 404


def test_la_grafica_publica_no_dice_el_tiempo_de_pocos_y_la_de_direccion_si(client, mundo):
    mundo.sin_documentos()
    client.force_login(mundo.coordinacion)
    with reloj.detenido_en(mundo.en + timedelta(days=9)):
        paginas = [client.get(reverse(f"indicadores:{nombre}")) for nombre in ("tablero", "direccion_tablero")]
    publica, interna = ([v for serie in p.context["por_etapa"] for v in serie["valores"] if v is not None] for p in paginas)
    assert publica == []
    assert interna
