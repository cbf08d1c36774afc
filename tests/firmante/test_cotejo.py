"""El diario del firmante contra la bitácora, y la cabeza que cada proceso le dijo contra la que hay al anclar."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from viewflow.workflow.models import Task

from archivos.excepciones import AlmacenNoDisponible
from auditoria.anclas import cotejo, dudas, firmar
from auditoria.anclas.dudas import BitacoraRota
from bitacora.cadena import anotar, cabeza
from bitacora.models import DatosEvento, Evento
from cuentas import reloj
from cuentas.models import Aviso
from dictamenes.documento.firmante import cabezas, diario
from dictamenes.models import Dictamen
from tests.bitacora.ataques import DOS, como_duena, llenar
from tests.herramientas.firmante_de_prueba import firmante

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _sus_carpetas(settings, tmp_path):
    settings.FIRMANTE_CARPETA = str(tmp_path / "firmante")
    anclas = {"BACKEND": "config.almacen.AnclasEnCarpeta", "OPTIONS": {"location": str(tmp_path / "anclas"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "anclas": anclas}


@pytest.fixture
def emitida(mundo):
    """Un dictamen de principio a fin en un diario nuevo, con la bitácora anclada."""
    mundo.credenciales()
    firmar.anclar(mundo.en - DOS)
    solicitud = mundo.proponer(mundo.en_estrategia())
    mundo.trabajar()
    mundo.firmar(solicitud)
    mundo.trabajar()
    assert firmar.anclar(reloj.ahora())
    return Dictamen.objects.get(solicitud=solicitud)


def mas_tarde():
    return reloj.ahora() + timedelta(hours=2)


def test_lo_sellado_y_lo_contado_casan(emitida, mundo, client):
    hecho = cotejo.cotejar(mas_tarde())
    assert (hecho.renglones, hecho.reparos) == (len(list(diario.leer())), ())
    for _ in range(2):
        cotejo.cotejar_del_dia(mas_tarde())
    evento = Evento.objects.get(accion=cotejo.COTEJADO)
    assert cotejo.ultimo() == {**evento.datos_evento.datos, "en": evento.en}
    client.force_login(mundo.auditor)
    assert "se cotejó con la bitácora" in client.get(reverse("auditoria:anclas")).content.decode()


def test_un_sello_que_la_bitacora_no_cuenta_se_dice(emitida, mundo):
    """Se apoderaron de la web y pidieron sellar de más; lo que dejó una caída y luego se selló no cuenta."""
    ultimo = list(diario.leer())[-1]
    base = {"en": ultimo.en, "borrador": b"x", "evento": 1, "cabeza": 1}
    diario.anotar(clase="dictamen.para_firma", objeto="dictamen:999", sellado=b"de mas", **base)
    assert cotejo.cotejar(reloj.ahora()).reparos == ()  # todavía puede estar por anotarse
    assert ["dictamen:999" in reparo for reparo in cotejo.cotejar(mas_tarde()).reparos] == [True]
    cotejo.cotejar_del_dia(mas_tarde())
    assert Aviso.objects.filter(persona=mundo.auditor, asunto__startswith="El diario del firmante").count() == 1


def test_lo_que_dejo_una_caida_y_despues_se_sello_no_es_reparo(mundo, monkeypatch):
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia())
    with monkeypatch.context() as caida:
        caida.setattr("dictamenes.documento.documentos.guardar", _se_cae)
        mundo.trabajar()
    assert [r.clase for r in diario.leer()] == ["dictamen.para_firma"]
    assert len(cotejo.cotejar(mas_tarde()).reparos) == 1
    Task.objects.filter(flow_task_type="JOB").update(scheduled=reloj.ahora())
    mundo.trabajar()
    assert Dictamen.objects.get(solicitud=solicitud).estado == "por_firmar"
    assert [r.clase for r in diario.leer()] == ["dictamen.para_firma"] * 2
    assert cotejo.cotejar(mas_tarde()).reparos == ()


def _se_cae(*datos):
    raise AlmacenNoDisponible("se cayó")


def test_un_sello_hecho_sin_el_firmante_se_dice(emitida, settings, tmp_path):
    """Alguien copió la llave: la bitácora cuenta un sello que él no hizo, y un ancla que él no firmó."""
    otro = "f" * 64
    datos = DatosEvento.objects.get(evento__accion="dictamen.emitido")
    with transaction.atomic():
        anotar("dictamen.emitido", "solicitud:999", por=None, en=reloj.ahora(), datos={**datos.datos, "publico_sellado": otro})
    suya = settings.FIRMANTE_CARPETA
    settings.FIRMANTE_CARPETA = str(tmp_path / "ajena")  # la misma llave, en otra máquina
    ultima = firmar.anclar(mas_tarde()).numero
    settings.FIRMANTE_CARPETA = suya
    reparos = cotejo.cotejar(mas_tarde()).reparos
    assert any("cuenta un sello que no está en el diario" in reparo for reparo in reparos)
    assert f"El ancla {ultima} no está en el diario del firmante" in reparos


def test_un_diario_cortado_o_rehecho_se_nota_aunque_este_bien_enlazado(emitida, mundo):
    cotejo.cotejar_del_dia(mas_tarde())
    ruta = Path(diario._ruta())
    lineas = ruta.read_bytes().splitlines(keepends=True)
    ruta.write_bytes(b"".join(lineas[:-1]))
    assert "se cortó o se reescribió" in cotejo.cotejar(mas_tarde()).reparos[0]
    ruta.unlink()
    assert "se cortó o se reescribió" in cotejo.cotejar(mas_tarde()).reparos[0]
    ruta.write_bytes(b"".join(lineas[1:]))
    assert "no sigue al anterior" in cotejo.cotejar(mas_tarde()).reparos[0]


def test_una_cola_cortada_antes_de_su_ancla_se_nota_en_la_siguiente(mundo):
    """Caso 8: borrar lo posterior a la última ancla deja la base igual que como se firmó; quien confirmó lo había dicho."""
    mundo.credenciales()
    en = reloj.ahora()
    llenar(en)
    ancla = firmar.anclar(en)
    llenar(en)
    cabezas.oir(*cabeza())
    n = cabeza()[0]
    assert firmar.anclar(en + timedelta(minutes=1)) is None
    como_duena(f"DELETE FROM bitacora_datosevento WHERE evento_id>{ancla.n}", f"DELETE FROM bitacora_evento WHERE n>{ancla.n}")
    with pytest.raises(BitacoraRota, match=rf"Se confirmó el evento {n} y la base, que llega al {ancla.n}"):
        firmar.anclar(en + DOS)
    assert "Se confirmó el evento" in dudas.guardadas(1)[0].motivo
    llenar(en, 9)  # y aunque la base vuelva a crecer, dice otra cosa
    with pytest.raises(BitacoraRota, match="no lo tiene: se cortó o se rehízo"):
        firmar.anclar(en + DOS)


def test_la_cabeza_que_se_guarda_es_la_mayor_y_un_archivo_danado_no_estorba(settings):
    cabezas.oir(5, "a" * 64)
    cabezas.oir(3, "b" * 64)
    assert cabezas.leer() == (5, "a" * 64)
    Path(cabezas._ruta()).write_text("{", encoding="utf-8")
    assert cabezas.leer() is None
    cabezas.olvidar()
    settings.FIRMANTE_SOCKET = "/no/hay"
    cabezas.decir(1, "a" * 64)  # sin firmante, se pierde y ya


@pytest.mark.lenta
def test_cada_acto_que_se_confirma_lo_dice_por_el_socket_y_lo_deshecho_no(mundo, settings):
    mundo.credenciales()
    with firmante() as f:
        settings.FIRMANTE_SOCKET = f.ruta
        llenar(reloj.ahora(), 3)
        _esperar(lambda: (cabezas.leer() or (0,))[0] >= cabeza()[0])
        antes = cabezas.leer()
        with suppress(ZeroDivisionError), transaction.atomic():
            anotar("prueba.deshecha", "prueba:1", por=None, en=reloj.ahora())
            raise ZeroDivisionError
        for basura in (b"", b"9 corto", b"nueve " + b"a" * 64, b"\xff" * 200, b"9" * 40 + b" " + b"a" * 64):
            _mandar(f.ruta, basura)
        if os.getuid() == 0:
            _como_otra_cuenta(lambda: _mandar(f.ruta, b"999999 " + b"a" * 64))
        llenar(reloj.ahora(), 1)
        _esperar(lambda: (cabezas.leer() or (0,))[0] >= cabeza()[0])
        assert cabezas.leer()[0] > antes[0]
        assert Evento.objects.filter(n=cabezas.leer()[0], eslabon=cabezas.leer()[1]).exists()


def _mandar(ruta, que):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as enchufe:
        enchufe.sendto(que, f"{ruta}.cabezas")


def _como_otra_cuenta(hacer):
    hijo = os.fork()
    if hijo == 0:
        try:
            os.setuid(31_003)
            hacer()
        finally:
            os._exit(0)
    os.waitpid(hijo, 0)


def _esperar(cierto):
    limite = time.monotonic() + 30
    while not cierto():
        assert time.monotonic() < limite
        time.sleep(0.05)
