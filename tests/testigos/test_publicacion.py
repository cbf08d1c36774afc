"""La bitácora publicada: los mosaicos dan la raíz de las anclas, dos testigos la ven y nada que contesten la detiene."""

from __future__ import annotations

import http.server
import json
import shutil
import socket
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as ajustes
from django.core.management import call_command
from django.urls import reverse

from auditoria.anclas import checkpoints, fuera, llave, memoria
from auditoria.anclas.dudas import AnclaAjena
from auditoria.anclas.firmar import anclar
from auditoria.testigos import carpeta, estado, preguntar, prueba, revision
from auditoria.testigos.publicar import publicar
from bitacora.cadena import cabeza, eslabones
from bitacora.exportacion import exportar
from bitacora.models import Ancla
from cuentas import reloj
from cuentas.models import Aviso
from dictamenes.documento.firma import instalada
from flujos.invariantes.registro import cadena_integra
from tests.bitacora.ataques import DOS, como_duena, llenar
from tests.testigos.proceso import UnTestigo
from verificador import orden_bitacora
from verificador.lectura import ALTERADA, CON_COLA, ILEGIBLE, INTEGRA, SIN_QUORUM
from verificador.testigos import mosaicos, notas
from verificador.testigos.informe import TITULARES
from verificador.testigos.politica import PoliticaIlegible

pytestmark = pytest.mark.django_db(transaction=True)
EN_DOS = "group dos all a b\nquorum dos\n"


@pytest.fixture(autouse=True)
def limpio(settings, tmp_path, monkeypatch):
    """Cada prueba, su carpeta publicada y su ronda de preguntas."""
    opciones = {"BACKEND": "config.almacen.AlmacenLocal", "OPTIONS": {"location": str(tmp_path / "publica"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "publica": opciones}
    for cual in ("_en_curso", "_contestado"):
        monkeypatch.setattr(preguntar, cual, {})
    monkeypatch.setattr(preguntar, "_lentos", set())
    shutil.rmtree(ajustes.FIRMANTE_CARPETA, ignore_errors=True)
    yield
    shutil.rmtree(ajustes.FIRMANTE_CARPETA, ignore_errors=True)


@pytest.fixture
def testigos(tmp_path):
    """Fábrica de testigos en su proceso, que se bajan al terminar."""
    hechos = []

    def hacer(nombre):
        hechos.append(UnTestigo(tmp_path / nombre, f"{nombre}.example/testigo"))
        return hechos[-1]

    yield hacer
    for uno in hechos:
        uno.bajar()


def politica(settings, tmp_path, renglones, quorum=EN_DOS):
    """El archivo de la política, y puesta en los ajustes."""
    archivo = tmp_path / "politica.txt"
    archivo.write_text("".join(f"witness {nombre} {vkey} {url}\n" for nombre, vkey, url in renglones) + quorum)
    settings.BITACORA_TESTIGOS = str(archivo)
    return archivo


def vkey():
    return llave.abrir().publica.vkey


def con_dos(settings, tmp_path, testigos):
    a, b = (testigos(nombre).levantar(vkey()) for nombre in "ab")
    archivo = politica(settings, tmp_path, [("a", a.vkey, a.url), ("b", b.vkey, b.url)])
    return a, b, archivo


def publicada():
    return notas.leer_checkpoint(carpeta.publicado())


def test_los_mosaicos_dan_la_raiz_de_las_anclas_y_las_entradas_son_los_eslabones(sitio, en):
    for hora, cuantos in ((en, 250), (en + DOS, 10), (en + 2 * DOS, 270)):
        llenar(hora, cuantos)
        ancla = anclar(hora)
        publicar(hora)
        assert (publicada().n, publicada().raiz.hex()) == (ancla.n, ancla.raiz)
        assert carpeta.arbol(ancla.n).raiz.hex() == ancla.raiz
    todos = [bytes.fromhex(uno) for uno in eslabones(0, publicada().n)]
    leidos = [
        entrada for lugar, ancho in mosaicos.anchos(publicada().n, 0)
        for entrada in mosaicos.desempaquetar(carpeta.leer(mosaicos.ruta_de("entries", lugar, ancho)))
    ]
    assert leidos == todos
    assert carpeta.leer("tile/0/000.p/250") is None  # ya está el completo
    assert len(carpeta.leer("tile/0/000")) == 8192
    for ancla in Ancla.objects.all():
        assert carpeta.arbol(publicada().n).raiz_hasta(ancla.n).hex() == ancla.raiz


def test_las_direcciones_son_las_del_estandar(sitio, en, client):
    llenar(en, 300)
    anclar(en)
    publicar(en)
    n = publicada().n
    nota = client.get("/bitacora/checkpoint")
    assert (nota["Content-Type"], nota["Cache-Control"]) == ("text/plain; charset=utf-8", "public, max-age=5")
    origen = "localhost:8000/bitacora" if "8000" in ajustes.SITIO_URL else nota.content.decode().split("\n")[0]
    assert nota.content.decode().split("\n")[:2] == [origen, str(n)]
    for ruta in ("tile/0/000", f"tile/0/001.p/{n - 256}", "tile/1/000.p/1", "tile/entries/000", f"tile/entries/001.p/{n - 256}"):
        dado = client.get(f"/bitacora/{ruta}")
        assert (dado.status_code, dado["Content-Type"]) == (200, "application/octet-stream"), ruta
        assert dado["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Cookie" not in dado.get("Vary", "")
    for ruta in ("tile/0/1", "tile/0/002", "tile/0/..%2f..%2fllave", "tile/0/000.p/256", "tile/64/000", "llave"):
        assert client.get(f"/bitacora/{ruta}").status_code == 404, ruta
    assert client.post("/bitacora/checkpoint").status_code == 405
    assert vkey() in client.get("/bitacora/").content.decode()


def test_el_sello_responde_por_la_llave(sitio, en, client):
    llenar(en)
    anclar(en)
    publicar(en)
    datos = json.loads(estado.contenido_de(client.get("/bitacora/llave.p7m").content))
    assert (datos["vkey"], datos["formato"]) == (vkey(), llave.FORMATO)
    assert (Path(ajustes.FIRMANTE_CARPETA) / llave.ARCHIVO).stat().st_mode & 0o077 == 0


def _todos_dicen(codigo, client, auditora):
    """La orden, los invariantes y la pantalla, con el mismo código y el mismo titular que el verificador suelto."""
    salida = StringIO()
    with pytest.raises(SystemExit):
        call_command("verificar_bitacora", "--json", stdout=salida)
    dicho = json.loads(salida.getvalue())
    assert (dicho["codigo"], dicho["titular"], dicho["quorum"]) == (codigo, TITULARES[codigo], codigo != SIN_QUORUM)
    assert [donde for donde, _ in cadena_integra()] == (["bitacora:testigos"] if codigo == SIN_QUORUM else [])
    client.force_login(auditora)
    assert TITULARES[codigo] in client.post(reverse("auditoria:verificar")).content.decode()


def test_dos_testigos_la_ven_y_el_lector_suelto_lo_comprueba(sitio, en, settings, tmp_path, testigos, client, persona):
    a, b, archivo = con_dos(settings, tmp_path, testigos)
    for hora in (en, en + DOS):
        llenar(hora, 40)
        anclar(hora)
        publicar(hora)
        assert set(estado.vista(reloj.ahora()).vieron) == {"a", "b"}
    assert estado.resumen(reloj.ahora()).reciente
    assert suelto(tmp_path, archivo) == INTEGRA
    a.bajar(), b.bajar()
    llenar(en + 2 * DOS)
    anclar(en + 2 * DOS)
    publicar(en + 2 * DOS)
    assert publicada().n == cabeza()[0]  # sin quórum, el trabajo sigue
    assert estado.vista(reloj.ahora()).vieron == {}
    assert suelto(tmp_path, archivo) == SIN_QUORUM
    _todos_dicen(SIN_QUORUM, client, persona("auditor"))
    b.levantar(vkey())
    politica(settings, tmp_path, [("a", a.vkey, a.url), ("b", b.vkey, b.url)])
    publicar(en + 2 * DOS)
    assert set(estado.vista(reloj.ahora()).vieron) == {"b"}
    assert suelto(tmp_path, archivo) == SIN_QUORUM
    a.levantar(vkey())
    politica(settings, tmp_path, [("a", a.vkey, a.url), ("b", b.vkey, b.url)])
    publicar(en + 2 * DOS)
    assert suelto(tmp_path, archivo) == CON_COLA  # lo que se anotó al comprobarla
    _todos_dicen(CON_COLA, client, persona("auditor"))
    de_lector = archivo.read_text()
    archivo.write_text(de_lector.replace("log ", "# ") + "#! antiguedad-maxima 0\n")
    assert suelto(tmp_path, archivo, propia=False) == ILEGIBLE


def suelto(tmp_path, archivo, propia=True):
    """El código del verificador sin la base, con la política del lector y el checkpoint publicado."""
    if propia and "log " not in archivo.read_text():
        archivo.write_text(f"log {vkey()}\n{archivo.read_text()}")
    exportada, nota = tmp_path / "b.zip", tmp_path / "checkpoint"
    exportada.write_bytes(b"".join(exportar(cabeza()[0], fuera.desde(1))))
    nota.write_bytes(carpeta.publicado().entera)
    orden = [exportada, "--raices", instalada.directorio_raices(), "--sello", ajustes.FIRMA_SELLO_CER, "--politica", archivo,
             "--checkpoint", nota]
    return orden_bitacora.correr([str(parte) for parte in orden], StringIO(), StringIO())


def test_quien_reescribe_la_base_no_casa_con_lo_que_vieron_los_testigos(sitio, en, settings, tmp_path, testigos):
    *_, archivo = con_dos(settings, tmp_path, testigos)
    llenar(en, 12)
    anclar(en)
    publicar(en)
    nota = carpeta.publicado()
    otra = tmp_path / "otra"
    shutil.move(sitio, otra)
    shutil.rmtree(ajustes.FIRMANTE_CARPETA)
    n = cabeza()[0]
    como_duena(f"DELETE FROM bitacora_datosevento WHERE evento_id >= {n - 5}", f"DELETE FROM bitacora_evento WHERE n >= {n - 5}",
               "DELETE FROM bitacora_ancla")
    llenar(en, 8)
    anclar(en)  # con el sello de verdad y todo en su lugar
    carpeta.escribir(carpeta.CHECKPOINT, nota.entera)
    archivo.write_text(f"log {nota_llave(nota, otra)}\n{archivo.read_text()}")
    assert suelto(tmp_path, archivo) == ALTERADA


def nota_llave(nota, anclas):
    sellada = (anclas / f"llave-{nota.firmas[0].id.hex()}.p7m").read_bytes()
    return json.loads(estado.contenido_de(sellada))["vkey"]


def test_un_respaldo_restaurado_con_la_llave_real_la_segunda_rama_se_rechaza(sitio, en, settings, tmp_path, testigos, persona):
    """Vista partida: las dos bases firman con lo mismo; el testigo guarda las dos notas y a quien audita se le avisa."""
    auditora = persona("auditor")
    a, *_ = con_dos(settings, tmp_path, testigos)
    llenar(en, 10)
    anclar(en)
    publicar(en)
    copia = tmp_path / "respaldo"
    for origen, nombre in ((sitio, "anclas"), (Path(ajustes.FIRMANTE_CARPETA), "firmante")):
        shutil.copytree(origen, copia / nombre)
    respaldada = cabeza()[0]
    llenar(en + DOS, 10)
    anclar(en + DOS)
    publicar(en + DOS)
    primera = carpeta.publicado()
    como_duena(f"DELETE FROM bitacora_datosevento WHERE evento_id > {respaldada}", f"DELETE FROM bitacora_evento WHERE n > {respaldada}",
               f"DELETE FROM bitacora_ancla WHERE n > {respaldada}")
    shutil.rmtree(sitio), shutil.rmtree(ajustes.FIRMANTE_CARPETA)
    shutil.copytree(copia / "anclas", sitio), shutil.copytree(copia / "firmante", ajustes.FIRMANTE_CARPETA)
    llenar(en + DOS, 15)
    anclar(en + 2 * DOS)
    publicar(en + 2 * DOS)
    assert publicada().n == cabeza()[0]
    assert estado.vista(reloj.ahora()).vieron == {}  # nadie cofirmó la segunda
    assert {aviso.asunto for aviso in Aviso.objects.filter(persona=auditora, asunto__contains="testigo")} == {
        "El testigo a dice que vio otra bitácora", "El testigo b dice que vio otra bitácora",
    }
    assert len(list((sitio / "dudas" / "testigos").glob("*.nota"))) == 2
    guardado = a.correr("evidencia", str(a.carpeta)).stdout
    for nota in (primera, carpeta.publicado()):
        assert nota.texto in guardado


class Raro(http.server.BaseHTTPRequestHandler):
    """Un testigo que contesta lo que se le diga."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.contestar(self)

    def log_message(self, *args):
        """Callado."""


def con(codigo, cuerpo):
    def contestar(atencion):
        atencion.send_response(codigo)
        atencion.send_header("Content-Length", str(len(cuerpo)))
        atencion.end_headers()
        atencion.wfile.write(cuerpo)
    return contestar


def gotear(atencion):
    for _ in range(200):
        atencion.wfile.write(b"H")
        time.sleep(0.05)


RAROS = {
    "basura": con(200, b"\xff\x00 nada\n"), "vacio": con(200, b""), "enorme": con(200, b"A" * 5_000_000), "error": con(500, b""),
    "otro_tamano": con(409, b"99999999\n"), "tamano_raro": con(409, b"-1\n"), "siempre_cero": con(409, b"0\n"), "no_prueba": con(422, b""),
    "no_es_http": lambda a: a.wfile.write(b"hola\n"), "gotea": gotear, "corta": lambda a: a.connection.close(),
    "redirige": con(302, b""), "firma_ajena": con(200, "— b.example/testigo AAAAAAAA\n".encode()),
}


@pytest.mark.parametrize("que", [*RAROS, "no_escucha", "calla"])
def test_un_testigo_que_miente_calla_o_dice_basura_no_detiene_nada(sitio, en, settings, tmp_path, testigos, que, monkeypatch):
    monkeypatch.setattr(preguntar, "ESPERA", 0.5)
    monkeypatch.setattr(preguntar, "PLAZO", 1.0)
    bueno, malo = testigos("a").levantar(vkey()), testigos("b")
    with socket.create_server(("127.0.0.1", 0)) as callado:  # acepta y no contesta
        servidor = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Raro)
        servidor.daemon_threads, servidor.contestar = True, RAROS.get(que)
        threading.Thread(target=servidor.serve_forever, args=(0.05,), daemon=True).start()
        puerto = {"calla": callado.getsockname()[1], "no_escucha": 1}.get(que, servidor.server_port)
        politica(settings, tmp_path, [("a", bueno.vkey, bueno.url), ("b", malo.vkey, f"http://127.0.0.1:{puerto}")], "group g any a b\nquorum g\n")
        for hora in (en, en + DOS, en + 2 * DOS):
            llenar(hora)
            assert anclar(hora)
            publicar(hora)
            assert publicada().n == cabeza()[0]
        limite = time.monotonic() + 20
        while set(estado.vista(reloj.ahora()).vieron) != {"a"} and time.monotonic() < limite:
            publicar(en + 2 * DOS)
        assert set(estado.vista(reloj.ahora()).vieron) == {"a"}
        assert estado.resumen(reloj.ahora()).reciente
        servidor.shutdown()
        servidor.server_close()
    for hilo in preguntar._en_curso.values():
        hilo.join(10)
        assert not hilo.is_alive()  # también el que gotea acaba


def test_no_se_publica_lo_que_la_base_ya_no_dice_y_la_carpeta_danada_se_rehace(sitio, en):
    llenar(en, 300)
    anclar(en)
    publicar(en)
    llenar(en + DOS)
    anclar(en + DOS)
    carpeta.escribir("tile/0/000", b"\0" * 8192)
    publicar(en + DOS)
    assert carpeta.arbol(publicada().n).raiz == publicada().raiz
    carpeta.almacen().delete("checkpoint")
    n = cabeza()[0]
    como_duena(f"UPDATE bitacora_evento SET eslabon = '{'ab' * 32}' WHERE n = {n - 1}")
    with pytest.raises(Exception, match="ya no da la raíz"):
        publicar(en + DOS)
    assert carpeta.publicado() is None


def test_no_se_firma_un_checkpoint_que_no_sigue_al_anterior(sitio, en):
    llenar(en)
    anclar(en)
    antes = checkpoints._leer()
    checkpoints._recordar(checkpoints.Firmado(antes.numero, antes.n, "0" * 64))
    llenar(en + DOS)
    with pytest.raises(AnclaAjena, match="no sigue al checkpoint"):
        anclar(en + DOS)
    assert checkpoints.leer_guardado(2) is None
    checkpoints._recordar(antes)
    anclar(en + DOS + timedelta(minutes=1))  # si murió entre el ancla y su checkpoint, la siguiente vuelta lo firma
    assert notas.leer_checkpoint(checkpoints.leer_guardado(2)).n == memoria.leer().n


def test_una_llave_danada_no_se_cambia_por_otra(sitio, en):
    llenar(en)
    anclar(en)
    (Path(ajustes.FIRMANTE_CARPETA) / llave.ARCHIVO).write_text("{}")
    llenar(en + DOS)
    with pytest.raises(AnclaAjena, match="La llave de los checkpoints"):
        anclar(en + DOS)


def test_sin_politica_se_publica_y_se_dice(sitio, en, client, settings):
    llenar(en)
    anclar(en)
    publicar(en)
    assert "Sin testigos" in client.get(reverse("registro:inicio")).content.decode()
    settings.BITACORA_TESTIGOS = "/no/existe"
    assert client.get(reverse("registro:inicio")).status_code == 200
    with pytest.raises(PoliticaIlegible):
        publicar(en)


def test_en_produccion_se_avisa_mientras_ningun_testigo_sea_de_fuera(settings, tmp_path):
    assert revision.con_un_testigo_de_fuera(None) == []
    settings.DEMOSTRACION = False
    bueno = Path("tests/datos/politica.txt").read_text()
    for renglones, dice in ((None, "de fuera"), (bueno.replace("#! externo", "# no"), "de fuera"), ("witness\n", "renglón 1"), (bueno, "")):
        settings.BITACORA_TESTIGOS = ""
        if renglones:
            settings.BITACORA_TESTIGOS = str(tmp_path / "p.txt")
            (tmp_path / "p.txt").write_text(renglones)
        dichos = revision.con_un_testigo_de_fuera(None)
        assert [aviso.id for aviso in dichos] == (["auditoria.W001"] if dice else [])
        assert dice in "".join(aviso.msg for aviso in dichos)


def test_una_huella_que_nadie_tiene_no_tiene_prueba(sitio, en, client):
    with pytest.raises(prueba.SinPrueba):
        prueba.de_huella("0" * 64)
    assert client.get(f"/bitacora/prueba/{'0' * 64}.tlog-proof").status_code == 404
    assert client.get("/bitacora/prueba/no.tlog-proof").status_code == 404
