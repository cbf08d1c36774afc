"""En cada proceso, una lectura a la vez; lo que escribe no espera, y una página larga no detiene a las demás."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse

from config.intermedios import TurnoIntermedio

ESPERA = 20  # tope para no colgar la corrida si algo falla


@pytest.fixture
def con_paciencia(monkeypatch):
    """Nadie pasa sin turno, por lenta que esté la máquina."""
    monkeypatch.setattr(TurnoIntermedio, "PACIENCIA", ESPERA)


def _dentro_de_una_lectura(rf, turno_de, otra):
    """Lo que contesta `otra` mientras una lectura sigue adentro."""
    adentro, salir = threading.Event(), threading.Event()

    def vista(request):
        if request.path == "/larga/":
            adentro.set()
            assert salir.wait(ESPERA)
        return HttpResponse(request.path)

    turno = turno_de(vista)
    with ThreadPoolExecutor() as hilos:
        larga = hilos.submit(turno, rf.get("/larga/"))
        assert adentro.wait(ESPERA)
        try:
            return hilos.submit(turno, otra).result(ESPERA)
        finally:
            salir.set()
            larga.result(ESPERA)


def test_las_lecturas_pasan_de_una_en_una(rf, con_paciencia):
    adentro, juntas = [], []

    def vista(request):
        adentro.append(request.path)
        threading.Event().wait(0.01)  # suelta el intérprete: si otra puede entrar, entra
        juntas.append(len(adentro))
        adentro.remove(request.path)
        return HttpResponse()

    turno = TurnoIntermedio(vista)
    with ThreadPoolExecutor(6) as hilos:
        list(hilos.map(turno, [rf.get(f"/{n}/") for n in range(12)]))
    assert juntas == [1] * 12


def test_lo_que_escribe_no_espera_turno(rf, con_paciencia):
    assert _dentro_de_una_lectura(rf, TurnoIntermedio, rf.post("/presentar/")).content == b"/presentar/"


def test_una_pagina_larga_no_detiene_a_las_demas(rf, monkeypatch):
    monkeypatch.setattr(TurnoIntermedio, "PACIENCIA", 0.01)
    assert _dentro_de_una_lectura(rf, TurnoIntermedio, rf.get("/otra/")).content == b"/otra/"


def test_la_que_falla_deja_libre_el_turno(rf, con_paciencia):
    def vista(request):
        if request.path == "/falla/":
            raise RuntimeError
        return HttpResponse()

    turno = TurnoIntermedio(vista)
    with pytest.raises(RuntimeError):
        turno(rf.get("/falla/"))
    assert turno.turno.acquire(blocking=False), "nadie más podría leer"
