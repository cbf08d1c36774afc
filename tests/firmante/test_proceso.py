"""El firmante en su propio proceso, por su socket y con cuentas de verdad: qué atiende, a quién, y quién lee su llave."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import socket
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse
from viewflow.workflow.models import Task

from auditoria.anclas import oficina
from auditoria.management.commands import firmante as orden_firmante
from bitacora.models import Ancla, DatosEvento
from config import salud
from cuentas import reloj
from dictamenes.documento import documentos, revision
from dictamenes.documento.firmante import cliente, diario, servidor, sobres
from dictamenes.documento.firmante.excepciones import FirmanteNoDisponible, PapelRechazado
from dictamenes.models import Dictamen
from flujos.recorrido import detenidos
from tests.herramientas.firmante_de_prueba import firmante

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
FIRMA, WEB, AJENA = 31_001, 31_002, 31_003  # tres cuentas que nadie tiene


@pytest.fixture(autouse=True)
def _sus_carpetas(settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    anclas = {"BACKEND": "config.almacen.AnclasEnCarpeta", "OPTIONS": {"location": str(tmp_path / "anclas"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "anclas": anclas}


def test_por_el_socket_se_emite_entero_se_ancla_y_se_lee_el_diario(mundo, settings):
    """De proponer a publicar, sin que este proceso lea la llave."""
    mundo.credenciales()
    with firmante() as f:
        settings.FIRMANTE_SOCKET, settings.FIRMA_SELLO_KEY = f.ruta, "/nadie/la/tiene.key"
        assert oficina.anclar_si_toca(reloj.ahora()) == ""  # lo hace él solo
        solicitud = mundo.proponer(mundo.en_estrategia())
        mundo.trabajar()
        mundo.firmar(solicitud)
        mundo.trabajar()
        dictamen = Dictamen.objects.get(solicitud=solicitud)
        assert dictamen.estado == "vigente"
        clases = {r.clase: r.sellado for r in oficina.renglones_del_diario()}
        assert clases["dictamen.para_firma"] == dictamen.sellado.sha256
        dicho = DatosEvento.objects.get(evento__accion="dictamen.emitido").datos
        assert clases["dictamen.publico"] == dicho["publico_sellado"], "lo publicado lleva además su estampa"
        assert dicho["publico"] == dictamen.publico.sha256
        oficina.anclar_ahora(reloj.ahora())
        assert Ancla.objects.exists()
        with pytest.raises(PapelRechazado, match="no hay documento que sellar"):
            documentos.sellado(dictamen, reloj.ahora())
        with pytest.raises(PapelRechazado, match="hora por venir"):
            documentos.sellado(dictamen, reloj.ahora() + timedelta(hours=1))


def test_lo_que_no_se_entiende_se_rechaza_y_sigue_atendiendo(mundo, settings):
    mundo.credenciales()
    with firmante() as f:
        settings.FIRMANTE_SOCKET = f.ruta
        for orden, dicho, cuerpo in (
            ("firmar_huella", {"huella": "a" * 64}, b""), ("dictamen.para_firma", {}, b""), ("", {}, b"x"),
            ("dictamen.para_firma", {"pk": "uno", "en": "ayer"}, b""), ("copia.caratula", {"pk": 1, "en": "2026-01-01T00:00:00"}, b""),
            ("dictamen.publico", {"pk": 1, "en": "2026-01-01T00:00:00+00:00", "fragmentos": [{"mal": 1}]}, b""),
            ("diario", {"tras": "todo"}, b""),
        ):
            with pytest.raises(PapelRechazado):
                cliente.pedir(orden, dicho, cuerpo)
        for basura in (b"", b"\xff" * 4, b"\0\0\0\x02[]\0\0\0\0", b"\0\0\0\x03{{{\0\0\0\0", b"GET / HTTP/1.1\r\n\r\n"):
            with socket.socket(socket.AF_UNIX) as enchufe:
                enchufe.settimeout(20)
                enchufe.connect(f.ruta)
                enchufe.sendall(basura)
                enchufe.shutdown(socket.SHUT_WR)
                with suppress(ConnectionResetError):  # se cortó con bytes suyos sin leer
                    assert enchufe.recv(10) == b""
        assert cliente.pedir("vivo") == b"vivo"
        assert {renglon.clase for renglon in diario.leer()} <= {"bitacora.ancla"}  # lo único que hace sin que se lo pidan


def test_con_el_firmante_caido_nada_se_sella_a_medias_espera_y_se_ve(mundo, settings, tmp_path, client):
    mundo.credenciales()
    settings.FIRMANTE_SOCKET = str(tmp_path / "no-hay")
    solicitud = mundo.proponer(mundo.en_estrategia())
    mundo.trabajar()
    dictamen = Dictamen.objects.get(solicitud=solicitud)
    trabajo = Task.objects.get(flow_task_type="JOB")
    assert (dictamen.estado, dictamen.sellado, dictamen.folio is None) == ("en_preparacion", None, False)
    assert (trabajo.status, trabajo.data["intentos"], trabajo.data["error"]) == ("SCHEDULED", 0, "FirmanteNoDisponible")
    tarde = reloj.ahora() + detenidos.DEMORA + timedelta(minutes=1)
    assert [d.causa for d in detenidos.listar(tarde)] == [detenidos.CAUSAS["FirmanteNoDisponible"]]
    assert "el firmante no responde: nada se sella ni se ancla" in salud.avisos()
    client.force_login(mundo.coordinacion)
    with firmante() as f:
        settings.FIRMANTE_SOCKET = f.ruta
        Task.objects.filter(pk=trabajo.pk).update(scheduled=reloj.ahora())
        mundo.trabajar()
        assert Dictamen.objects.get(pk=dictamen.pk).estado == "por_firmar"
        assert not [aviso for aviso in salud.avisos() if "firmante" in aviso]


def test_la_pantalla_dice_claro_que_no_se_sello(mundo, settings, tmp_path, client, monkeypatch):
    solicitud = mundo.presentada()
    settings.FIRMANTE_SOCKET = str(tmp_path / "no-hay")
    client.force_login(mundo.coordinacion)
    url = reverse("flujos:certificar", args=[solicitud.pk])
    envio = re.search(r'name="envio"[^>]*value="([^"]+)"', client.get(url).content.decode())
    datos = {"alcance": "ente", "para": "Juzgado", **({"envio": envio[1]} if envio else {})}
    respuesta = client.post(url, datos)
    assert (respuesta.status_code, respuesta["Retry-After"]) == (503, "5")
    assert "No se selló nada a medias" in respuesta.content.decode()


def test_la_cuota_detiene_y_no_se_gasta_en_preguntar(mundo, settings):
    cuota = servidor.Cuota(2, 3)
    for segundo in (0.0, 1.0):
        cuota.gastar(segundo)
    with pytest.raises(FirmanteNoDisponible, match="cuota"):
        cuota.gastar(2.0)
    cuota.gastar(61.0)
    with pytest.raises(FirmanteNoDisponible, match="cuota"):
        cuota.gastar(200.0)
    cuota.gastar(86_400.5)
    mundo.credenciales()
    with firmante(FIRMANTE_POR_MINUTO="1") as f:
        settings.FIRMANTE_SOCKET = f.ruta
        for _ in range(3):
            assert cliente.pedir("vivo") == b"vivo"
        with pytest.raises(PapelRechazado):
            cliente.pedir("copia.caratula", {"pk": 1, "en": "2026-01-01T00:00:00+00:00"})
        with pytest.raises(FirmanteNoDisponible, match="cuota"):
            cliente.pedir("copia.caratula", {"pk": 1, "en": "2026-01-01T00:00:00+00:00"})


def test_quien_manda_a_gotas_no_detiene_a_los_demas(mundo, settings, monkeypatch):
    mundo.credenciales()
    with firmante() as f:
        settings.FIRMANTE_SOCKET = f.ruta
        with socket.socket(socket.AF_UNIX) as lento:
            lento.connect(f.ruta)
            lento.sendall(b"\0\0")
            assert cliente.pedir("vivo") == b"vivo"  # vuelve en cuanto vence la paciencia con el otro


def test_un_proceso_no_volcable_no_deja_leer_su_memoria_ni_a_su_misma_cuenta():
    """Sin ser root: lo que el núcleo dice de un proceso encerrado."""
    lee, escribe = os.pipe()
    hijo = os.fork()
    if hijo == 0:
        try:
            os.close(lee)
            if os.getuid() == 0:
                os.setuid(FIRMA)
                ctypes.CDLL(None).prctl(servidor.PR_SET_DUMPABLE, 1, 0, 0, 0)  # cambiar de cuenta ya lo quita: aquí lo quita él
            servidor.encerrarse()
            os.write(escribe, b"listo")
            time.sleep(60)
        finally:
            os._exit(0)
    try:
        os.close(escribe)
        assert os.read(lee, 5) == b"listo"
        assert Path(f"/proc/{hijo}/environ").stat().st_uid == 0  # ya no es de su cuenta, sino de root
        assert _como(FIRMA if os.getuid() == 0 else os.getuid(), lambda: Path(f"/proc/{hijo}/environ").read_bytes()) == "EACCES"
    finally:
        os.kill(hijo, 9)
        os.waitpid(hijo, 0)
        os.close(lee)


def test_la_cuenta_de_la_web_no_lee_la_llave_ni_el_proc_y_otra_ni_siquiera_es_atendida(mundo, settings, tmp_path, monkeypatch):
    """A4 con tres cuentas de verdad. Sin ser root no se puede cambiar de cuenta: sólo corre la parte de la propia."""
    mundo.credenciales()
    carpeta = Path(settings.CREDENCIALES_PRUEBA)
    if os.getuid() != 0:
        print("AVISO: sin root no se prueban las tres cuentas; sólo que la llave es de su dueño y nadie más la lee.")
        assert (carpeta / "sello.key").stat().st_mode & 0o077 == 0
        return
    suya = tmp_path / "suya"
    shutil.copytree(carpeta, suya)
    llave = suya / "sello.key"
    for ruta in (suya, *suya.rglob("*")):
        os.chown(ruta, FIRMA, FIRMA)
        ruta.chmod(0o700 if ruta.is_dir() else 0o600)
    _abrir_camino(llave.parent.parent)
    with firmante("--cuenta", str(FIRMA), cuentas=f"{WEB}", CREDENCIALES_DE_PRUEBA=str(suya)) as f:
        pid = f.proceso.pid
        assert f"Uid:\t{FIRMA}\t{FIRMA}\t{FIRMA}" in Path(f"/proc/{pid}/status").read_text()
        for que in (llave, Path(f"/proc/{pid}/environ"), Path(f"/proc/{pid}/mem"), Path(f"/proc/{pid}/maps")):
            assert _como(WEB, que.read_bytes) == "EACCES", que
        assert _como(WEB, lambda: os.listdir(f"/proc/{pid}/fd")) == "EACCES"
        assert _como(FIRMA, Path(f"/proc/{pid}/environ").read_bytes) == "EACCES"  # ni su misma cuenta
        assert _como(FIRMA, llave.read_bytes) == "pudo"
        assert _como(WEB, lambda: sobres.preguntar(f.ruta, "vivo", {}, b"")) == "pudo"
        for otra in (AJENA, 0):
            assert _como(otra, lambda: sobres.preguntar(f.ruta, "vivo", {}, b"")) == "FirmanteNoDisponible"


def _abrir_camino(carpeta):
    """Que otra cuenta pueda llegar hasta ahí: la barrera que se prueba es la de la llave, no la de la carpeta de pruebas."""
    for una in (carpeta, *carpeta.parents):
        if una.stat().st_uid == os.getuid() and una != Path("/"):
            una.chmod(una.stat().st_mode | 0o011)


def _como(uid, hacer):
    """Qué le pasa a esa cuenta al hacerlo: `pudo`, `EACCES` o el nombre de su falla."""
    lee, escribe = os.pipe()
    hijo = os.fork()
    if hijo == 0:
        dicho = "pudo"
        try:
            if uid != os.getuid():
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            hacer()
        except PermissionError:
            dicho = "EACCES"
        except BaseException as error:
            dicho = type(error).__name__
        finally:
            os.write(escribe, dicho.encode())
            os._exit(0)
    os.close(escribe)
    with os.fdopen(lee) as tubo:
        dicho = tubo.read()
    os.waitpid(hijo, 0)
    return dicho


def test_si_el_nucleo_no_deja_encerrarse_no_arranca(monkeypatch):
    pedidos, contesta = [], 0
    nucleo = SimpleNamespace(prctl=lambda *que: pedidos.append(que) or contesta)
    monkeypatch.setattr(servidor.ctypes, "CDLL", lambda *_, **__: nucleo)
    monkeypatch.setattr(servidor.resource, "setrlimit", lambda *que: pedidos.append(que))
    servidor.encerrarse()
    assert pedidos == [(servidor.resource.RLIMIT_CORE, (0, 0)), (servidor.PR_SET_DUMPABLE, 0, 0, 0, 0),
                       (servidor.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)]
    contesta = -1
    with pytest.raises(OSError, match="no arranca sin encierro"):
        servidor.encerrarse()


def test_sin_sello_sin_socket_o_con_una_cuenta_que_no_existe_no_arranca(settings, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="FIRMANTE_SOCKET"):
        servidor.ruta_del_socket()
    with pytest.raises(ImproperlyConfigured, match="No hay una cuenta"):
        servidor.cuentas_que_piden(["nadie-se-llama-asi"])
    assert servidor.cuentas_que_piden([]) == {os.getuid()}
    assert servidor.cuentas_que_piden(["7", "root"]) == {7, 0}
    monkeypatch.setattr(orden_firmante.servidor, "encerrarse", lambda: None)
    settings.FIRMA_SELLO_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="FIRMA_SELLO"):
        call_command("firmante")


def test_en_produccion_se_dice_a_quien_atiende_y_se_avisa_si_la_llave_sigue_en_la_web(settings, monkeypatch):
    assert revision.la_llave_fuera_de_la_web(None) == []
    settings.DEMOSTRACION = False
    assert [aviso.id for aviso in revision.la_llave_fuera_de_la_web(None)] == ["dictamenes.W001"]
    with pytest.raises(CommandError, match="FIRMANTE_CUENTAS"):
        call_command("firmante")
    settings.FIRMANTE_SOCKET = "/run/firmante/s"
    assert revision.la_llave_fuera_de_la_web(None) == []
