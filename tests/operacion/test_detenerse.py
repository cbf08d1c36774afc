"""SIGTERM drena: lo que ya se aceptó termina, el trabajo a medias se acaba y nada queda tomado. Procesos de verdad."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from viewflow.workflow.models import Task

from config.management.commands import servir
from dictamenes.models import Dictamen
from tests.herramientas.servidor_de_prueba import entorno_de_proceso, servidor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
EN_VUELO = 8
PACIENCIA = 30


def _esperar_archivos(carpeta, cuantos, proceso):
    limite = time.monotonic() + PACIENCIA
    while len(list(carpeta.iterdir())) < cuantos:
        assert time.monotonic() < limite, "no llegaron todas"
        assert proceso.poll() is None, "el proceso murió antes de tiempo"
        time.sleep(0.02)


def test_las_peticiones_en_vuelo_terminan_y_el_servidor_sale_bien(mundo, tmp_path):
    entorno = {"DEMORA_CARPETA": str(tmp_path)}
    respuestas = []
    banderas = ("-c", "config/gunicorn.py", "--workers", "2", "--threads", "4")
    with servidor(entorno=entorno, arranque=["tests.operacion.demora:portada"], opciones=banderas) as s:
        ya = len(list(tmp_path.iterdir()))
        hilos = [threading.Thread(target=lambda: respuestas.append(s.cliente().get("/"))) for _ in range(EN_VUELO)]
        for hilo in hilos:
            hilo.start()
        _esperar_archivos(tmp_path, ya + EN_VUELO, s.proceso)
        s.proceso.send_signal(signal.SIGTERM)
        assert s.proceso.wait(PACIENCIA) == 0, s.dicho()
        for hilo in hilos:
            hilo.join(PACIENCIA)
        assert [r.codigo for r in respuestas] == [200] * EN_VUELO, s.dicho()
        assert not s.escucha()


def test_el_trabajador_acaba_el_trabajo_a_medias_y_no_toma_otro(mundo, tmp_path):
    mundo.credenciales()
    for _ in range(2):
        mundo.proponer(mundo.en_estrategia())
    entorno = {**entorno_de_proceso(), "DEMORA_CARPETA": str(tmp_path)}
    proceso = subprocess.Popen([sys.executable, "-m", "tests.operacion.demora"], env=entorno, cwd=settings.RAIZ,
                               stderr=subprocess.PIPE, start_new_session=True)
    try:
        _esperar_archivos(tmp_path, 1, proceso)
        proceso.send_signal(signal.SIGTERM)
        errores = proceso.communicate(timeout=PACIENCIA)[1]
        assert proceso.returncode == 0, errores.decode()
    finally:
        if proceso.poll() is None:
            os.killpg(proceso.pid, signal.SIGKILL)
            proceso.wait()
    assert sorted(Dictamen.objects.values_list("estado", flat=True)) == ["en_preparacion", "por_firmar"]
    assert sorted(Task.objects.filter(flow_task_type="JOB").values_list("status", flat=True)) == ["DONE", "SCHEDULED"]


def test_servir_detiene_primero_al_servidor_y_espera_a_cada_uno():
    hechos = []

    class Proceso:
        def __init__(self, nombre):
            self.nombre, self.vivo = nombre, True

        def poll(self):
            return None if self.vivo else 0

        def terminate(self):
            hechos.append(f"termina {self.nombre}")

        def wait(self, segundos):
            self.vivo = False
            hechos.append(f"espera {self.nombre}")

    servir._detener([Proceso("servidor"), Proceso("trabajador")])
    assert hechos == ["termina servidor", "espera servidor", "termina trabajador", "espera trabajador"]
