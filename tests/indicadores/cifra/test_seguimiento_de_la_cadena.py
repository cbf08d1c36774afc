"""Lo que un proceso guarda de la bitácora: se pone al día sin releer, y nunca cuenta lo que no quedó."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from indicadores.seguimiento import Memoria, OtraCadena

from indicadores import seguimiento
from indicadores.cifra.recalculo import correr, publicos
from indicadores.cifra.registro import _Propios, hechos_al, sabido_hasta

CORTE = date(2024, 6, 30)


class _Pagina:
    """Lee de a uno; lo que se le diga que falle, falla una vez."""

    fallas: list[Exception] = []

    def __init__(self):
        self.leido = 0

    def seguir(self):
        self.leido += 1
        if self.fallas:
            raise self.fallas.pop()


def test_si_la_lectura_falla_a_la_mitad_no_se_cuenta_lo_que_alcanzo_a_leer():
    memoria = Memoria(_Pagina)
    with memoria.al_dia() as leido:
        assert leido.leido == 1
    _Pagina.fallas = [ConnectionError()]
    with pytest.raises(ConnectionError), memoria.al_dia():
        pass
    with memoria.al_dia() as leido:
        assert leido.leido == 1


def test_si_ya_es_otra_cadena_se_lee_de_nuevo():
    memoria = Memoria(_Pagina)
    with memoria.al_dia() as antes:
        _Pagina.fallas = [OtraCadena()]
    with memoria.al_dia() as despues:
        assert (despues is antes, despues.leido) == (False, 1)


@pytest.mark.django_db
def test_leer_de_a_poco_o_por_tandas_da_lo_mismo_que_leer_todo_y_no_relee(ocurre, monkeypatch):
    ocurre(1, "solicitud.presentada", date(2024, 5, 6))
    (primero,) = hechos_al(sabido_hasta())
    ocurre(1, "dictamen.emitido", date(2024, 5, 20))
    ocurre(2, "tarea.tomada", date(2024, 5, 20))
    ocurre(2, "solicitud.presentada", date(2024, 6, 30))
    de_a_poco, entero, por_tandas = hechos_al(sabido_hasta()), _Propios(), _Propios()
    entero.seguir()
    monkeypatch.setattr(seguimiento, "POR_TANDA", 2)
    por_tandas.seguir()
    assert de_a_poco == entero.hechos == por_tandas.hechos
    assert len(de_a_poco) == 3
    assert de_a_poco[0] is primero
    assert hechos_al(sabido_hasta(primero.n)) == [primero]


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
