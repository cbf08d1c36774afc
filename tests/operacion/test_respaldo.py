"""Simulacro: respaldar con escrituras en curso, restaurar en una instalación nueva y comprobarla; y todo lo que sale mal."""

from __future__ import annotations

import json
import secrets
import shutil
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from archivos.entrada import guardar
from archivos.models import Archivo
from bitacora.cadena import anotar, cabeza
from config.respaldo import actos, piezas
from config.respaldo.comprobacion import diferencias
from cuentas.models import SesionAbierta
from tests.herramientas.con_postgres import ejecutables
from tests.herramientas.dosis import muestra
from tests.operacion.instalacion import instalacion_nueva

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]


@pytest.fixture(autouse=True)
def _almacen_propio(settings, tmp_path, monkeypatch):
    """Cada prueba con su almacén: lo que otra dejó no cuenta como sobrante."""
    opciones = {**settings.STORAGES["default"]["OPTIONS"], "location": str(tmp_path / "archivos")}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": opciones}}
    monkeypatch.setenv("POSTGRES_EJECUTABLES", str(ejecutables() / "bin"))


@pytest.fixture
def nueva(tmp_path):
    with instalacion_nueva(tmp_path) as otra:
        yield otra


@pytest.fixture
def destino(tmp_path):
    return tmp_path / "respaldos-de-prueba"


def _escribir_sin_parar(parar, veces):
    try:
        while not parar.is_set():
            archivo = guardar(b"%PDF-1.4 " + secrets.token_hex(2000).encode(), "application/pdf")
            with transaction.atomic():
                anotar("prueba.escritura", archivo, por=None, en=timezone.now())
            veces.append(archivo.sha256)
    finally:
        connections.close_all()


def _respaldar_mientras_se_escribe(destino, monkeypatch):
    """Con un hilo escribiendo antes, durante y después de que se saca la base."""
    parar, veces = threading.Event(), []
    hilo = threading.Thread(target=_escribir_sin_parar, args=(parar, veces))
    copiar = piezas.guardar

    def esperar_y_copiar(*datos):
        hasta = len(veces) + 3
        while len(veces) < hasta and hilo.is_alive():
            pass
        return copiar(*datos)

    monkeypatch.setattr(piezas, "guardar", esperar_y_copiar)
    hilo.start()
    try:
        while len(veces) < 3 and hilo.is_alive():
            pass
        call_command("respaldar", str(destino))
    finally:
        parar.set()
        hilo.join()
    return veces


def test_simulacro_completo(mundo, nueva, destino, monkeypatch, capsys):
    solicitud = mundo.emitida()
    SesionAbierta.objects.create(session_key="a" * 32, session_data="x", expire_date=timezone.now())
    escritos = _respaldar_mientras_se_escribe(destino, monkeypatch)
    manifiesto = json.loads((actos.elegir(destino) / "manifiesto.json").read_text())
    assert 0 < manifiesto["cabeza"][0] < cabeza()[0], "se escribió después de la foto"
    assert manifiesto["archivos"] < Archivo.objects.count()
    assert escritos[0] in (actos.elegir(destino) / "archivos.txt").read_text()
    assert "credenciales de firma" in capsys.readouterr().out

    hecho = nueva.orden("restaurar", str(destino))
    assert hecho.returncode == 0, hecho.stderr
    assert "restaurado y comprobado" in hecho.stdout
    dicho = nueva.orden("shell", "-v", "0", "-c", (
        "from dictamenes.models import Dictamen; from cuentas.models import SesionAbierta; "
        "from bitacora.cadena import cabeza; d = Dictamen.objects.get(); "
        "print(d.folio, d.publico.sha256, cabeza()[0], SesionAbierta.objects.count())"))
    dictamen = type(solicitud.dictamen).objects.get()
    assert dicho.stdout.split() == [dictamen.folio, dictamen.publico.sha256, str(manifiesto["cabeza"][0]), "0"]

    otra_vez = nueva.orden("restaurar", str(destino))
    assert otra_vez.returncode == 1
    assert "La base no está vacía" in otra_vez.stderr
    sin_raices = nueva.orden("restaurar", str(destino), "--solo-comprobar", CREDENCIALES_DE_PRUEBA=str(destino))
    assert sin_raices.returncode == 1
    assert f"dictamen {dictamen.folio}: firma:" in sin_raices.stderr
    assert f"dictamen {dictamen.folio}: sello:" in sin_raices.stderr


@pytest.fixture
def respaldado(mundo, destino):
    """Un respaldo chico y entero, y los archivos que trae."""
    contenidos = [guardar(f"%PDF-1.4 {n}".encode(), "application/pdf") for n in range(3)]
    call_command("respaldar", str(destino), verbosity=0)
    return contenidos


def _alterar(ruta):
    datos = bytearray(ruta.read_bytes())
    datos[len(datos) // 2] ^= 1
    ruta.write_bytes(datos)


def test_todo_lo_que_le_pase_a_un_respaldo_se_nombra(destino, respaldado, tmp_path):
    uno, otro, _ = (a.sha256 for a in respaldado)
    nombre = actos.elegir(destino).name
    danos = {
        "el manifiesto fue alterado": lambda d: _alterar(d / "respaldos" / nombre / "manifiesto.json"),
        "base: falta o fue alterada": lambda d: _alterar(d / "respaldos" / nombre / "base"),
        "lista de archivos: falta o fue alterada": lambda d: _alterar(d / "respaldos" / nombre / "archivos.txt"),
        f"archivo {uno}: fue alterado en el respaldo": lambda d: _alterar(d / "archivos" / uno[:2] / uno),
        f"archivo {otro}: falta en el respaldo": lambda d: (d / "archivos" / otro[:2] / otro).unlink(),
        "quedó a la mitad": lambda d: (d / "respaldos" / nombre).rename(d / "respaldos" / f".{nombre}.parcial"),
        "sin manifiesto; quedó a la mitad": lambda d: (d / "respaldos" / nombre / "manifiesto.json").unlink(),
        "no hay ningún respaldo": lambda d: shutil.rmtree(d / "respaldos"),
    }
    call_command("verificar_respaldo", str(destino), verbosity=0)
    for n, (dicho, danar) in enumerate(danos.items()):
        copia = tmp_path / f"copia{n}"
        shutil.copytree(destino, copia)
        danar(copia)
        for orden in ("verificar_respaldo", "restaurar"):
            with pytest.raises(CommandError, match=dicho):
                call_command(orden, str(copia), **({"reemplazar": True} if orden == "restaurar" else {}))
    assert Archivo.objects.filter(sha256=uno).exists(), "un respaldo que no sirve no toca la base"
    with pytest.raises(CommandError, match="el manifiesto fue alterado"):
        call_command("verificar_respaldo", str(destino), huella="0" * 64)


def test_el_segundo_respaldo_solo_copia_lo_nuevo_y_nada_es_de_otros(destino, respaldado):
    nuevo = guardar(b"%PDF-1.4 nuevo", "application/pdf")
    hecho = actos.respaldar(destino, timezone.now() + timezone.timedelta(seconds=5))
    assert (hecho.copiados, hecho.defectos) == (1, [])
    assert hecho.archivos == Archivo.objects.count()
    secretas = [destino / "archivos" / nuevo.sha256[:2] / nuevo.sha256, hecho.carpeta / "base",
                hecho.carpeta / "manifiesto.json"]
    assert {ruta.stat().st_mode & 0o077 for ruta in secretas} == {0}


def test_lo_que_falta_en_el_almacen_se_dice_al_respaldar(destino, respaldado):
    perdido = guardar(b"%PDF-1.4 se pierde", "application/pdf")
    perdido.contenido.storage.delete(perdido.contenido.name)
    tomado = timezone.now() + timezone.timedelta(seconds=5)
    assert actos.respaldar(destino, tomado).defectos == [f"archivo {perdido.sha256}: no está en el almacén"]
    with pytest.raises(CommandError, match=f"archivo {perdido.sha256}: no está en el almacén"):
        call_command("verificar_respaldo", str(destino))


def test_un_respaldo_interrumpido_no_cuenta_y_el_siguiente_si(destino, respaldado, monkeypatch):
    bueno = actos.elegir(destino)
    with monkeypatch.context() as parche:
        parche.setattr(piezas, "guardar", lambda *a: (_ for _ in ()).throw(OSError("disco lleno")))
        parche.setattr("cuentas.reloj.ahora", lambda: timezone.now() + timezone.timedelta(seconds=9))
        with pytest.raises(CommandError, match="disco lleno"):
            call_command("respaldar", str(destino))
    assert actos.elegir(destino) == bueno


def test_una_base_mas_vieja_que_sus_archivos_y_otra_bitacora_se_nombran(destino, respaldado):
    manifiesto, defectos = actos.revisar(actos.elegir(destino))
    assert defectos == []
    assert list(diferencias(manifiesto)) == []
    posterior = guardar(b"%PDF-1.4 posterior al respaldo", "application/pdf")
    Archivo.objects.filter(pk=posterior.pk).delete()
    respaldado[0].contenido.storage.delete(respaldado[0].contenido.name)
    with transaction.atomic():
        anotar("prueba.posterior", "prueba:1", por=None, en=timezone.now())
    dichas = "\n".join(diferencias(manifiesto))
    assert f"archivo {posterior.sha256}: está en el almacén y la base no lo conoce" in dichas
    assert f"archivo {respaldado[0].sha256}: no está en el almacén" in dichas
    assert "bitácora: su último evento" in dichas
    with pytest.raises(CommandError, match="no abra el servicio"):
        call_command("restaurar", str(destino), solo_comprobar=True)


@pytest.mark.larga
@pytest.mark.parametrize("punto", muestra(["antes", "despues"], 1))
def test_una_restauracion_interrumpida_se_vuelve_a_correr(destino, respaldado, nueva, punto):
    muerta = nueva.orden(punto, str(destino), modulo="tests.operacion.muerte_al_restaurar")
    assert muerta.returncode == 137, muerta.stderr
    otra_vez = nueva.orden("restaurar", str(destino), *(["--reemplazar"] if punto == "despues" else []))
    assert otra_vez.returncode == 0, otra_vez.stderr
