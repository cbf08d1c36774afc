"""El indicador a tal fecha sobre la bitácora: los mismos bytes después de que pasan más cosas, y el paquete ajeno."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from archivos.paquetes import HUELLAS
from bitacora.cadena import cabeza
from indicadores.cifra.conteo import VERSION
from indicadores.cifra.parametros import ParametroInvalido
from indicadores.cifra.recalculo import correr, paquete
from indicadores.cifra.registro import indicador
from indicadores.pasado.historico import importar

pytestmark = pytest.mark.django_db
CORTE = date(2024, 6, 30)


@pytest.fixture
def con_hechos(ocurre, csv_historico, en, settings):
    """Dos propios y uno importado, y la cabeza que dejaron."""
    settings.ROTULO_SIN_VALIDEZ = ""
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    ocurre(2, "solicitud.presentada", date(2024, 6, 30))
    importar(csv_historico("F-1,=Otro,bienes,2024-01-10,2024-02-01,emitida,"), nombre="a.csv", procedencia="", montos="total", por=None,
             en=en)
    return cabeza()[0]


def _despues(ocurre, csv_historico, en):
    """Todo lo que puede cambiar una cifra pasada: papel capturado tarde, otro lote, y lo que sigue ocurriendo."""
    ocurre(3, "solicitud.presentada", date(2024, 7, 8))
    ocurre(2, "solicitud.desistida", date(2024, 7, 9))
    ocurre(4, "solicitud.presentada", date(2024, 6, 28))  # en papel: se recibió antes y se captura hoy
    importar(csv_historico("F-2,UNO,bienes,2024-03-10,2024-04-01,emitida,"), nombre="b.csv", procedencia="", montos="total", por=None,
             en=en)


def test_fijar_corte_y_evento_da_los_mismos_bytes_aunque_despues_pase_de_todo(con_hechos, ocurre, csv_historico, en):
    antes = correr(2024, CORTE, con_hechos)
    bytes_antes, paquete_antes = antes.json(), paquete(antes)
    assert correr(2024, CORTE).json() == bytes_antes
    _despues(ocurre, csv_historico, en)
    despues = correr(2024, CORTE, con_hechos)
    assert (despues.json(), paquete(despues)) == (bytes_antes, paquete_antes)


def test_sin_fijar_el_evento_cambia_y_dice_con_que_cabeza_y_que_llego_tarde(con_hechos, ocurre, csv_historico, en):
    antes = correr(2024, CORTE).documento()
    _despues(ocurre, csv_historico, en)
    hoy = correr(2024, CORTE).documento()
    assert (antes["recibidas"], hoy["recibidas"]) == (3, 5)
    assert hoy["hasta"] == dict(zip(("n", "eslabon"), cabeza(), strict=True))
    assert hoy["tardios"] == {"hechos": 3, "asuntos": 2}


def test_un_lote_importado_despues_del_evento_no_cuenta_ni_rotula(con_hechos, csv_historico, en):
    importar(csv_historico("D-1,UNO,,2024-01-10,,,"), nombre="d.csv", procedencia="x", montos="total", por=None, en=en, demostracion=True)
    assert correr(2024, CORTE, con_hechos).aviso == ""
    assert correr(2024, CORTE).documento()["aviso"] == "Datos de demostración"
    assert correr(2024, CORTE).nombre.startswith("sin-validez-")


def test_la_cifra_canonica_el_tablero_y_la_orden_son_la_misma_cuenta(con_hechos):
    dicho = correr(2024, CORTE).documento()
    registro = indicador(2024, CORTE)["registro"]
    assert {llave: dicho[llave] for llave in ("recibidas", "atendidas", "cohorte")} == {
        llave: registro[llave] for llave in ("recibidas", "atendidas", "cohorte")}


def test_la_orden_entrega_la_forma_canonica_y_el_csv(con_hechos):
    dicha, csv = StringIO(), StringIO()
    argumentos = ("indicador", "--anio=2024", "--corte=2024-06-30", f"--hasta={con_hechos}")
    call_command(*argumentos, "--formato=json", stdout=dicha)
    assert dicha.getvalue().encode() == correr(2024, CORTE, con_hechos).json()
    call_command(*argumentos, "--formato=csv", stdout=csv)
    assert f"año,2024,\"al 2024-06-30, hasta el evento {con_hechos}\",3,2,1," in csv.getvalue()
    assert ",'=Otro,1,1," in csv.getvalue()


def test_el_resumen_de_la_orden_tambien_se_fija_con_el_evento(con_hechos, ocurre):
    ocurre(5, "solicitud.presentada", date(2024, 6, 1))
    salida = StringIO()
    call_command("indicador", "--anio=2024", "--corte=2024-06-30", f"--hasta={con_hechos}", stdout=salida)
    assert json.loads(salida.getvalue())["registro"]["recibidas"] == 3


@pytest.mark.parametrize(("hasta", "motivo"), [("999999", "no está en la bitácora"), ("uno", "no es un número")])
def test_un_evento_que_no_existe_sale_con_2(db, hasta, motivo):
    with pytest.raises(CommandError, match=motivo) as error:
        call_command("indicador", "--anio=2024", f"--hasta={hasta}")
    assert error.value.returncode == 2
    with pytest.raises(ParametroInvalido):
        correr(2024, CORTE, 10**14)


def test_el_zip_no_se_imprime(db):
    with pytest.raises(CommandError, match="--salida"):
        call_command("indicador", "--anio=2024", "--formato=zip")


def test_un_extrano_recalcula_el_paquete_sin_este_sistema(con_hechos, tmp_path):
    archivo = tmp_path / "indicador.zip"
    call_command("indicador", "--anio=2024", "--corte=2024-06-30", "--formato=zip", f"--salida={archivo}")
    with zipfile.ZipFile(archivo) as descarga:
        descarga.extractall(tmp_path)
    corrida = subprocess.run([sys.executable, "-I", "-S", "recalcular.py"], cwd=tmp_path, capture_output=True, text=True,
                             check=False)
    assert (corrida.returncode, corrida.stderr) == (0, "")
    assert "Coincide, byte por byte" in corrida.stdout
    assert "Recibidas: 3" in corrida.stdout
    assert len((tmp_path / HUELLAS).read_text().splitlines()) == 6


def test_los_hechos_del_paquete_no_traen_folios_ni_claves_internas(con_hechos, mundo):
    mundo.presentada()
    with zipfile.ZipFile(BytesIO(paquete(correr(2030, date(2030, 1, 1))))) as descarga:
        hechos = descarga.read("datos/hechos.csv").decode("utf-8-sig")
        assert descarga.read("recalcular.py").decode().startswith('"""Solicitudes de dictamen de TIC atendidas')
        assert json.loads(descarga.read("datos/corrida.json"))["definicion"] == VERSION
    assert not [dato for dato in ("solicitud:", "historico:", "F-1", "SGD-", "Otro") if dato in hechos]
    assert hechos.count("recibida") == 4
