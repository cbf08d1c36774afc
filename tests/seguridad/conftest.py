"""Lo que comparten las pruebas que recorren el sitio entero: la gente de cada papel y un expediente en cada estado."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.db import transaction

from cuentas.papeles import PAPELES
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.models.solicitud import Estado
from flujos.recorrido import actos
from tests.conftest import EPOCA
from tests.herramientas.copia import armado
from tests.mundo import Mundo
from tests.seguridad.formularios_hallados import formularios
from tests.seguridad.tabla_de_rutas import ESTADOS
from tests.seguridad.test_matriz_de_rutas import _direcciones


@pytest.fixture
def gente(mundo):
    return la_gente(mundo)


def la_gente(mundo):
    """Una persona de cada papel, y quienes no deben alcanzar nada de esto."""
    tecnicos = mundo.tecnicos
    acotado = mundo.persona("auditor")
    mundo.orden(acotado, entes=[mundo.otro_ente])
    otros = {
        "acotado": acotado,  # audita con una orden que no abarca ninguno de estos expedientes
        "ajena": mundo.ajena, "tecnico": tecnicos["infraestructura"], "sin_papel": mundo.persona(), "anonimo": None,
        "otro_tecnico": next(t for clave, t in tecnicos.items() if clave != "infraestructura"),
    }
    return {papel: getattr(mundo, papel) for papel in PAPELES if papel != "tecnico"} | otros


@pytest.fixture
def expedientes(mundo, en):
    return uno_por_estado(mundo, en)


def uno_por_estado(mundo, en):
    """Uno propio en cada estado, en el orden de las columnas de la tabla."""

    def acto(cual, por, **datos):
        return actos.ejecutar(cual, mundo.presentada(), por=por, en=en, **datos)

    observada = {"causal": "anexo", "observaciones": [("general", "Falta algo.")]}
    por_estado = {
        Estado.BORRADOR: mundo.borrador(), Estado.EN_REQUISITOS: mundo.presentada(),
        Estado.PREVENIDA: acto(tramite.prevenir, mundo.recepcion, **observada), Estado.EN_REVISION: mundo.en_revision(),
        Estado.EN_ESTRATEGIA: mundo.en_estrategia(), Estado.EN_FIRMA: mundo.por_firmar(),
        Estado.EMITIDA: mundo.emitida(),
        Estado.IMPROCEDENTE: acto(tramite.declarar_improcedente, mundo.recepcion, motivo="No es TIC."),
        Estado.DESECHADA: tramite.desechar(acto(tramite.prevenir, mundo.recepcion, **observada), por=None, en=en),
        Estado.DESISTIDA: acto(tramite.desistir, mundo.presenta, motivo="Ya no."),
        Estado.CANCELADA: acto(tramite.cancelar, mundo.coordinacion, motivo="Duplicada."),
    }
    assert [s.estado for s in por_estado.values()] == list(por_estado) == list(ESTADOS)
    return list(por_estado.values())


@pytest.fixture(scope="module")
def recorrido(django_db_setup, django_db_blocker):
    """El sitio recorrido una vez por archivo: su gente, sus expedientes y todos sus formularios. Cada envío se deshace."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic(), detenido_en(EPOCA):
        mundo = armado(Mundo, EPOCA)
        gente, expedientes = la_gente(mundo), uno_por_estado(mundo, EPOCA)
        hallados = list(formularios(gente, lambda ruta: _direcciones(ruta, mundo, expedientes)))
        yield SimpleNamespace(mundo=mundo, gente=gente, expedientes=expedientes, hallados=hallados)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
