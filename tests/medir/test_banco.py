"""El banco corre en chico y sus cuentas son las que dice; nada aquí exige rapidez."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cuentas import reloj
from dictamenes.models import Dictamen, PrecioDictaminado, Solicitud
from flujos.estudio.antecedentes import antecedentes_del_ente, precios_de
from flujos.models import Pendiente
from tests.herramientas.servidor_de_prueba import servidor
from tests.medir import (
    anclas,
    antes,
    bandeja,
    bitacora,
    busqueda,
    casos,
    diciembre,
    documento,
    firmas,
    generador,
    importar,
    llegadas,
    medida,
    mesa,
    pantallas,
    peticiones,
    procesos,
    tabla,
)
from tests.medir.__main__ import PARTES, RAIZ, opciones
from tests.medir.historia import Historia
from tests.medir.medida import Medida, alternar, exponente, percentil, razones, resumen

pytestmark = pytest.mark.django_db


def _medida(**cambios):
    return Medida("bandeja", "Bandeja", "1 ms", "plana 1 ms", "1.00×", **({"datos": {"cpu_ms": [1.0]}} | cambios))


def test_la_historia_crece_y_se_abre_lo_que_se_pide(mundo):
    historia = Historia(mundo)
    tareas_de_antes = Pendiente.objects.count()
    historia.crecer(150)
    suyas = Solicitud.objects.filter(pk__gt=generador.BASE)
    tareas = historia.plantilla.vinculo.proceso.task_set.model.objects
    assert (suyas.count(), tareas.filter(process_id__gt=generador.BASE).count()) == (150, 750)
    # De cada ocho: dos en requisitos, cuatro en dos áreas y dos en estrategia.
    assert historia.abrir(8) == 2 + 4 * 2 + 2
    assert historia.abrir(4) == 1 + 2 * 2 + 1
    assert Pendiente.objects.count() == tareas_de_antes + 6
    assert historia.abrir(150) == Pendiente.objects.filter(recordar_en=None, solicitud__in=suyas).count() > 150


def test_la_historia_se_reparte_entre_los_entes_con_dictamen_y_precio(mundo):
    historia = Historia(mundo)
    historia.crecer(150)
    un_ente = Dictamen.objects.filter(solicitud_id__gt=generador.BASE, solicitud__ente=mundo.otro_ente)
    borrador = mundo.borrador()
    borrador.ente = mundo.otro_ente
    assert len(antecedentes_del_ente(borrador)) == un_ente.count() > 0
    assert precios_de(borrador.conceptos.all(), mundo.en)[1]["referencia"].cuantos > 30
    historia.abrir(150)
    abiertas = Pendiente.objects.filter(solicitud_id__gt=generador.BASE)
    assert all(fila.ente_id == fila.solicitud.ente_id for fila in abiertas.select_related("solicitud"))
    assert abiertas.values("ente").distinct().count() > 50
    assert PrecioDictaminado.objects.filter(concepto__sentidos__dictamen__solicitud_id__gt=generador.BASE).count() == 150


def test_crecer_no_cambia_lo_que_cuesta_la_bandeja(mundo):
    historia = Historia(mundo)
    historia.crecer(200)
    historia.abrir(100)
    pocas = peticiones.consultas(mundo.coordinacion, "/bandeja/")
    historia.crecer(400)
    assert peticiones.consultas(mundo.coordinacion, "/bandeja/") == pocas
    assert pocas.total <= 12


@contextmanager
def _un_solo_servidor(monkeypatch):
    """Todas las partes contra el mismo servidor (arrancarlos es lo que más tarda), salvo el par sin motor."""
    entorno = {**casos.ENTORNO, "DJANGO_SETTINGS_MODULE": "tests.medir.ajustes"}
    with servidor(procesos=1, hilos=4, entorno=entorno) as vivo:
        for parte in (casos, bandeja, pantallas, busqueda, diciembre):
            monkeypatch.setattr(parte, "servidor", lambda **k: servidor(**k) if k.get("arranque") else nullcontext(vivo))
        for parte in (casos, diciembre):
            monkeypatch.setattr(parte, "PROCESOS", 1)
        yield


@pytest.mark.django_db(transaction=True)
def test_todo_el_banco_corre_y_dice_cifras(mundo, monkeypatch):
    mundo.estandar()
    mundo.credenciales()
    mundo.en = reloj.ahora().astimezone(reloj.HERMOSILLO)
    monkeypatch.setattr(medida, "CALENTAMIENTO", 0)
    monkeypatch.setattr(peticiones, "PEDIDOS", 1)
    monkeypatch.setattr(bandeja, "NIVELES", (25, 50))
    monkeypatch.setattr(casos, "A_LA_VEZ", 1)
    monkeypatch.setattr(diciembre, "FACTORES", (1.0,))
    monkeypatch.setattr(diciembre, "MINIMAS", 1)
    with _un_solo_servidor(monkeypatch):
        medidas = list(casos.medir(mundo, 1, 1, 4))
        historia = Historia(mundo)
        medidas += [*bandeja.medir(historia, 50, 1), *pantallas.medir(historia, 50, 1)]
        medidas += busqueda.medir(historia, 50, 1)
        medidas += diciembre.medir(historia, 50, 2, 2, 1)
    assert {m.parte for m in medidas} == {"caso", "memoria", "bandeja", "crecimiento", "pantallas", "diciembre"}
    verificados = next(m for m in medidas if "PDF" in m.que)
    assert verificados.datos == {"buenos": 1, "total": 1}
    assert all(m.datos["consultas"] <= 12 for m in medidas if "≤ 12 consultas" in m.meta)
    rush, avisos, escalon, rodilla = (m.datos for m in medidas if m.parte == "diciembre")
    assert (rush["peticiones"], rush["malas"]) == (42, {})
    assert avisos["faltan"] == 0
    assert rodilla == {"tasa": 1.0 if escalon["cumple"] else 0.0, "hallada": not escalon["cumple"]}


def test_lo_que_se_firma_se_emite_y_se_mide_contra_las_dos_varas(mundo, monkeypatch):
    """En chico y sin otro proceso: emite quien pregunta cuántos faltan."""
    mundo.en = reloj.ahora().astimezone(reloj.HERMOSILLO)
    monkeypatch.setattr(firmas, "trabajador", lambda: nullcontext(os.getpid()))
    monkeypatch.setattr(firmas, "_en_marcha", lambda raices: None)
    monkeypatch.setattr(firmas, "SUBIDAS", 1)
    faltan = firmas._sin_emitir
    monkeypatch.setattr(firmas, "_sin_emitir", lambda elegidos: mundo.trabajar() and faltan(elegidos))
    ingenua, emitidos, registrado, ajeno = firmas.medir(mundo, 1)
    assert ingenua.datos["cpu_ms"] > ingenua.datos["piso_ms"]
    assert (emitidos.datos["cuantos"], emitidos.datos["faltaron"]) == (1, 0)
    assert "≤ 60 s" in emitidos.meta
    assert "×" in emitidos.razon
    assert registrado.meta == ajeno.meta == "≤ 150 ms CPU"


@pytest.mark.django_db(transaction=True)  # el firmante aparte ve lo confirmado
def test_cada_documento_se_mide_contra_la_firma_a_secas(mundo, monkeypatch):
    monkeypatch.setattr(documento, "VECES", 1)
    *medidas, por_el_socket = documento.medir(mundo)
    assert [m.que.split()[0] for m in medidas] == ["Redactar", "Sellar", "Firmar", "Cerrar", "Acuse"]
    assert all(m.datos["cpu_ms"] > 0 for m in medidas)
    assert min(por_el_socket.datos.values()) > 0


def test_la_bitacora_se_mide_con_sus_renglones(mundo):
    (medida,) = bitacora.medir(mundo, cuantos=5)
    assert medida.datos["renglones"] >= 5


def test_la_bitacora_exportada_se_mide_entera_y_desde_un_ancla():
    medidas = list(anclas.medir(eventos=400))
    assert [m.datos.get("eventos") for m in medidas] == [400, None, 400]
    assert medidas[1].datos["kb"] > 0


def test_la_mesa_se_siembra_y_cada_busqueda_cuesta_lo_mismo_con_mas_historia(mundo):
    historia = Historia(mundo)
    historia.crecer(mesa.A_LA_VEZ)
    paginas = mesa.paginas(historia, mesa.A_LA_VEZ)
    mesa.sembrar(historia, mesa.A_LA_VEZ, 1000)
    vistas = ("Eventos, de un ente", "Expedientes, un sentido", "Bitácora de un expediente")
    pocas = {nombre: peticiones.consultas(mundo.auditor, paginas[nombre]).total for nombre in vistas}
    mesa.sembrar(historia, mesa.A_LA_VEZ, 1000)
    assert {nombre: peticiones.consultas(mundo.auditor, paginas[nombre]).total for nombre in vistas} == pocas


def test_alternar_calienta_y_luego_va_de_uno_en_uno():
    orden = []
    parejas = alternar(lambda: orden.append("A") or 3.0, lambda: orden.append("B") or 2.0, 2)
    assert orden == ["A", "B"] * 3
    assert razones(parejas) == [1.5, 1.5]
    assert resumen([3.0, 1.0, 2.0]) == "2.00 (1.00–3.00)"


def test_el_percentil_de_pocas_cifras():
    assert percentil([7.0], 95) == 7.0
    assert percentil([float(n) for n in range(101)], 95) == 95


def test_la_rodilla_es_la_mayor_tasa_que_cumple():
    assert diciembre.rodilla([(0.5, True), (1.0, True), (2.0, False)]) == (1.0, True)
    assert diciembre.rodilla([(0.5, False)]) == (0.0, True)
    assert diciembre.rodilla([(0.5, True)]) == (0.5, False)


def test_la_espera_se_cuenta_desde_que_debia_salir_y_lo_que_va_despues_espera(tmp_path):
    pedidas = []

    class DeUnaEnUna(BaseHTTPRequestHandler):
        def do_GET(self):
            pedidas.append(self.path)
            time.sleep(0.05)
            self.send_response(200)
            if self.path == "/cortada":
                self.send_header("Content-Length", "100")
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), DeUnaEnUna) as lento:
        threading.Thread(target=lento.serve_forever, daemon=True).start()
        plan = [[0.0, "GET", "/acuse", "", "", 1], *([0.0, "GET", f"/{n}", "", "", None] for n in range(4)),
                [0.0, "GET", "/cortada", "", "", None]]
        (tmp_path / "plan").write_text(json.dumps({"puerto": lento.server_port, "peticiones": plan}))
        llegadas.main(tmp_path / "plan", tmp_path / "salida")
        lento.shutdown()
    dado = json.loads((tmp_path / "salida").read_text())
    assert [codigo for codigo, *_ in dado["respuestas"]] == [200] * 5 + [llegadas.SIN_RESPUESTA]
    assert dado["respuestas"].pop()[1] == llegadas.ESPERA_SEGUNDOS * 1000, "lo que no llegó entero cuenta como lo más lento"
    assert pedidas.index("/acuse") > pedidas.index("/0")
    # Salieron a la vez y se atendieron una por una: la última esperó su turno entero, y esa espera cuenta.
    assert max(ms for _, ms, _ in dado["respuestas"][1:]) >= 4 * 50
    assert dado["en_vuelo"] >= 2


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
    assert set(PARTES) == {"arranque", "documento", "firmas", "bitacora", "anclas", "caso", "importar", "bandeja", "pantallas", "busqueda", "diciembre", "mesa", "puertas"}


def test_lo_de_antes_se_casa_con_lo_de_ahora_y_lo_nuevo_se_dice():
    antes_, ahora = (antes.renglones([_medida(datos={"cpu_ms": [4.0, 2.0, cifra], "consultas": 0}).como_dato()])
                     for cifra in (9.0, 1.0))
    assert antes_ == {("bandeja", "Bandeja", "ms CPU"): 4.0, ("bandeja", "Bandeja", "consultas"): 0.0}
    nueva = {("importar", "Revisar", "ms CPU"): 7.0}
    texto = antes.tabla("abc", "la orden", {"sqlite": [(antes_, ahora | nueva), (antes_, ahora | nueva)]})
    assert "| Las listas cuando la historia crece | Bandeja | 4.0 ms CPU | 2.0 ms CPU | 0.50 (0.50–0.50)× |" in texto
    assert "| Importar conceptos | Revisar | no había | 7.0 ms CPU |  |" in texto
    ida = antes.tabla("abc", "la orden", {"sqlite": [(nueva, antes_)]})
    assert "| Importar conceptos | Revisar | 7.0 ms CPU | ya no hay |  |" in ida


def test_de_otro_arbol_solo_se_piden_las_partes_que_conoce():
    assert antes.partes_de(RAIZ, ["mesa", "la que no hay", "caso"]) == ["mesa", "caso"]


@pytest.mark.django_db(transaction=True)
def test_importar_una_hoja_de_verdad_se_mide(mundo):
    mundo.en = reloj.ahora().astimezone(reloj.HERMOSILLO)
    revisar, guardar = importar.medir(mundo, vueltas=1, renglones=3)
    assert (revisar.que, guardar.que) == tuple(f"{que} 3 renglones por XLSX, 75 atributos" for que in ("Revisar", "Guardar"))
    assert all(len(m.datos["segundos"]) == 1 for m in (revisar, guardar))
