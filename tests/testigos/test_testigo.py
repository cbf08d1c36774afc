"""El testigo en su proceso: contesta lo que dice el estándar, no olvida aunque lo maten y guarda las dos notas."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.testigos.proceso import RAIZ, UnTestigo, ambiente
from tests.testigos.test_formatos_c2sp import arbol, entradas, raiz
from verificador.testigos import notas, testigo
from verificador.testigos.mosaicos import Mosaicos
from verificador.testigos.notas import Checkpoint, Llave, Nota
from verificador.testigos.testigo import escribir_pedido

ORIGEN = "dictamenes.example/bitacora"


class Bitacora:
    """Un registro de prueba: su llave y sus entradas."""

    def __init__(self, hasta=400, privada=None):
        self.privada = privada or Ed25519PrivateKey.generate()
        self.llave = Llave(ORIGEN, notas.DE_BITACORA, notas.publica_de(self.privada))
        self.entradas = entradas(hasta)

    def nota(self, n):
        cuerpo = Checkpoint(ORIGEN, n, raiz(self.entradas[:n])).texto
        return Nota(cuerpo, (notas.firmar(cuerpo, ORIGEN, self.privada),))

    def pedido(self, antes, n):
        return escribir_pedido(antes, Mosaicos(n, arbol(self.entradas[:n]).get).consistencia(antes), self.nota(n))

    def rama(self, desde):
        """Otra historia desde ese evento, con la misma llave: lo que sale de restaurar un respaldo."""
        otra = Bitacora(len(self.entradas), self.privada)
        otra.entradas[desde:] = [bytes(reversed(una)) for una in self.entradas[desde:]]
        return otra


@pytest.fixture
def bitacora():
    return Bitacora()


@pytest.fixture
def suyo(tmp_path, bitacora):
    levantado = UnTestigo(tmp_path / "contraloria", "contraloria.example/testigo").levantar(bitacora.llave.vkey)
    yield levantado
    levantado.bajar()


def test_cofirma_lo_que_crece_y_contesta_lo_que_dice_el_estandar(suyo, bitacora):
    codigo, cuerpo, _ = suyo.pedir(bitacora.pedido(0, 10))
    llave, nota = notas.leer_vkey(suyo.vkey), bitacora.nota(10)
    firma = notas.leer_firma(cuerpo.removesuffix("\n"))
    assert (codigo, len(notas.firmas_de(nota.con([firma]), llave))) == (200, 1)
    assert suyo.pedir(bitacora.pedido(10, 300))[0] == 200
    assert suyo.pedir(bitacora.pedido(300, 300))[0] == 200  # otra vez el mismo: otra cofirma, con otra hora
    assert suyo.pedir(bitacora.pedido(10, 310)) == (409, "300\n", "text/x.tlog.size")
    assert suyo.pedir(bitacora.pedido(0, 20)) == (409, "300\n", "text/x.tlog.size")
    assert suyo.pedir(escribir_pedido(310, [], bitacora.nota(305)))[0] == 400
    assert suyo.pedir(escribir_pedido(300, [], bitacora.nota(310)))[0] == 422
    ajena = Bitacora()
    assert suyo.pedir(ajena.pedido(300, 310))[0] == 403
    otra = Checkpoint("otra.example", 1, b"\0" * 32).texto
    assert suyo.pedir(escribir_pedido(0, [], Nota(otra, (notas.firmar(otra, "otra.example", ajena.privada),))))[0] == 404


@pytest.mark.parametrize("cuerpo", [
    b"", b"old 0\n\n", b"old 00\n\nx", b"viejo 0\n\nx\n1\ny\n\n", b"old 0\nno es base64\n\nx", b"\xff", b"old -1\n\n", b"\n\n\n",
    b"old 0\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\nx",
])
def test_lo_mal_formado_es_400_y_sigue_atendiendo(suyo, bitacora, cuerpo):
    assert suyo.pedir(cuerpo)[0] == 400
    assert suyo.pedir(b"x" * 10, ruta="/otra")[0] == 404
    assert suyo.pedir(None, **{"Content-Length": "99999999"})[0] == 400
    assert suyo.pedir(bitacora.pedido(0, 10))[0] == 200


def test_una_vista_partida_se_rechaza_y_quedan_las_dos_notas(suyo, bitacora, tmp_path):
    """El mismo respaldo en dos bases, las dos con la llave de verdad: la segunda rama no pasa, tampoco tras un reinicio."""
    otra = bitacora.rama(100)
    assert suyo.pedir(bitacora.pedido(0, 100))[0] == 200
    assert suyo.pedir(bitacora.pedido(100, 120))[0] == 200
    assert suyo.pedir(otra.pedido(100, 130)) == (409, "120\n", "text/x.tlog.size")
    assert suyo.pedir(otra.pedido(120, 130))[0] == 422
    assert suyo.pedir(otra.pedido(120, 120))[0] == 409
    suyo.matar()
    suyo.levantar(bitacora.llave.vkey)
    assert suyo.pedir(otra.pedido(120, 130))[0] == 422  # la misma nota no se guarda otra vez
    dicho = suyo.correr("evidencia", str(suyo.carpeta))
    assert dicho.returncode == 1
    assert dicho.stdout.count("no prueba que sólo se agregó") == 1
    assert dicho.stdout.count("otra raíz con el mismo tamaño") == 1
    for nota in (bitacora.nota(120), otra.nota(130), otra.nota(120)):
        assert nota.entera.decode() in dicho.stdout
    assert suyo.pedir(bitacora.pedido(120, 140))[0] == 200  # la primera rama sigue


def test_no_olvida_lo_que_contesto_aunque_lo_maten(suyo, bitacora):
    """Veinte muertes a mitad de su trabajo: lo que alguna vez cofirmó no se desdice."""
    visto = 0
    for n in range(10, 210, 10):
        hecho = threading.Event()

        def pedir(n=n, visto=visto, hecho=hecho):
            try:
                return suyo.pedir(bitacora.pedido(visto, n))[0]
            except OSError:
                return None
            finally:
                hecho.set()

        with ThreadPoolExecutor(1) as hilos:
            contestado = hilos.submit(pedir)
            hecho.wait(0.001 * (n % 7))
            suyo.matar()
            codigo = contestado.result()
        suyo.levantar(bitacora.llave.vkey)
        otro, tamano, _ = suyo.pedir(bitacora.pedido(visto, n))  # si ya lo había guardado, dice hasta cuál
        assert (codigo, otro) in {(200, 409), (None, 200), (None, 409)}
        assert otro == 200 or int(tamano) == n
        visto = n
    assert suyo.pedir(bitacora.rama(5).pedido(visto, 300))[0] == 422


def test_dos_a_la_vez_no_lo_hacen_retroceder(suyo, bitacora):
    """La carrera que describe el estándar: el que llega tarde recibe 409, nunca una cofirma que deshaga otra."""
    assert suyo.pedir(bitacora.pedido(0, 50))[0] == 200
    pedidos = [bitacora.pedido(50, n) for n in range(51, 83)]
    with ThreadPoolExecutor(16) as hilos:
        codigos = [codigo for codigo, *_ in hilos.map(suyo.pedir, pedidos)]
    assert (codigos.count(200), codigos.count(409)) == (1, 31)


def test_sin_su_memoria_no_atiende_ni_se_estrena_encima(suyo, bitacora):
    suyo.bajar()
    assert suyo.correr("crear", str(suyo.carpeta), "--nombre", "x").returncode == 2
    (suyo.carpeta / testigo.MEMORIA).unlink()
    hecho = suyo.correr("atender", str(suyo.carpeta), "--bitacora", bitacora.llave.vkey)
    assert (hecho.returncode, "se retira" in hecho.stderr) == (2, True)
    assert (suyo.carpeta / testigo.LLAVE).stat().st_mode & 0o077 == 0


def test_la_evidencia_tiene_tope(tmp_path, bitacora, monkeypatch):
    monkeypatch.setattr(testigo, "EVIDENCIAS_MAXIMAS", 3)
    testigo.crear(tmp_path / "t", "t.example")
    suyo = testigo.Testigo(tmp_path / "t", [bitacora.llave])
    assert suyo.agregar(bitacora.pedido(0, 10)).codigo == 200
    for n in range(11, 20):
        assert suyo.agregar(escribir_pedido(10, [], bitacora.nota(n))).codigo == 422
    assert len(suyo.evidencias()) == 3
    with sqlite3.connect(tmp_path / "t" / testigo.MEMORIA) as base:
        assert base.execute("SELECT n FROM visto").fetchone() == (10,)


def test_es_chico_no_carga_django_ni_lo_que_abre_un_pdf():
    codigo = "import sys, verificador.testigos.orden; print([m for m in ('django', 'pyhanko', 'lxml', 'asn1crypto') if m in sys.modules])"
    hecho = subprocess.run([sys.executable, "-c", codigo], cwd=RAIZ, env=ambiente(), capture_output=True, text=True)
    assert hecho.stdout.strip() == "[]", hecho.stderr
