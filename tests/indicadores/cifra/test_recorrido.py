"""La historia de un asunto y sus desgloses: hechos que entran, días y horas que salen. Sin base."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from cuentas.reloj import HERMOSILLO
from cuentas.tiempo.calendario import Calendario
from indicadores.cifra.conteo import Asunto
from indicadores.cifra.historia import ETAPAS, Caso, Historia, caso_de
from indicadores.tableros.desgloses import NETO, Jornada, desglosar, dias_por_etapa, habiles_de, horas_de, tramo_de
from indicadores.tableros.listas import Filtro

JORNADA = Jornada(8, 15, (100_000, 500_000))
CORTE = date(2026, 12, 31)
SIN_INHABILES = Calendario()


def _en(dia, hora=10):
    """Un momento de noviembre de 2026: el 2 es lunes."""
    return datetime(2026, 11, dia, hora, tzinfo=HERMOSILLO)


CAMINO = (
    ("solicitud.presentada", _en(2), {"hacia": "en_requisitos", "total": "90000.00", "ente": 1, "tipo": "bienes"}),
    ("tarea.tomada", _en(2, 12), {"etapa": "requisitos"}),
    ("solicitud.prevenida", _en(3), {"hacia": "prevenida"}),
    ("prevencion.desahogada", _en(9), {"hacia": "en_requisitos", "total": "120000.00", "tipo": "bienes"}),
    ("solicitud.admitida", _en(10), {"hacia": "en_revision", "areas": ["redes", "datos"]}),
    ("revision.turnada", _en(10, 14), {"area": "redes"}),
    ("revision.dada", _en(11, 9), {"hacia": "en_revision", "area": "redes"}),
    ("revision.dada", _en(13), {"hacia": "en_estrategia", "area": "datos"}),
    ("dictamen.propuesto", _en(16), {"hacia": "en_firma"}),
    ("dictamen.devuelto", _en(17), {"hacia": "en_estrategia"}),
    ("dictamen.propuesto", _en(18), {"hacia": "en_firma"}),
    ("dictamen.firmado", _en(19), {"hacia": "en_firma"}),
    ("dictamen.emitido", _en(20), {"hacia": "emitida", "sentido": "favorable"}),
)


@pytest.fixture
def caso():
    return _caso(CAMINO)


def _caso(eventos):
    historia = Historia()
    for evento in eventos:
        historia.seguir(*evento)
    return caso_de("solicitud:1", historia)


def test_los_tramos_van_uno_tras_otro_y_suman_el_tiempo_completo(caso):
    tramos = caso.historia.tramos
    assert [t.etapa for t in tramos] == [
        "en_requisitos", "prevenida", "en_requisitos", "en_revision", "en_estrategia", "en_firma", "en_estrategia", "en_firma"]
    assert all(antes.hasta == despues.desde for antes, despues in zip(tramos, tramos[1:], strict=False))
    habiles = habiles_de([caso], SIN_INHABILES)
    dias = dias_por_etapa(caso, habiles)
    assert sum(dias[etapa] for etapa in ETAPAS if etapa in dias) == habiles.entre(date(2026, 11, 2), date(2026, 11, 20)) == 14


def test_guardarlo_y_leerlo_da_la_misma_historia(caso):
    caso.historia._pedidas, caso.historia._tomadas = {}, {}
    assert Historia.de_texto(caso.historia.como_texto()) == caso.historia


def test_lo_que_llego_en_papel_ocurrio_antes_de_saberse_y_no_cuenta_al_reves():
    tarde = _caso([("solicitud.presentada", _en(9), {"hacia": "en_requisitos"}), ("solicitud.desistida", _en(5), {"hacia": "desistida"})])
    assert [(t.desde, t.hasta) for t in tarde.historia.tramos] == [(_en(9), _en(9))]


def test_a_un_corte_lo_que_alguien_aun_tenia_a_su_cargo_no_se_cuenta(caso):
    assert [len(caso.historia.al(date(2026, 11, dia)).encargos) for dia in (2, 3)] == [0, 1]


def test_el_tiempo_neto_no_cuenta_lo_que_estuvo_con_el_ente(caso):
    dias = dias_por_etapa(caso, habiles_de([caso], SIN_INHABILES))
    assert (dias["prevenida"], dias[NETO]) == (4, 10)
    assert (dias["en_requisitos"], dias["en_estrategia"], dias["en_firma"]) == (2, 2, 3)


def test_un_dia_inhabil_no_cuenta_en_su_etapa(caso):
    inhabil = Calendario({date(2026, 11, 16): "Revolución"})
    assert dias_por_etapa(caso, habiles_de([caso], inhabil))["en_estrategia"] == 1


def test_las_horas_son_las_de_oficina_desde_que_alguien_la_tomo(caso):
    """Del lunes a las 12 al martes a las 10, cinco; del martes 10 a las 14 al miércoles a las 9, dos."""
    assert horas_de(caso, habiles_de([caso], SIN_INHABILES), JORNADA) == 5 + 2


def test_lo_que_se_solto_cuenta_hasta_ahi():
    caso = _caso((*CAMINO[:2], ("tarea.soltada", _en(2, 14), {"etapa": "requisitos"}), *CAMINO[2:]))
    assert horas_de(caso, habiles_de([caso], SIN_INHABILES), JORNADA) == 2 + 2


def test_cada_area_es_una_revision_y_corregirla_no_es_otra(caso):
    assert [(o.area, o.pedida.day, o.dada.day) for o in caso.historia.opiniones] == [("redes", 10, 11), ("datos", 10, 13)]
    otro = _caso((*CAMINO, ("revision.corregida", _en(14), {"area": "redes"})))
    assert len(otro.historia.opiniones) == 2


def test_el_importe_es_el_de_la_ultima_entrega_y_el_resultado_el_sentido(caso):
    assert (caso.historia.total, caso.resultado) == (Decimal("120000.00"), "emitida:favorable")
    assert caso.historia.al(date(2026, 11, 5)).total == Decimal("90000.00")


def test_a_un_corte_pasado_solo_consta_lo_de_antes(caso):
    recortado = caso.historia.al(date(2026, 11, 10))
    assert recortado.tramos[-1] == ("en_revision", _en(10), None)
    assert recortado.opiniones == []
    assert caso_de("solicitud:1", recortado).asunto.atendida is None


def test_lo_que_llego_en_papel_despues_de_desecharse_sigue_sin_encimarse():
    eventos = (
        *CAMINO[:3], ("solicitud.desechada", _en(12), {"hacia": "desechada"}),
        ("prevencion.desahogada", _en(9), {"hacia": "en_requisitos", "repone": True}),
    )
    tramos = _caso(eventos).historia.tramos
    assert [(t.etapa, t.desde.day, t.hasta and t.hasta.day) for t in tramos] == [
        ("en_requisitos", 2, 3), ("prevenida", 3, 9), ("en_requisitos", 9, None)]


@pytest.mark.parametrize(("importe", "tramo"), [
    (None, "sin"), (Decimal(0), "0"), (Decimal("99999.99"), "0"), (Decimal(100_000), "1"), (Decimal(500_000), "2")])
def test_cada_importe_cae_en_un_tramo(importe, tramo):
    assert tramo_de(importe, JORNADA.limites) == tramo


def test_el_desglose_cuenta_lo_mismo_que_su_lista(caso):
    sin_historia = Caso("historico:A", Asunto(date(2026, 1, 5), "X", "", date(2026, 3, 5), "desechada"), Historia())
    casos = [caso, sin_historia]
    d = desglosar(casos, 2026, habiles_de(casos, SIN_INHABILES), JORNADA)
    filtro = Filtro("atendidas", 2026, CORTE)

    def lista(**grupo):
        return len(filtro.con(**grupo).elegir(casos, JORNADA.limites))

    assert d.sin_historia == 1
    assert {clave: t.casos for clave, t in d.etapas.items()} == {
        clave: lista(que="por_etapa", etapa=clave) for clave in (*ETAPAS, NETO)}
    assert all(cuantas == lista(resultado=clave) for clave, cuantas in d.por_resultado.items())
    assert all(suyo.par.atendidas == lista(tramo=clave) for clave, suyo in d.por_total.items())
    assert all(suyo.netos.casos == lista(que="por_etapa", etapa=NETO, tramo=clave)
               for clave, suyo in d.por_total.items() if suyo.netos)
    assert [suyo.horas.casos for suyo in d.por_total.values() if suyo.horas] == [lista(que="a_cargo")] == [1]
    assert all(n == lista(que="revisiones", area=a, tipo=t) for (a, t), n in d.revisiones.items())


@pytest.mark.parametrize("direccion", [
    {}, {"que": "nada", "periodo": "2026"}, {"que": "recibidas", "periodo": "26"}, {"que": "recibidas", "periodo": "2026-13"},
    {"que": "recibidas", "periodo": "²026"}, {"que": "recibidas"}])
def test_una_lista_que_no_se_entiende_no_existe(direccion):
    assert Filtro.de(direccion, CORTE) is None


def test_un_filtro_va_y_vuelve_de_la_direccion():
    filtro = Filtro("atendidas", 2026, CORTE, mes=3, ente="", tipo="bienes", tramo="sin")
    assert Filtro.de(filtro.consulta(), CORTE) == filtro
