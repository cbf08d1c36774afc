"""Congelado, repetido, perdido o envenenado: un trabajo tiene un solo efecto, y el que no puede hacerse se ve."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from bitacora.models import Evento
from cuentas.avisos.avisos import avisar, enviar_pendientes
from cuentas.models import Aviso
from cuentas.parametros import parametro
from dictamenes import tramite
from dictamenes.documento import documentos
from dictamenes.models import Dictamen
from flujos.invariantes import revisar
from flujos.recorrido import actos, detenidos, trabajos
from tests.golpes.smtp import apuntar, escuchando
from tests.herramientas.proceso_aparte import MUERTO, congelado, en_otro_proceso, esperar, hasta, lanzar, morir
from tests.seguridad.recorrido_urls import navegador

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
ARRIENDO = timedelta(seconds=settings.TRABAJO_ARRIENDO_SEGUNDOS + 1)
PACIENCIA = timedelta(minutes=5)  # más que cualquier espera entre intentos
PASSPHRASE = "secreto-que-no-debe-quedar"


def _trabajo():
    return Task.objects.get(flow_task_type="JOB")


def _congelarse(cual):
    """Se congela de verdad justo antes, o justo después, de redactar y sellar."""
    original = documentos.sellado

    def dormir(*args):
        if cual == "antes":
            os.kill(os.getpid(), signal.SIGSTOP)
        hecho = original(*args)
        if cual == "despues":
            os.kill(os.getpid(), signal.SIGSTOP)
        return hecho

    documentos.sellado = dormir


@pytest.mark.parametrize("cual", ["antes", "despues"])
def test_congelado_mas_que_su_arriendo_despierta_y_no_escribe_nada(mundo, cual):
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    tarea, ahora = _trabajo(), timezone.now()

    def trabajar():
        _congelarse(cual)
        assert not trabajos.correr(tarea.pk, ahora)

    dormido = lanzar(trabajar)
    try:
        hasta(lambda: congelado(dormido))
        assert trabajos.correr_pendientes(ahora) == 0, "su arriendo aún vale"
        assert en_otro_proceso(lambda: trabajos.correr(tarea.pk, ahora + ARRIENDO)) == 0
        antes = _huella()
    finally:
        os.kill(dormido, signal.SIGCONT)
    assert esperar(dormido) == 0
    assert _huella() == antes, "quien despertó tarde no escribió"
    assert Dictamen.objects.get().estado == "por_firmar"
    assert revisar() == []


def test_despierta_cuando_otro_apenas_lo_tiene_y_tampoco_escribe(mundo, monkeypatch):
    """Aquí el estado aún admitiría lo que trae: sólo la ficha dice que ya no es suyo."""
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    tarea, ahora = _trabajo(), timezone.now()

    def trabajar():
        _congelarse("despues")
        assert not trabajos.correr(tarea.pk, ahora)

    dormido = lanzar(trabajar)
    try:
        hasta(lambda: congelado(dormido))
        with monkeypatch.context() as parche:
            parche.setitem(trabajos.TAREAS, "preparar", morir)
            assert en_otro_proceso(lambda: trabajos.correr(tarea.pk, ahora + ARRIENDO)) == MUERTO
        antes = _huella()
    finally:
        os.kill(dormido, signal.SIGCONT)
    assert esperar(dormido) == 0
    assert _huella() == antes, "quien despertó tarde no escribió"
    assert Dictamen.objects.get().estado == "en_preparacion"
    assert trabajos.correr_pendientes(ahora + 2 * ARRIENDO) == 1
    assert Evento.objects.filter(accion="dictamen.preparado").count() == 1
    assert revisar() == []


def _huella():
    dictamen = Dictamen.objects.get()
    filas = Task.objects.order_by("pk").values_list("pk", "status", "external_task_id", "data")
    return dictamen.sellado_id, dictamen.estado, Evento.objects.count(), Aviso.objects.count(), list(filas)


def test_el_mismo_trabajo_tomado_por_tres_a_la_vez_se_hace_una_vez(mundo):
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    tarea, ahora = _trabajo(), timezone.now()
    tres = [lanzar(lambda: trabajos.correr(tarea.pk, ahora)) for _ in range(3)]
    assert [esperar(pid) for pid in tres] == [0, 0, 0]
    assert Evento.objects.filter(accion="dictamen.preparado").count() == 1
    assert Dictamen.objects.get().estado == "por_firmar"
    assert revisar() == []


def test_el_mismo_aviso_dejado_y_mandado_tres_veces_es_un_correo(mundo, settings):
    persona, en = mundo.presenta, timezone.now()

    def dejar():
        avisar(persona, asunto="Le toca", texto="", url="/", clave="uno", en=en)

    with escuchando() as smtp:
        apuntar(settings, smtp.server_address[1])
        for tarea in (dejar, lambda: enviar_pendientes(en)):
            assert [esperar(pid) for pid in [lanzar(tarea) for _ in range(3)]] == [0, 0, 0]
        assert (Aviso.objects.count(), len(smtp.vistos)) == (1, 1)


def test_si_quien_lo_tomo_muere_callado_el_trabajo_sigue_al_vencer_el_arriendo(mundo, monkeypatch):
    mundo.credenciales()
    mundo.proponer(mundo.en_estrategia())
    ahora = timezone.now()
    with monkeypatch.context() as parche:
        parche.setitem(trabajos.TAREAS, "preparar", morir)
        assert en_otro_proceso(lambda: trabajos.correr_pendientes(ahora)) == MUERTO
    assert trabajos.correr_pendientes(ahora + ARRIENDO - timedelta(seconds=2)) == 0
    assert trabajos.correr_pendientes(ahora + ARRIENDO) == 1
    assert Evento.objects.filter(accion="dictamen.preparado").count() == 1
    assert revisar() == []


def _fallar(*args):
    llave = PASSPHRASE
    raise RuntimeError(f"no abre con {llave}")


@pytest.mark.parametrize(("veneno", "causa"), [(_fallar, "RuntimeError"), (morir, "interrumpió")])
def test_el_trabajo_envenenado_se_detiene_a_la_vista_y_los_demas_siguen(mundo, monkeypatch, veneno, causa):
    mundo.credenciales()
    envenenada = mundo.proponer(mundo.en_estrategia())
    ahora = timezone.now()
    with monkeypatch.context() as parche:
        parche.setitem(trabajos.TAREAS, "preparar", veneno)
        for vuelta in range(parametro("trabajo.intentos") + 1):
            en_otro_proceso(lambda n=vuelta: trabajos.correr_pendientes(ahora + n * PACIENCIA))
    assert _trabajo().status == "ERROR"
    sana = mundo.proponer(mundo.en_estrategia())
    assert trabajos.correr_pendientes(timezone.now() + timedelta(hours=2)) == 1, "la fila sigue"
    assert Dictamen.objects.get(solicitud=sana).estado == "por_firmar"
    (falta,) = revisar()
    assert (falta.invariante, envenenada.folio in falta.porque) == ("Nada falla sin que se vea", True)
    detenida = Task.objects.get(flow_task_type="JOB", status="ERROR")
    assert Evento.objects.filter(accion="trabajo.detenido", objeto=f"trabajo:{detenida.pk}").count() == 1
    aviso = Aviso.objects.get(persona=mundo.administrador, clave__startswith="detenido:trabajo")
    assert aviso.url == reverse("flujos:detenidos")

    expediente = reverse("flujos:expediente", args=[envenenada.pk])
    assert "se detuvo por una falla" in navegador(mundo.estrategico).get(expediente).content.decode()
    assert "se detuvo" not in navegador(mundo.presenta).get(expediente).content.decode()

    client = navegador(mundo.administrador)
    pagina = client.get(reverse("flujos:detenidos")).content.decode()
    assert envenenada.folio in pagina
    assert causa in pagina
    assert "Preparar el documento" in pagina
    for ajeno in (PASSPHRASE, envenenada.proyecto, sana.folio):
        assert ajeno not in pagina
    url = reverse("flujos:trabajo_reintentar", args=[detenida.pk])
    assert client.post(url).url == reverse("flujos:detenidos")
    assert client.post(url).status_code == 404, "ya no está detenido"
    assert Evento.objects.get(accion="trabajo.reintentado").por == mundo.administrador
    assert trabajos.correr_pendientes(timezone.now()) == 1
    assert Dictamen.objects.get(solicitud=envenenada).estado == "por_firmar"
    assert revisar() == []


def test_detenido_el_documento_aun_se_puede_desistir(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia())
    Task.objects.filter(flow_task_type="JOB").update(status="ERROR")
    actos.ejecutar(tramite.desistir, solicitud, por=mundo.presenta, en=mundo.en, motivo="Ya no.")
    assert Task.objects.get(flow_task_type="JOB").status == "CANCELED"
    assert revisar() == []


def test_lo_que_lleva_rato_esperando_tambien_se_ve(mundo):
    solicitud = mundo.proponer(mundo.en_estrategia())
    tarde = timezone.now() + detenidos.DEMORA + timedelta(minutes=1)
    assert detenidos.demora_de(solicitud, timezone.now()) == ""
    assert detenidos.demora_de(solicitud, tarde) == detenidos.TARDA
    (uno,) = detenidos.listar(tarde)
    assert (uno.folio, uno.rendido) == (solicitud.folio, False)
