"""El vivero: cada archivo en un hijo encerrado de verdad, que no deja rastro y no estorba al siguiente."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from verificador import vivero
from verificador.vivero import SinRespuesta, Vivero, ViveroCaido

MODULO = "tests.herramientas.obrero_de_prueba"


@pytest.fixture
def otro(monkeypatch) -> Iterator[Vivero]:
    monkeypatch.setenv("SECRETO", "llave")
    suyo = Vivero(MODULO, 1000)
    yield suyo
    suyo.cerrar()


def _decir(de: Vivero, labor: str, contenido: bytes = b"", segundos: float = 20) -> str:
    return de.pedir({"labor": labor}, contenido, segundos).decode().removeprefix(f"{len(contenido)}:")


@pytest.mark.parametrize(
    ("labor", "dicho"),
    [("nada", "None"), ("memoria", "MemoryError"), ("red", "PermissionError"), ("escribir", "PermissionError"),
     ("abrir", "PermissionError"), ("programa", "PermissionError"), ("bifurcar", "PermissionError"), ("secreto", "False"),
     ("gc", "False")],
)  # fmt: skip
def test_el_hijo_no_tiene_red_ni_escribe_ni_lanza_ni_ve_el_entorno_ni_pasa_de_su_memoria(otro, labor, dicho):
    assert _decir(otro, labor) == dicho


@pytest.mark.parametrize(("labor", "segundos"), [("girar", 20), ("dormir", 1.5), ("morir", 20), ("mucho", 20)])
def test_quien_agota_el_procesador_o_el_reloj_muere_y_contestar_de_mas_no_cuenta(otro, labor, segundos):
    vivero_de_antes = _decir(otro, "padre")
    inicio = time.monotonic()
    with pytest.raises(SinRespuesta):
        _decir(otro, labor, segundos=segundos)
    assert time.monotonic() - inicio < 15
    assert _decir(otro, "padre") == vivero_de_antes
    _hasta(lambda: not _hijos(otro))


def test_cada_archivo_en_su_hijo_y_sin_nada_de_los_demas(otro):
    assert _decir(otro, "quien") != _decir(otro, "quien")
    with ThreadPoolExecutor(8) as hilos:
        quietos = hilos.map(lambda n: _sin_respuesta(otro), range(4))
        dichos = list(hilos.map(lambda n: _decir(otro, "descriptores", b"x" * n * 100_000), range(4)))
        assert all(quietos)
    # 0 a 2, el enchufe, el tubo de su muerte y el de listar la carpeta
    assert {dicho.count(",") + 1 for dicho in dichos} == {6}, dichos


def test_si_el_vivero_muere_se_repone_y_si_no_se_puede_se_dice(otro):
    anterior = int(_decir(otro, "padre"))
    os.kill(anterior, 9)
    assert int(_decir(otro, "padre")) not in (anterior, os.getpid())
    with pytest.raises(ViveroCaido):
        Vivero("no.existe", 1000).pedir({}, b"", 20)


def test_el_vivero_se_acaba_con_quien_lo_manda():
    suyo, mando = socket.socketpair()
    suyo.close()
    with mando:
        assert vivero._echar_a_andar(mando, pytest.fail, {}) is False


def test_sin_pedidos_se_va_y_el_siguiente_lo_vuelve_a_lanzar(tmp_path, monkeypatch):
    (tmp_path / "ocioso.py").write_text(
        "from tests.herramientas.obrero_de_prueba import preparar\nfrom verificador import vivero\n"
        "vivero.OCIO_SEGUNDOS = 0.2\nvivero.atender(preparar)\n"
    )
    suyo = Vivero("ocioso", 1000)
    lanzar = vivero.subprocess.Popen
    monkeypatch.setattr(vivero.subprocess, "Popen", lambda *a, env, **k: lanzar(
        *a, env={**env, "PYTHONPATH": f"{env['PYTHONPATH']}{os.pathsep}{tmp_path}"}, **k))
    primero = _decir(suyo, "padre")
    _hasta(lambda: suyo._proceso.poll() is not None)
    assert _decir(suyo, "padre") != primero
    suyo.cerrar()


def test_un_proceso_bifurcado_no_usa_el_vivero_de_otro(otro):
    """Como los de gunicorn, que nacen de un maestro ya cargado."""
    del_padre, (lee, escribe) = _decir(otro, "padre"), os.pipe()
    hijo = os.fork()
    if hijo == 0:
        try:
            os.write(escribe, _decir(otro, "padre").encode())
            otro.cerrar()
        finally:
            os._exit(0)
    os.close(escribe)
    os.waitpid(hijo, 0)
    with os.fdopen(lee) as tubo:
        assert tubo.read() not in ("", del_padre)
    assert _decir(otro, "padre") == del_padre


def test_al_cerrarse_quien_pide_no_quedan_procesos(otro):
    pid = int(_decir(otro, "padre"))
    otro._mando.shutdown(2)
    _hasta(lambda: otro._proceso.poll() is not None)
    assert not Path(f"/proc/{pid}/cmdline").exists()


def _sin_respuesta(de: Vivero) -> bool:
    with pytest.raises(SinRespuesta):
        _decir(de, "dormir", segundos=2)
    return True


def _hijos(de: Vivero) -> list[str]:
    pid = de._proceso.pid
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _hasta(listo) -> None:
    limite = time.monotonic() + 15
    while not listo():
        assert time.monotonic() < limite
        time.sleep(0.02)
