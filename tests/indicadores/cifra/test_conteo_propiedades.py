"""El conteo puro: invariantes que valen para cualquier historia, y las definiciones una por una."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cuentas.tiempo.calendario import Calendario, habiles_entre
from indicadores.cifra.conteo import CANCELADA, CONCLUSIONES, RECIBIDA, Hecho, contar, plegar, recibidas_entre, resumir

INICIO, CORTE = date(2023, 1, 1), date(2025, 6, 30)
dias = st.integers(0, 1400).map(lambda k: INICIO + timedelta(days=k))


@st.composite
def historias(dibujar):
    """Hechos de varios asuntos: recibidos, quizá concluidos o cancelados después, revueltos en el tiempo."""
    hechos = []
    for n in range(dibujar(st.integers(0, 25))):
        recibida = dibujar(dias)
        hechos.append(Hecho(f"s:{n}", RECIBIDA, recibida, dibujar(st.integers(1, 3)), dibujar(st.sampled_from("ab"))))
        fin = dibujar(st.sampled_from([None, CANCELADA, *CONCLUSIONES]))
        if fin:
            hechos.append(Hecho(f"s:{n}", fin, recibida + timedelta(days=dibujar(st.integers(0, 300)))))
    return dibujar(st.permutations(hechos))


def _conteos(hechos, corte=CORTE):
    asuntos = plegar(hechos, corte)
    return [contar(asuntos, anio, corte) for anio in range(2023, 2027)]


@given(historias())
def test_nunca_hay_mas_atendidas_de_cohorte_que_recibidas(hechos):
    assert all(0 <= c.cohorte <= c.recibidas for c in _conteos(hechos))


@given(historias())
def test_todo_desglose_suma_el_total(hechos):
    for c in _conteos(hechos):
        for reparto in (c.por_ente, c.por_tipo):
            assert sum(par.recibidas for par in reparto.values()) == c.recibidas == sum(c.recibidas_por_mes)
            assert sum(par.atendidas for par in reparto.values()) == c.flujo == sum(c.atendidas_por_mes)
        assert sum(c.por_conclusion.values()) == c.flujo


@given(historias())
def test_lo_que_entra_menos_lo_que_sale_es_lo_que_queda(hechos):
    conteos = _conteos(hechos)
    for este, siguiente in zip(conteos, conteos[1:], strict=False):
        assert este.rezago_por_mes[-1] == siguiente.rezago_inicial
        assert este.rezago_inicial + este.recibidas - este.flujo == este.rezago_por_mes[-1]


@given(historias())
def test_a_la_larga_todo_lo_atendido_se_recibio_alguna_vez(hechos):
    conteos = _conteos(hechos)
    assert sum(c.flujo for c in conteos) == sum(c.cohorte for c in conteos)


@given(historias(), historias())
def test_lo_que_pasa_despues_del_corte_no_cambia_el_pasado(hechos, otros):
    despues = [Hecho(f"otro:{h.asunto}", h.clase, CORTE + timedelta(days=1 + (h.dia - INICIO).days)) for h in otros]
    sobre_los_mismos = [Hecho(h.asunto, CANCELADA, CORTE + timedelta(days=1)) for h in hechos]
    assert _conteos([*hechos, *despues, *sobre_los_mismos]) == _conteos(hechos)


@given(historias())
def test_el_orden_en_que_se_leen_los_hechos_no_importa(hechos):
    assert _conteos(hechos) == _conteos(sorted(hechos, key=lambda h: (h.dia, h.asunto, h.clase)))


@given(historias())
def test_cancelar_todo_deja_todo_en_cero(hechos):
    canceladas = [Hecho(h.asunto, CANCELADA, CORTE) for h in hechos]
    assert all(c.recibidas == c.flujo == c.cohorte == c.rezago_inicial == 0 for c in _conteos([*hechos, *canceladas]))


def test_una_cancelada_despues_del_corte_aun_contaba_como_recibida():
    hechos = [Hecho("s:1", RECIBIDA, date(2024, 3, 1)), Hecho("s:1", CANCELADA, date(2024, 3, 10))]
    assert contar(plegar(hechos, date(2024, 3, 9)), 2024, date(2024, 3, 9)).recibidas == 1
    assert contar(plegar(hechos, date(2024, 3, 10)), 2024, date(2024, 3, 10)).recibidas == 0


def test_flujo_y_cohorte_se_separan_al_cruzar_el_anio():
    hechos = [Hecho("s:1", RECIBIDA, date(2023, 12, 20)), Hecho("s:1", "emitida", date(2024, 1, 8))]
    asuntos = plegar(hechos, CORTE)
    anterior, siguiente = contar(asuntos, 2023, CORTE), contar(asuntos, 2024, CORTE)
    assert (anterior.recibidas, anterior.flujo, anterior.cohorte) == (1, 0, 1)
    assert (siguiente.recibidas, siguiente.flujo, siguiente.cohorte) == (0, 1, 0)
    assert siguiente.rezago_inicial == 1
    assert siguiente.rezago_por_mes[0] == 0


def test_concluir_sin_haberse_recibido_no_cuenta():
    assert plegar([Hecho("s:1", "emitida", date(2024, 1, 8))], CORTE) == []


@given(st.lists(st.integers(0, 400), min_size=1))
def test_p90_es_un_caso_real_que_no_rebasa_uno_de_cada_diez(valores):
    tiempos = resumir(valores)
    assert tiempos.p90 in valores
    assert sum(v > tiempos.p90 for v in valores) * 10 <= len(valores)
    assert min(valores) <= tiempos.mediana <= max(valores)


def test_sin_atendidas_no_hay_tiempos():
    assert resumir([]) is None


@given(st.lists(st.tuples(dias, st.integers(0, 90)), min_size=1, max_size=12))
def test_los_dias_habiles_son_los_del_calendario_de_plazos(pares):
    calendario = Calendario(inhabiles={INICIO + timedelta(days=k): "descanso" for k in range(0, 1500, 9)})
    hechos = []
    for n, (dia, tarda) in enumerate(pares):
        hechos += [Hecho(f"s:{n}", RECIBIDA, dia), Hecho(f"s:{n}", "emitida", dia + timedelta(days=tarda))]
    lejos = date(2030, 1, 1)
    asuntos = plegar(hechos, lejos)
    for anio in {a.atendida.year for a in asuntos}:
        esperados = [habiles_entre(a.recibida, a.atendida, calendario) for a in asuntos if a.atendida.year == anio]
        assert contar(asuntos, anio, lejos, calendario).habiles == resumir(esperados)


def test_recibidas_entre_incluye_los_dos_dias():
    asuntos = plegar([Hecho(f"s:{k}", RECIBIDA, date(2024, 5, k)) for k in range(1, 10)], CORTE)
    assert recibidas_entre(asuntos, date(2024, 5, 2), date(2024, 5, 4)) == 3
