"""El banco corre en chico y sus cuentas son las que dice; nada aquí mide tiempos."""

from __future__ import annotations

import json
import os

import pytest

from cuentas import reloj
from flujos.models import Pendiente
from tests.medir import bandeja, bitacora, casos, documento, generador, procesos, tabla
from tests.medir.__main__ import PARTES, opciones
from tests.medir.medida import Medida, alternar, exponente, razones, resumen

pytestmark = pytest.mark.django_db


def _medida(**cambios):
    return Medida("bandeja", "Bandeja", "1 ms", "plana 1 ms", "1.00×", datos={"cpu_ms": [1.0]}, **cambios)


def test_la_historia_crece_y_se_abre_lo_que_se_pide(mundo):
    plantilla, pendientes = bandeja._plantillas(mundo)
    tareas_de_antes = Pendiente.objects.count()
    generador.crecer(plantilla, 0, 50)
    assert type(plantilla).objects.filter(pk__gt=generador.BASE).count() == 50
    assert plantilla.vinculo.proceso.task_set.model.objects.filter(process_id__gt=generador.BASE).count() == 250
    # De cada ocho: dos en requisitos, cuatro en dos áreas y dos en estrategia.
    assert generador.abrir(pendientes, 8, 50) == 2 + 4 * 2 + 2
    assert generador.abrir(pendientes, 4, 50) == 1 + 2 * 2 + 1
    assert Pendiente.objects.count() == tareas_de_antes + 6


def test_crecer_no_cambia_lo_que_cuesta_la_bandeja(mundo, django_assert_num_queries, client):
    plantilla, pendientes = bandeja._plantillas(mundo)
    client.force_login(mundo.coordinacion, backend="allauth.account.auth_backends.AuthenticationBackend")
    generador.crecer(plantilla, 0, 200)
    generador.abrir(pendientes, 100, 200)
    client.get("/bandeja/")
    pocas = bandeja._consultas(mundo.coordinacion, "/bandeja/")
    generador.crecer(plantilla, 200, 400)
    assert bandeja._consultas(mundo.coordinacion, "/bandeja/") == pocas <= 12


@pytest.mark.django_db(transaction=True)
def test_las_listas_y_un_caso_completo_se_miden_junto_a_su_par(mundo, monkeypatch):
    mundo.estandar()
    mundo.credenciales()
    monkeypatch.setattr(bandeja, "PEDIDOS", 1)
    monkeypatch.setattr(bandeja, "NIVELES", (25, 50))
    monkeypatch.setattr(casos, "A_LA_VEZ", 1)
    mundo.en = reloj.ahora()
    medidas = [*casos.medir(mundo, 1, 1, 4), *bandeja.medir(mundo, 50, 1)]
    assert {m.parte for m in medidas} == {"caso", "memoria", "bandeja", "crecimiento"}
    verificados = next(m for m in medidas if "PDF" in m.que)
    assert verificados.datos == {"buenos": 2, "total": 2}
    assert all(m.datos["consultas"] <= 12 for m in medidas if m.parte == "bandeja")


def test_cada_documento_se_mide_contra_la_firma_a_secas(mundo, monkeypatch):
    monkeypatch.setattr(documento, "VECES", 1)
    medidas = list(documento.medir(mundo))
    assert [m.que.split()[0] for m in medidas] == ["Redactar", "Sellar", "Firmar", "Cerrar", "Acuse"]
    assert all(m.datos["cpu_ms"] > 0 for m in medidas)


def test_la_bitacora_se_mide_con_sus_renglones(mundo):
    (medida,) = bitacora.medir(mundo, renglones=5)
    assert medida.datos["renglones"] >= 5


def test_alternar_calienta_y_luego_va_de_uno_en_uno():
    orden = []
    parejas = alternar(lambda: orden.append("A") or 3.0, lambda: orden.append("B") or 2.0, 2)
    assert orden == ["A", "B"] * 3
    assert razones(parejas) == [1.5, 1.5]
    assert resumen([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"


def test_el_exponente_dice_cuanto_crece():
    assert exponente(1, 1, 1000) == 0
    assert exponente(1, 1000, 1000) == pytest.approx(1)


def test_el_cpu_y_la_memoria_salen_de_proc():
    antes = procesos.cpu_ms([os.getpid()])
    sum(n * n for n in range(300_000))
    assert procesos.cpu_ms([os.getpid()]) > antes
    assert procesos.cpu_con_hijos_ms([os.getpid()]) > 0
    rss, pss = procesos.memoria_mb(os.getpid())
    assert rss >= pss > 1
    assert os.getpid() in procesos.familia(os.getppid())


def test_la_tabla_y_el_json_dicen_lo_medido(tmp_path):
    corrida = {"maquina": {"motor": "sqlite 3"}, "segundos": 60.0, "medidas": [_medida().como_dato()]}
    texto = tabla.escribir(tmp_path, [corrida], "make medir", reloj.hoy())
    assert "| Bandeja | 1 ms | plana 1 ms | 1.00× |  |" in texto
    assert json.loads((tmp_path / "medidas.json").read_text())["corridas"] == [corrida]


def test_se_puede_pedir_solo_una_parte():
    pedido = opciones(["--solo", "bandeja", "--casos", "100000", "--motor", "sqlite"])
    assert (pedido.solo, pedido.casos, pedido.motor) == (["bandeja"], 100_000, ["sqlite"])
    assert set(PARTES) == {"documento", "bitacora", "caso", "bandeja"}
