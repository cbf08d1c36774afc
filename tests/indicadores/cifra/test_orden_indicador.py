"""La orden `indicador` y las consultas a la bitácora."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cuentas.models import Ente
from dictamenes.models import Solicitud
from indicadores.cifra.registro import asuntos_al
from indicadores.pasado.historico import importar

pytestmark = pytest.mark.django_db


def _texto(*args):
    salida = StringIO()
    call_command("indicador", *args, stdout=salida, stderr=StringIO())
    return salida.getvalue()


def _indicador(*args):
    return json.loads(_texto(*args))


def test_imprime_las_tres_partes_con_sus_claves_y_enteros(ocurre, publicadas):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    dado = _indicador("--anio", "2024", "--corte", "2024-12-31")
    assert list(dado) == ["publicada", "registro", "conciliacion"]
    assert dado["publicada"]["atendidas"] == 794
    assert dado["publicada"]["fuente"]
    assert dado["registro"] == {"recibidas": 1, "atendidas": 1, "flujo": 1, "cohorte": 1}
    assert dado["conciliacion"] == {"diferencia": 1 - 794}


def test_las_cifras_de_2023_y_2024_llegan_con_la_instalacion_y_su_cita():
    assert _indicador("--anio", "2023")["publicada"]["atendidas"] == 427
    publicada = _indicador("--anio", "2024")["publicada"]
    assert publicada["atendidas"] == 794
    assert "Informe anual de resultados 2024" in publicada["fuente"]


def test_un_anio_sin_nada_son_ceros_y_sin_cifra_publicada():
    assert _indicador("--anio", "2031", "--corte", "2031-01-01") == {
        "publicada": None,
        "registro": {"recibidas": 0, "atendidas": 0, "flujo": 0, "cohorte": 0},
        "conciliacion": {"diferencia": None},
    }


@pytest.mark.parametrize("accion", [
    "dictamen.emitido", "solicitud.improcedente", "solicitud.desechada", "solicitud.desistida",
])
def test_las_cuatro_conclusiones_cuentan_como_atendida(ocurre, accion):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, accion, date(2024, 6, 6))
    assert _indicador("--anio", "2024")["registro"]["atendidas"] == 1


@pytest.mark.parametrize("accion", ["solicitud.prevenida", "dictamen.firmado", "solicitud.admitida"])
def test_lo_demas_que_le_pasa_no_es_atenderla(ocurre, accion):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, accion, date(2024, 6, 6))
    assert _indicador("--anio", "2024")["registro"] == {"recibidas": 1, "atendidas": 0, "flujo": 0, "cohorte": 0}


def test_la_cancelada_deja_de_contar_desde_el_dia_en_que_se_cancela(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, "solicitud.cancelada", date(2024, 5, 8))
    assert _indicador("--anio", "2024", "--corte", "2024-05-07")["registro"]["recibidas"] == 1
    assert _indicador("--anio", "2024", "--corte", "2024-05-08")["registro"]["recibidas"] == 0


def test_el_corte_incluye_el_dia_completo_de_hermosillo(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 12, 31), hora=23)
    assert _indicador("--anio", "2024", "--corte", "2024-12-30")["registro"]["recibidas"] == 0
    assert _indicador("--anio", "2024", "--corte", "2024-12-31")["registro"]["recibidas"] == 1
    assert _indicador("--anio", "2025", "--corte", "2025-12-31")["registro"]["recibidas"] == 0


def test_el_mismo_corte_da_los_mismos_bytes_despues_de_nuevos_eventos(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(2, "solicitud.presentada", date(2024, 5, 7))
    antes = _texto("--anio", "2024", "--corte", "2024-06-30")
    ocurre(1, "dictamen.emitido", date(2024, 7, 1))
    ocurre(2, "solicitud.cancelada", date(2024, 7, 1))
    ocurre(3, "solicitud.presentada", date(2024, 7, 1))
    assert _texto("--anio", "2024", "--corte", "2024-06-30") == antes
    assert _texto("--anio", "2024", "--corte", "2024-07-01") != antes


def test_la_cuenta_sale_de_la_bitacora_y_no_del_estado(mundo):
    solicitud = mundo.presentada()
    Solicitud.objects.filter(pk=solicitud.pk).update(tipo="baja", ente=Ente.objects.exclude(pk=mundo.ente.pk)[0])
    (asunto,) = asuntos_al(date(2030, 1, 1))
    assert (asunto.ente, asunto.tipo, asunto.recibida) == (mundo.ente.pk, "bienes", mundo.en.date())
    assert asunto.atendida is None


def test_el_camino_completo_cuenta_como_atendida(mundo):
    mundo.emitida()
    (asunto,) = asuntos_al(date(2030, 1, 1))
    assert asunto.conclusion == "emitida"


def test_lo_propio_y_lo_historico_se_suman(ocurre, csv_historico, en):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    importar(csv_historico("F-1,UNO,bienes,2024-01-10,2024-02-01,emitida,", "F-2,UNO,bienes,2024-12-10,2025-01-08,emitida,"),
             nombre="a.csv", procedencia="", montos="total", por=None, en=en)
    assert _indicador("--anio", "2024")["registro"] == {"recibidas": 3, "atendidas": 1, "flujo": 1, "cohorte": 2}
    assert _indicador("--anio", "2024", "--corte", "2024-12-31")["registro"]["cohorte"] == 1


@pytest.mark.parametrize("anio", ["24", "dos mil", "-2024", "20245", "٢٠٢٤", ""])
def test_un_anio_que_no_se_entiende_sale_con_2(anio):
    with pytest.raises(CommandError, match="cuatro cifras") as error:
        call_command("indicador", f"--anio={anio}")
    assert error.value.returncode == 2


@pytest.mark.parametrize("corte", ["2024-13-01", "ayer", "20240101", "31/12/2024", "2023-02-29"])
def test_un_corte_que_no_se_entiende_sale_con_2(corte):
    with pytest.raises(CommandError, match="AAAA-MM-DD") as error:
        call_command("indicador", "--anio=2024", f"--corte={corte}")
    assert error.value.returncode == 2


def test_el_rotulo_de_demostracion_no_rompe_el_json(csv_historico, settings, en):
    settings.ROTULO_SIN_VALIDEZ = ""
    limpia, rotulada = StringIO(), StringIO()
    call_command("indicador", "--anio=2024", stdout=StringIO(), stderr=limpia)
    importar(csv_historico("F-1,UNO,,2024-01-10,,,"), nombre="a.csv", procedencia="", montos="total", por=None, en=en, demostracion=True)
    salida = StringIO()
    call_command("indicador", "--anio=2024", stdout=salida, stderr=rotulada)
    assert limpia.getvalue() == ""
    assert "Datos de demostración" in rotulada.getvalue()
    assert json.loads(salida.getvalue())["registro"]["recibidas"] == 1
