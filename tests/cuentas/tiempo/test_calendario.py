"""Los plazos en días hábiles, contra una caminata ingenua por el calendario."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuentas.models import DiaDeCalendario
from cuentas.reloj import HERMOSILLO, dia_de
from cuentas.tiempo.calendario import (
    Calendario,
    Paro,
    apertura,
    calendario_de,
    calendarios_de,
    dia_de_recepcion,
    fin_del_dia,
    habiles_entre,
    restar_habiles,
    sumar_habiles,
)
from tests.herramientas.parametros import poner

INICIO, FIN = date(2024, 1, 1), date(2027, 12, 31)
FECHAS = st.dates(INICIO, FIN)
CALENDARIOS = st.builds(
    lambda inhabiles, habilitados: Calendario({dia: "asueto" for dia in inhabiles}, frozenset(habilitados)),
    st.sets(FECHAS, max_size=60),
    st.sets(FECHAS, max_size=20),
)


def _es_habil(dia, calendario):
    """La regla escrita otra vez, sin prisa: lo habilitado cuenta; si no, ni asuetos ni sábado ni domingo."""
    if dia in calendario.habilitados:
        return True
    return dia not in calendario.inhabiles and dia.strftime("%u") not in "67"


def _caminar(desde, dias, calendario):
    """Día por día, con la lista completa de lo que se pisó."""
    pisados = []
    while sum(_es_habil(dia, calendario) for dia in pisados) < dias:
        pisados.append((pisados[-1] if pisados else desde) + timedelta(days=1))
    return pisados


@given(FECHAS, st.integers(1, 60), CALENDARIOS)
def test_sumar_es_caminar(desde, dias, calendario):
    cuenta, pisados = sumar_habiles(desde, dias, calendario), _caminar(desde, dias, calendario)
    assert cuenta.vence == pisados[-1]
    assert [s["fecha"] for s in cuenta.saltados] == [d.isoformat() for d in pisados if not _es_habil(d, calendario)]
    assert all(s["motivo"] for s in cuenta.saltados)


@given(FECHAS, st.integers(1, 60), CALENDARIOS)
def test_contar_deshace_sumar(desde, dias, calendario):
    assert habiles_entre(desde, sumar_habiles(desde, dias, calendario).vence, calendario) == dias


@given(FECHAS, FECHAS, FECHAS, CALENDARIOS)
def test_contar_por_tramos_suma_lo_mismo_y_al_reves_cambia_de_signo(a, b, c, calendario):
    a, b, c = sorted((a, b, c))
    ida = habiles_entre(a, b, calendario) + habiles_entre(b, c, calendario)
    assert ida == habiles_entre(a, c, calendario) == -habiles_entre(c, a, calendario)


@given(FECHAS, st.integers(1, 40), CALENDARIOS)
def test_un_dia_mas_de_plazo_nunca_vence_antes(desde, dias, calendario):
    assert sumar_habiles(desde, dias, calendario).vence < sumar_habiles(desde, dias + 1, calendario).vence


@given(FECHAS, st.integers(1, 40), CALENDARIOS)
def test_presentar_despues_nunca_vence_antes(desde, dias, calendario):
    siguiente = desde + timedelta(days=1)
    assert sumar_habiles(desde, dias, calendario).vence <= sumar_habiles(siguiente, dias, calendario).vence


@given(FECHAS, st.integers(0, 40), CALENDARIOS)
def test_restar_es_caminar_hacia_atras(hasta, dias, calendario):
    dia, contados = hasta, 0
    while contados < dias:
        dia -= timedelta(days=1)
        contados += _es_habil(dia, calendario)
    assert restar_habiles(hasta, dias, calendario) == dia


def test_no_se_restan_dias_negativos():
    assert restar_habiles(INICIO, 0, Calendario()) == INICIO
    with pytest.raises(ValueError, match="no son negativos"):
        restar_habiles(INICIO, -1, Calendario())


def test_un_paro_abarca_sus_dos_extremos_y_sin_fin_sigue():
    lunes, martes, miercoles = (date(2026, 3, dia) for dia in (2, 3, 4))
    cerrado, abierto = Paro(martes, martes, "detenido"), Paro(martes, None, "detenido")
    assert [cerrado.incluye(dia) for dia in (lunes, martes, miercoles)] == [False, True, False]
    assert [abierto.incluye(dia) for dia in (lunes, martes, miercoles)] == [False, True, True]
    con_paro = Calendario({martes: "asueto"}, frozenset({miercoles})).con_paros([abierto])
    assert [con_paro.motivo(dia) for dia in (lunes, martes, miercoles)] == ["", "asueto", "detenido"]
    assert con_paro.con_paros([]).motivo(miercoles) == ""


@pytest.mark.parametrize("dias", [0, -1])
def test_un_plazo_sin_dias_es_un_error(dias):
    with pytest.raises(ValueError, match="al menos un día"):
        sumar_habiles(INICIO, dias, Calendario())


def test_el_plazo_corre_desde_el_habil_siguiente_y_dice_que_salto():
    viernes, puente = date(2026, 3, 13), date(2026, 3, 16)
    cuenta = sumar_habiles(viernes, 1, Calendario({puente: "Natalicio de Benito Juárez"}))
    assert cuenta.vence == date(2026, 3, 17)
    assert [s["motivo"] for s in cuenta.saltados] == ["fin de semana", "fin de semana", "Natalicio de Benito Juárez"]


@pytest.mark.django_db
class TestPorEnte:
    """Lo general y, encima, lo de cada ente."""

    DIA = date(2026, 5, 5)

    def _dia(self, clase="inhabil", ente=None, motivo="asueto", fecha=DIA):
        DiaDeCalendario.objects.create(fecha=fecha, clase=clase, motivo=motivo, fuente="prueba", ente=ente)

    def test_lo_de_un_ente_no_alcanza_a_los_demas(self, ente):
        self._dia(ente=ente)
        assert calendario_de(ente).motivo(self.DIA) == "asueto"
        assert calendario_de().motivo(self.DIA) == ""

    @pytest.mark.parametrize("primero_lo_general", [True, False])
    def test_el_motivo_del_ente_gana_al_general(self, ente, primero_lo_general):
        filas = [{"motivo": "general"}, {"motivo": "suyo", "ente": ente}]
        for fila in filas if primero_lo_general else reversed(filas):
            self._dia(**fila)
        assert calendario_de(ente).motivo(self.DIA) == "suyo"

    def test_un_ente_habilita_lo_que_para_los_demas_es_inhabil(self, ente):
        self._dia()
        self._dia(clase="habilitado", ente=ente)
        assert calendario_de(ente).motivo(self.DIA) == ""
        assert calendario_de().motivo(self.DIA) == "asueto"

    def test_un_ente_no_trabaja_aunque_lo_general_este_habilitado(self, ente):
        sabado = date(2026, 5, 9)
        self._dia(clase="habilitado", fecha=sabado)
        self._dia(ente=ente, fecha=sabado)
        assert calendario_de().motivo(sabado) == ""
        assert calendario_de(ente).motivo(sabado) == "asueto"

    def test_el_de_varios_entes_es_el_de_cada_uno_con_una_consulta(self, ente, django_assert_num_queries):
        otro = type(ente).objects.create(siglas="OTRO", nombre="Otro ente", naturaleza="entidad")
        general = date(2026, 5, 6)
        self._dia(ente=ente)
        self._dia(fecha=general)
        with django_assert_num_queries(1):
            hallados = calendarios_de([ente.pk, otro.pk, ente.pk])
        assert hallados == {ente.pk: calendario_de(ente), otro.pk: calendario_de()}
        assert [hallados[ente.pk].motivo(dia) for dia in (self.DIA, general)] == ["asueto", "asueto"]
        assert [hallados[otro.pk].motivo(dia) for dia in (self.DIA, general)] == ["", "asueto"]

    def test_se_pide_por_el_ente_o_por_su_llave(self, ente):
        self._dia(ente=ente)
        assert calendario_de(ente.pk) == calendario_de(ente) != calendario_de(None)

    def test_un_inhabil_sin_motivo_tampoco_cuenta(self):
        self._dia(motivo="")
        assert calendario_de().motivo(self.DIA) == "día inhábil"


@pytest.mark.django_db
class TestRecepcion:
    """Fuera de horario o en inhábil, se tiene por recibido el hábil siguiente."""

    @pytest.mark.parametrize(
        ("momento", "recibido"),
        [
            ("2026-03-05T09:00", date(2026, 3, 5)),
            ("2026-03-05T14:59", date(2026, 3, 5)),
            ("2026-03-05T15:00", date(2026, 3, 6)),
            ("2026-03-06T15:00", date(2026, 3, 9)),
            ("2026-03-07T10:00", date(2026, 3, 9)),
            ("2026-03-08T23:59", date(2026, 3, 9)),
            ("2026-03-09T00:01", date(2026, 3, 9)),
        ],
    )
    def test_cuenta_el_dia_que_toca(self, momento, recibido):
        en = datetime.fromisoformat(momento).replace(tzinfo=HERMOSILLO).astimezone(UTC)
        assert dia_de_recepcion(en) == recibido

    def test_vale_el_calendario_que_se_le_da_y_sin_el_el_general(self):
        jueves, viernes = date(2026, 3, 5), date(2026, 3, 6)
        en = datetime(2026, 3, 5, 9, 0, tzinfo=HERMOSILLO)
        assert dia_de_recepcion(en, Calendario({jueves: "asueto"})) == viernes
        DiaDeCalendario.objects.create(fecha=jueves, clase="inhabil", motivo="asueto", fuente="prueba")
        assert dia_de_recepcion(en) == viernes
        assert dia_de_recepcion(en, Calendario()) == jueves

    def test_se_abre_a_la_hora_que_diga_el_parametro(self):
        assert apertura(date(2026, 3, 5)) == datetime(2026, 3, 5, 8, 0, tzinfo=HERMOSILLO)
        poner("horario.apertura", 9)
        assert apertura(date(2026, 3, 5)).hour == 9

    def test_viernes_tarde_y_lunes_temprano_tienen_el_mismo_plazo(self):
        tarde = datetime(2026, 3, 6, 18, 0, tzinfo=HERMOSILLO)
        lunes = datetime(2026, 3, 9, 8, 0, tzinfo=HERMOSILLO)
        assert dia_de_recepcion(tarde) == dia_de_recepcion(lunes)

    def test_el_cierre_es_un_parametro(self):
        DiaDeCalendario.objects.create(fecha=date(2026, 3, 16), motivo="Natalicio de Benito Juárez")
        tarde = datetime(2026, 3, 5, 17, 0, tzinfo=HERMOSILLO)
        assert dia_de_recepcion(tarde) == date(2026, 3, 6)
        poner("horario.cierre", 18)
        assert dia_de_recepcion(tarde) == date(2026, 3, 5)

    def test_la_hora_de_cierre_llega_con_los_dias(self, django_assert_num_queries):
        DiaDeCalendario.objects.create(fecha=date(2026, 3, 16), motivo="Natalicio de Benito Juárez")
        with django_assert_num_queries(1):
            assert dia_de_recepcion(datetime(2026, 3, 5, 14, 0, tzinfo=HERMOSILLO)) == date(2026, 3, 5)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1)), CALENDARIOS)
    def test_siempre_es_habil_y_nunca_anterior(self, momento, calendario):
        en = momento.replace(tzinfo=UTC)
        recibido = dia_de_recepcion(en, calendario)
        assert _es_habil(recibido, calendario)
        assert recibido >= dia_de(en)
        intermedios = (dia_de(en) + timedelta(days=k) for k in range(1, (recibido - dia_de(en)).days))
        assert not any(_es_habil(dia, calendario) for dia in intermedios)


def test_el_fin_del_dia_es_en_hermosillo():
    assert fin_del_dia(date(2026, 7, 1)).astimezone(UTC) == datetime(2026, 7, 2, 6, 59, 59, tzinfo=UTC)
    assert fin_del_dia(date(2026, 7, 1)) == datetime(2026, 7, 1, 23, 59, 59, tzinfo=HERMOSILLO)
