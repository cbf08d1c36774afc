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


def _mientras(larga, otra):
    """Lo que contesta `otra` mientras `larga` sigue adentro."""
    adentro, salir = threading.Event(), threading.Event()

    def vista(request):
        if request is larga:
            adentro.set()
            assert salir.wait(ESPERA)
        return HttpResponse(request.path)

    turno = TurnoIntermedio(vista)
    with ThreadPoolExecutor() as hilos:
        primera = hilos.submit(turno, larga)
        assert adentro.wait(ESPERA)
        try:
            return hilos.submit(turno, otra).result(ESPERA)
        finally:
            salir.set()
            primera.result(ESPERA)


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
    assert _mientras(rf.get("/larga/"), rf.post("/presentar/")).content == b"/presentar/"


@pytest.mark.parametrize("verbo", ["get", "post"])
def test_lo_largo_no_detiene_a_las_demas_paginas(rf, monkeypatch, verbo):
    monkeypatch.setattr(TurnoIntermedio, "PACIENCIA", 0.01)
    assert _mientras(getattr(rf, verbo)("/larga/"), rf.get("/otra/")).content == b"/otra/"


def test_la_lectura_deja_acabar_a_lo_que_escribe(rf, con_paciencia):
    adentro, pasos = threading.Event(), []

    def vista(request):
        if request.method == "POST":
            adentro.set()
            threading.Event().wait(0.1)  # suelta el intérprete: si la lectura puede entrar, entra
        pasos.append(request.method)
        return HttpResponse()

    turno = TurnoIntermedio(vista)
    with ThreadPoolExecutor() as hilos:
        escribe = hilos.submit(turno, rf.post("/presentar/"))
        assert adentro.wait(ESPERA)
        turno(rf.get("/bandeja/"))
        escribe.result(ESPERA)
    assert pasos == ["POST", "GET"]


def test_la_que_falla_deja_libre_el_turno(rf, con_paciencia):
    def vista(request):
        if request.path == "/falla/":
            raise RuntimeError
        return HttpResponse()

    turno = TurnoIntermedio(vista)
    with pytest.raises(RuntimeError):
        turno(rf.get("/falla/"))
    assert turno.turno.acquire(blocking=False), "nadie más podría leer"
    with pytest.raises(RuntimeError):
        turno(rf.post("/falla/"))
    assert not turno.escriben, "las lecturas la seguirían esperando"
