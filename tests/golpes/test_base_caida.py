"""La base se cae de golpe con el sitio atendiendo: páginas 503 claras, nada reconocido se pierde y se repone solo."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

import pytest
from django.db import connection, connections
from django.db.utils import InterfaceError, OperationalError
from django.urls import reverse

from bitacora.models import Evento
from flujos.invariantes import revisar
from tests.herramientas.proceso_aparte import esperar, hasta, lanzar
from tests.herramientas.servidor_de_prueba import servidor, url_de_la_base

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]
ESPERA_SEGUNDOS = 30


def _golpear_la_base():
    """PostgreSQL: kill -9 a uno de sus procesos, y el servidor se reinicia entero como con `restart -m immediate`.

    SQLite no tiene servidor: muere de golpe quien tenía el candado de escritura, con la transacción abierta.
    """
    if connection.vendor == "sqlite":
        pid = lanzar(_retener_el_candado)
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        esperar(pid)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        if "host=/" in url_de_la_base():
            cursor.execute("CHECKPOINT")  # que al volver no rehaga, de paso, cuanto la suite escribió en minutos
            os.kill(pid, signal.SIGKILL)
        else:  # un servidor ajeno: se cortan todas las conexiones a esta base
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    connections.close_all()


def _retener_el_candado():
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("UPDATE cuentas_usuario SET cargo = 'nadie debe ver esto'")
        time.sleep(ESPERA_SEGUNDOS)


def _hay_base():
    with suppress(OperationalError, InterfaceError):
        connections.close_all()
        connection.ensure_connection()
        return True
    return False


def test_el_sitio_avisa_mientras_no_hay_base_y_se_repone_solo(mundo):
    solicitud = mundo.presentada()
    reconocidos = Evento.objects.count()
    with servidor(procesos=2) as s:
        cliente = s.cliente(mundo.recepcion)
        url = reverse("flujos:requisitos", args=[solicitud.pk])
        datos = cliente.formulario(url)
        _golpear_la_base()
        vistas = []
        limite = time.monotonic() + ESPERA_SEGUNDOS
        while time.monotonic() < limite and (not vistas or vistas[-1].codigo != 302):
            vistas.append(cliente.post(url, datos))
        assert vistas[-1].codigo == 302, [v.codigo for v in vistas]
        for vista in vistas[:-1]:
            assert vista.codigo == 503, vista.texto[:500]
            assert "Retry-After" in vista.cabeceras
            assert "Error 503" in vista.texto
        assert cliente.get(reverse("flujos:bandeja")).codigo == 200
    hasta(_hay_base)
    assert Evento.objects.count() >= reconocidos + 1
    assert Evento.objects.de(solicitud).filter(accion="solicitud.admitida").count() == 1
    mundo.recepcion.refresh_from_db()
    assert mundo.recepcion.cargo != "nadie debe ver esto"
    assert revisar() == []
