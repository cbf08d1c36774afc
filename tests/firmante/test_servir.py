"""`servir` levanta el firmante aparte y se lo dice a los demás con el nombre de variable que cada sitio lee."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.management.commands import servir
from config.practica import ambiente
from tests.config.test_practica_aparte import PRACTICA, REAL


@pytest.mark.parametrize("practica", [False, True])
def test_el_socket_llega_a_los_procesos_de_cada_sitio(settings, monkeypatch, practica):
    settings.PRACTICA = practica
    monkeypatch.setattr(servir.instalada, "tiene_sello", lambda: True)
    monkeypatch.setattr(os, "environ", {})
    ruta = servir._firmante()
    assert Path(ruta).parent.stat().st_mode & 0o077 == 0
    leidas = ambiente.variables(REAL | PRACTICA | os.environ) if practica else os.environ
    assert leidas["FIRMANTE_SOCKET"] == ruta
    Path(ruta).parent.rmdir()


def test_sin_sello_todavia_no_hay_firmante(monkeypatch):
    monkeypatch.setattr(servir.instalada, "tiene_sello", lambda: False)
    assert servir._firmante() == ""
