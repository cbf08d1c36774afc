"""La tabla de los casos sigue a la bitácora: dice lo mismo que ella, y nunca cuenta lo que no quedó."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from bitacora.lapidas import poner_lapida, proponer_lapida
from bitacora.models import Evento
from indicadores.cifra.historia import ACCIONES
from indicadores.cifra.recalculo import correr, publicos
from indicadores.cifra.registro import hechos_al, sabido_hasta
from indicadores.models import CasoContado
from tests.herramientas.migraciones import ejecutor_de_antes
from tests.indicadores.juez_de_los_casos import exigir_la_tabla_al_dia

CORTE = date(2024, 6, 30)


@pytest.mark.django_db
def test_lo_que_llega_tarde_y_en_desorden_deja_la_tabla_como_la_bitacora(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    ocurre(2, "solicitud.presentada", date(2024, 6, 30))
    ocurre(3, "tarea.tomada", date(2024, 5, 20))  # lo que no se ha recibido no cuenta
    ocurre(1, "solicitud.desechada", date(2024, 5, 30))
    ocurre(1, "prevencion.desahogada", date(2024, 5, 15))  # en papel, antes de desecharse
    ocurre(4, "solicitud.presentada", date(2023, 12, 29))
    ocurre(2, "solicitud.cancelada", date(2024, 7, 2))
    ocurre(1, "dictamen.emitido", date(2024, 6, 3))
    exigir_la_tabla_al_dia(date(2024, 1, 1), date(2024, 5, 31), CORTE, date(2024, 12, 31))
    assert set(CasoContado.objects.values_list("clave", "conclusion", "cuenta")) == {
        ("solicitud:1", "emitida", True), ("solicitud:2", "", False), ("solicitud:4", "", True)}


@pytest.mark.django_db
def test_una_lapida_no_cambia_ningun_caso(mundo):
    mundo.sin_documentos()
    antes = list(CasoContado.objects.values())
    for evento in Evento.objects.filter(accion__in=ACCIONES):
        with transaction.atomic():
            propuesta = proponer_lapida(evento, fundamento="ARCO", resolucion="CT/1", por=mundo.coordinacion, en=mundo.en)
            poner_lapida(propuesta, por=mundo.recepcion, en=mundo.en, copias={})
    exigir_la_tabla_al_dia(mundo.en.date())
    assert list(CasoContado.objects.values()) == antes


@pytest.mark.django_db(transaction=True)
def test_al_migrar_la_tabla_se_llena_con_lo_que_ya_habia(mundo):
    mundo.sin_documentos()
    mundo.presentada()
    antes = list(CasoContado.objects.order_by("n").values())
    try:
        ejecutor_de_antes(transaction.get_connection()).migrate([("indicadores", "0006_cedula_e_informe")])
    finally:
        otra_vez = ejecutor_de_antes(transaction.get_connection())
        otra_vez.migrate(otra_vez.loader.graph.leaf_nodes("indicadores"))
    assert list(CasoContado.objects.order_by("n").values()) == antes != []


@pytest.mark.django_db
def test_lo_que_no_llego_a_guardarse_no_se_cuenta(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    with transaction.atomic():
        ocurre(2, "solicitud.presentada", date(2024, 5, 7))
        assert len(hechos_al(sabido_hasta())) == 2
        transaction.set_rollback(True)
    assert [hecho.asunto for hecho in hechos_al(sabido_hasta())] == ["solicitud:1"]
    ocurre(3, "solicitud.presentada", date(2024, 5, 8))
    assert [hecho.asunto for hecho in hechos_al(sabido_hasta())] == ["solicitud:1", "solicitud:3"]


@pytest.mark.django_db
def test_lo_que_no_es_un_hecho_no_cambia_la_cuenta_pero_si_hasta_donde_se_leyo(ocurre):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    antes = correr(2024, CORTE)
    antes.json()
    ocurre(1, "expediente.leido", date(2024, 5, 9))
    hoy = correr(2024, CORTE)
    entero = hoy.definicion.documento(publicos(hechos_al(hoy.hasta)), 2024, CORTE, hasta=hoy.hasta, aviso=hoy.aviso)
    assert hoy.json() == hoy.definicion.canonico(entero)
    assert (hoy.documento()["hasta"]["n"], hoy.documento()["recibidas"]) == (antes.hasta.n + 1, 1)
