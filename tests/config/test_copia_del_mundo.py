"""La copia con que empieza cada prueba es, renglón por renglón, lo que se arma con los actos."""

import pytest
from django.db import connection, transaction

from bitacora.cadena import verificar_cadena
from cuentas.models import Ente, Usuario
from tests.herramientas import copia
from tests.mundo import Mundo

pytestmark = pytest.mark.django_db


def _base():
    return {tabla: set(copia.leer(tabla)[1]) for tabla in copia.tablas()}


def test_lo_copiado_es_lo_armado(monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    vacia = _base()
    with transaction.atomic():
        copia.armado(Mundo, en)
        armada = _base()
        transaction.set_rollback(True)
    assert _base() == vacia
    mundo = copia.armado(Mundo, en)
    assert _base() == armada
    assert verificar_cadena().integra
    connection.check_constraints()
    assert mundo.emitida().estado == "emitida"


def test_si_la_prueba_ya_puso_lo_suyo_se_arma_de_verdad(monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    with transaction.atomic():
        copia.armado(Mundo, en)
        transaction.set_rollback(True)
    Ente.objects.create(siglas="PRIMERO", nombre="Llegó antes", naturaleza="entidad")
    assert copia.armado(Mundo, en).emitida().estado == "emitida"
    connection.check_constraints()


def test_lo_que_una_prueba_cambia_no_pasa_a_otra(monkeypatch, en):
    monkeypatch.setattr(copia, "_copias", {})
    with transaction.atomic():
        copia.armado(Mundo, en).recepcion.nombre = "Otro nombre"
        transaction.set_rollback(True)
    de_la_copia = copia.armado(Mundo, en).recepcion
    assert de_la_copia.nombre == Usuario.objects.get(pk=de_la_copia.pk).nombre != "Otro nombre"
