"""La orden de verificar: una línea por archivo, nunca muere, y sólo termina en 0 si todo es válido."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ataques import bomba_de_flujos, miles_de_arreglos_anidados, miles_de_paginas
from django.core.management import CommandError, call_command
from mundo_firma import AHORA, QUIEN_AUTORIZA, Mundo, pdf_base

from verificador import subproceso, vivero
from verificador.orden import partir_firmantes
from verificador.subproceso import Verificador, verificar_bytes


@pytest.fixture
def carpeta(mundo: Mundo, tmp_path: Path) -> Path:
    (tmp_path / "bueno.pdf").write_bytes(mundo.cerrado)
    (tmp_path / "sellado.pdf").write_bytes(mundo.sellado)
    (tmp_path / "sin.pdf").write_bytes(pdf_base())
    (tmp_path / "malo.pdf").write_bytes(mundo.cerrado[:-30])
    return tmp_path


def correr(*argumentos: object) -> tuple[int, list[dict]]:
    """(código de salida, objetos JSON) de la orden de Django."""
    salida = io.StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("verificar_pdf", *map(str, argumentos), "--json", stdout=salida)
    return fin.value.code, [json.loads(linea) for linea in salida.getvalue().splitlines()]


def test_termina_en_cero_solo_si_todos_son_validos(carpeta: Path, mundo: Mundo) -> None:
    assert correr(carpeta / "bueno.pdf", "--raices", mundo.dir_raices)[0] == 0
    assert correr(carpeta / "bueno.pdf", carpeta / "malo.pdf", "--raices", mundo.dir_raices)[0] == 1


def test_una_linea_por_archivo_con_su_veredicto(carpeta: Path, mundo: Mundo) -> None:
    archivos = [carpeta / f"{nombre}.pdf" for nombre in ("bueno", "sellado", "sin", "malo")]
    codigo, objetos = correr(
        *archivos,
        "--raices",
        mundo.dir_raices,
        "--requeridos",
        "SELLO,FIRMA",
        "--firmantes",
        f"FIRMA={QUIEN_AUTORIZA.rfc}",
    )
    assert codigo == 1
    assert [objeto["veredicto"] for objeto in objetos] == ["valida", "incompleta", "sin_firma", "invalida"]
    assert [objeto["archivo"] for objeto in objetos] == [str(archivo) for archivo in archivos]
    assert all(set(objeto) == {"archivo", "veredicto", "motivo"} and objeto["motivo"] for objeto in objetos)


def test_no_muere_con_lo_que_no_es_un_archivo(carpeta: Path, mundo: Mundo) -> None:
    tuberia = carpeta / "tuberia.pdf"
    os.mkfifo(tuberia)
    raro = carpeta / "con\nrenglón \udcff.pdf"
    entradas = [carpeta, carpeta / "no-existe.pdf", tuberia, "/dev/zero", "x" * 5000, raro, carpeta / "bueno.pdf"]
    codigo, objetos = correr(*entradas, "--raices", mundo.dir_raices)
    assert codigo == 1
    assert [objeto["veredicto"] for objeto in objetos] == ["invalida"] * 6 + ["valida"]
    assert objetos[1]["motivo"] == "El archivo no existe."


@pytest.mark.parametrize("preparar", ["vacia", "inexistente", "sin_raiz", "danada"])
def test_una_carpeta_de_raices_inservible_se_dice_con_claridad(
    preparar: str, carpeta: Path, mundo: Mundo, tmp_path
) -> None:
    raices = tmp_path / "confianza"
    if preparar != "inexistente":
        raices.mkdir()
    if preparar == "sin_raiz":
        (raices / "intermedia.cer").write_bytes(mundo.intermedia.propia.cer)
    if preparar == "danada":
        (raices / "raiz.cer").write_bytes(b"no soy un certificado")
    codigo, objetos = correr(carpeta / "bueno.pdf", "--raices", raices)
    assert codigo == 1
    assert objetos[0]["veredicto"] == "invalida"
    assert "de raíces" in objetos[0]["motivo"]


def test_sin_raices_usa_las_del_ajuste(carpeta: Path, mundo: Mundo, settings) -> None:
    settings.FIRMA_DIR_RAICES = str(mundo.dir_raices)
    assert correr(carpeta / "bueno.pdf")[0] == 0


def test_unos_firmantes_mal_escritos_se_rechazan() -> None:
    with pytest.raises(CommandError, match="CAMPO=RFC"):
        call_command("verificar_pdf", "x.pdf", "--firmantes", "FIRMA")
    assert partir_firmantes(" A = xaxx010101000 ,") == {"A": "XAXX010101000"}


def test_el_paquete_corre_solo_sin_django(carpeta: Path, mundo: Mundo) -> None:
    orden = [sys.executable, "-m", "verificador", "bueno.pdf", "sin.pdf", "--raices", str(mundo.dir_raices), "--json"]
    raiz = Path(__file__).resolve().parents[4]
    hecho = subprocess.run(
        orden, cwd=carpeta, env={"PYTHONPATH": str(raiz)}, capture_output=True, text=True, check=False
    )
    assert hecho.returncode == 1, hecho.stderr
    assert [json.loads(linea)["veredicto"] for linea in hecho.stdout.splitlines()] == ["valida", "sin_firma"]


def test_ningun_modulo_del_verificador_importa_django() -> None:
    codigo = "import sys, verificador.__main__, verificador.obrero; sys.exit('django' in sys.modules)"
    raiz = Path(__file__).resolve().parents[4]
    assert subprocess.run([sys.executable, "-c", codigo], cwd=raiz, check=False).returncode == 0


@pytest.mark.parametrize(("hostil", "veredicto"), [
    (bomba_de_flujos, "no_revisada"), (miles_de_arreglos_anidados, "no_revisada"), (miles_de_paginas, "valida"),
])
def test_un_archivo_hostil_no_agota_el_sistema_ni_estorba_al_siguiente(hostil, veredicto, carpeta: Path, mundo: Mundo) -> None:
    """Grande no es falso: diez mil páginas en regla son válidas, y lo que no cabe no se pudo revisar."""
    (carpeta / "hostil.pdf").write_bytes(hostil(mundo))
    inicio = time.monotonic()
    with Verificador(mundo.dir_raices) as verificador:
        assert verificador.verificar(carpeta / "hostil.pdf").veredicto == veredicto
        assert verificador.verificar(carpeta / "bueno.pdf").es_valida
    assert time.monotonic() - inicio < 30


def test_si_el_obrero_muere_se_repone(carpeta: Path, mundo: Mundo) -> None:
    with Verificador(mundo.dir_raices) as verificador:
        assert verificador.verificar(carpeta / "bueno.pdf").es_valida
        verificador._vivero._proceso.kill()
        verificador._vivero._proceso.wait()
        assert verificador.verificar(carpeta / "bueno.pdf").es_valida


def test_un_pdf_recibido_se_verifica_aparte_y_en_la_hora_dada(mundo: Mundo) -> None:
    assert verificar_bytes(mundo.cerrado, mundo.dir_raices, momento=AHORA).es_valida
    assert not verificar_bytes(b"%PDF-", mundo.dir_raices).es_valida


def _en_un_hijo(accion) -> str:
    """Texto que deja `accion` en un proceso encerrado como el que verifica."""
    lee, escribe = os.pipe()
    hijo = os.fork()
    if hijo == 0:
        try:
            vivero.encerrar(vivero.PRESUPUESTO)
            vivero.prohibir_lo_demas()
            accion()
            os.write(escribe, b"pudo")
        except BaseException as error:
            os.write(escribe, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(escribe)
    os.waitpid(hijo, 0)
    with os.fdopen(lee) as tubo:
        return tubo.read()


def _conectar() -> None:
    import socket

    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _escribir() -> None:
    with open("/tmp/no-deberia", "w") as archivo:
        archivo.write("x")


@pytest.mark.parametrize(
    ("accion", "esperado"),
    [
        (_conectar, "PermissionError"),
        (_escribir, "PermissionError"),
        (lambda: os.system("true"), "PermissionError"),
        (lambda: bytearray(2 * vivero.PRESUPUESTO.memoria), "MemoryError"),
        (lambda: None, "pudo"),
    ],
)
def test_quien_verifica_no_tiene_red_ni_escribe_ni_pasa_de_su_memoria(accion, esperado: str) -> None:
    assert _en_un_hijo(accion) == esperado


def test_un_archivo_que_nunca_acaba_se_corta_a_tiempo(monkeypatch, mundo: Mundo, carpeta: Path) -> None:
    monkeypatch.setattr(vivero, "SEGUNDOS", 2)
    inicio = time.monotonic()
    with Verificador(mundo.dir_raices) as verificador:
        verificador._vivero = vivero.Vivero("tests.herramientas.obrero_de_prueba", 1000)
        verificador._configuracion["labor"] = "dormir"
        assert verificador.verificar(carpeta / "bueno.pdf") == subproceso.EXCEDIDO
    assert time.monotonic() - inicio < 10


def test_sin_quien_verifique_no_hay_dictado_bueno(mundo: Mundo, carpeta: Path) -> None:
    with Verificador(mundo.dir_raices) as verificador:
        verificador._vivero = vivero.Vivero("no.existe", 1000)
        assert verificador.verificar(carpeta / "bueno.pdf") == subproceso.SIN_RESPUESTA
