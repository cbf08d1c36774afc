"""Los plazos de un expediente, uno por uno: cuántos días tiene cada etapa y qué toca cada orden, y nada más."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cuentas.reloj import detenido_en
from cuentas.tiempo.calendario import Calendario, calendario_de, fin_del_dia
from dictamenes.expediente import captura
from dictamenes.models import Concepto, Plazo, Solicitud, Suspension
from dictamenes.reglas import plazos
from tests.herramientas.parametros import poner
from tests.mundo import LAPTOP

pytestmark = pytest.mark.django_db
LUNES = datetime(2026, 3, 2, 17, tzinfo=UTC)  # 10 de la mañana en Hermosillo
DIA = timedelta(days=1)
FIRMA, DICTAMEN = Plazo.Clase.FIRMA, Plazo.Clase.DICTAMEN


@pytest.fixture
def solicitud(mundo):
    return captura.iniciar(mundo.ente, "bienes", "adquisicion", "Renovación", por=mundo.elabora, en=mundo.en)


@pytest.fixture
def otra(mundo):
    return captura.iniciar(mundo.ente, "licencias", "adquisicion", "Licencias", por=mundo.elabora, en=mundo.en)


def test_rige_el_plazo_del_dia_en_que_se_presento_y_en_un_borrador_el_de_hoy(mundo, solicitud):
    presentada = mundo.presentada()
    antes = plazos.dias_de(presentada, FIRMA)
    poner("firma.dias", antes + 4, desde=mundo.en.date() + DIA)
    with detenido_en(mundo.en + 2 * DIA):
        assert (plazos.dias_de(presentada, FIRMA), plazos.dias_de(solicitud, FIRMA)) == (antes, antes + 4)


def _recargado(plazo):
    return Plazo.objects.get(pk=plazo.pk)


@pytest.mark.parametrize(("tipo", "clase", "dias"), [
    ("bienes", "dictamen", 15), ("baja", "dictamen", 10), ("licencias", "dictamen", 15),
    ("baja", "firma", 3), ("bienes", "firma", 3), ("bienes", "prevencion", 4),
])
def test_cada_etapa_tiene_sus_dias_segun_el_tipo(solicitud, tipo, clase, dias):
    for clave, valor in (("dictamen.dias", 15), ("dictamen.dias_baja", 10), ("firma.dias", 3), ("prevencion.dias", 4)):
        poner(clave, valor)
    solicitud.tipo = tipo
    assert plazos.dias_de(solicitud, clase) == dias


def test_lo_que_cumple_el_estandar_se_dictamina_antes_si_son_bienes(solicitud, monkeypatch):
    monkeypatch.setattr(Solicitud, "esta_en_estandar", lambda _: True)
    poner("dictamen.dias_en_estandar", 7)
    assert plazos.dias_de(solicitud, DICTAMEN) == 7
    assert plazos.dias_de(solicitud, FIRMA) != 7
    solicitud.tipo = "licencias"
    assert plazos.dias_de(solicitud, DICTAMEN) == 15


def test_abrir_cuenta_con_el_calendario_que_se_le_da(solicitud):
    poner("firma.dias", 2)
    asueto = date(2026, 3, 3)
    plazo = _recargado(plazos.abrir(solicitud, FIRMA, LUNES, Calendario({asueto: "asueto"})))
    assert (plazo.dias, plazo.inicia_en, plazo.vence_en) == (2, LUNES, fin_del_dia(date(2026, 3, 5)))
    assert plazo.saltados == [{"fecha": "2026-03-03", "motivo": "asueto"}]
    assert plazos.vencimiento(solicitud, FIRMA, LUNES) == fin_del_dia(date(2026, 3, 4))


def test_lo_que_llega_en_un_dia_que_el_ente_no_trabaja_se_recibe_el_siguiente(solicitud):
    poner("firma.dias", 2)
    plazo = plazos.abrir(solicitud, FIRMA, LUNES, Calendario({LUNES.date(): "sólo aquí no se trabaja"}))
    assert plazo.vence_en == fin_del_dia(date(2026, 3, 5))


def test_cerrar_solo_toca_los_abiertos_de_ese_expediente_y_de_esas_clases(solicitud, otra):
    de_firma, del_dictamen = (plazos.abrir(solicitud, clase, LUNES) for clase in (FIRMA, DICTAMEN))
    ajeno = plazos.abrir(otra, FIRMA, LUNES)
    plazos.cerrar(solicitud, LUNES + DIA, FIRMA)
    assert [_recargado(p).cerrado_en for p in (de_firma, del_dictamen, ajeno)] == [LUNES + DIA, None, None]
    plazos.cerrar(solicitud, LUNES + 2 * DIA)
    assert [_recargado(p).cerrado_en for p in (de_firma, del_dictamen, ajeno)] == [LUNES + DIA, LUNES + 2 * DIA, None]


def test_cerrar_termina_la_suspension_en_curso_y_no_las_pasadas(solicitud):
    plazo = plazos.abrir(solicitud, FIRMA, LUNES)
    plazos.detener(solicitud, FIRMA, LUNES + DIA, "primera")
    plazos.reanudar(solicitud, FIRMA, LUNES + 2 * DIA)
    plazos.detener(solicitud, FIRMA, LUNES + 3 * DIA, "segunda")
    plazos.cerrar(solicitud, LUNES + 4 * DIA)
    assert list(plazo.suspensiones.values_list("motivo", "hasta")) == [
        ("primera", LUNES + 2 * DIA), ("segunda", LUNES + 4 * DIA),
    ]


def test_cerrar_no_toca_la_suspension_de_otro_expediente_ni_de_otro_plazo(solicitud, otra):
    suspendidos = [plazos.abrir(suya, clase, LUNES) for suya, clase in ((solicitud, FIRMA), (solicitud, DICTAMEN), (otra, FIRMA))]
    for plazo in suspendidos:
        plazos.detener(plazo.solicitud, plazo.clase, LUNES + DIA, "se espera al ente")
    plazos.cerrar(solicitud, LUNES + 2 * DIA, FIRMA)
    assert [plazo.suspensiones.get().hasta for plazo in suspendidos] == [LUNES + 2 * DIA, None, None]


def test_lo_que_llego_en_papel_no_cierra_antes_de_haber_empezado(solicitud):
    plazo = plazos.abrir(solicitud, FIRMA, LUNES)
    plazos.detener(solicitud, FIRMA, LUNES + DIA, "papel")
    plazos.cerrar(solicitud, LUNES - DIA)
    assert _recargado(plazo).cerrado_en == LUNES
    assert plazo.suspensiones.get().hasta == LUNES + DIA


def test_detener_reanudar_y_prorrogar_son_del_plazo_abierto_de_ese_expediente(solicitud, otra):
    poner("firma.dias", 5)
    plazos.abrir(solicitud, FIRMA, LUNES - 7 * DIA)
    plazos.cerrar(solicitud, LUNES - 6 * DIA)
    plazo, ajeno = plazos.abrir(solicitud, FIRMA, LUNES), plazos.abrir(otra, FIRMA, LUNES)
    plazos.abrir(solicitud, DICTAMEN, LUNES)
    plazos.detener(solicitud, FIRMA, LUNES + DIA, "se espera al ente")
    assert Suspension.objects.get().plazo == plazo
    reanudado = plazos.reanudar(solicitud, FIRMA, LUNES + 3 * DIA)  # martes, miércoles y jueves no cuentan
    assert Suspension.objects.get().hasta == LUNES + 3 * DIA
    assert (reanudado.pk, _recargado(plazo).vence_en) == (plazo.pk, fin_del_dia(date(2026, 3, 12)))
    assert plazos.prorrogar(solicitud, FIRMA, 2) == plazo
    assert (_recargado(plazo).dias, _recargado(plazo).vence_en) == (7, fin_del_dia(date(2026, 3, 17)))  # el 16 es asueto
    assert (_recargado(ajeno).dias, _recargado(ajeno).vence_en) == (5, ajeno.vence_en)


def test_reabrir_deshace_ese_cierre_y_ningun_otro(solicitud, otra):
    viejo = plazos.abrir(solicitud, FIRMA, LUNES - 7 * DIA)
    plazos.cerrar(solicitud, LUNES - 6 * DIA)
    plazo, del_dictamen = plazos.abrir(solicitud, FIRMA, LUNES), plazos.abrir(solicitud, DICTAMEN, LUNES)
    ajeno = plazos.abrir(otra, FIRMA, LUNES)
    plazos.detener(solicitud, FIRMA, LUNES + DIA, "primera")
    plazos.reanudar(solicitud, FIRMA, LUNES + 2 * DIA)
    plazos.detener(solicitud, FIRMA, LUNES + 3 * DIA, "segunda")
    for suya in (solicitud, otra):
        plazos.cerrar(suya, LUNES + 4 * DIA)
    plazos.reabrir(solicitud, FIRMA, LUNES + 4 * DIA)
    assert [_recargado(p).cerrado_en is None for p in (viejo, plazo, del_dictamen, ajeno)] == [False, True, False, False]
    assert [s.hasta for s in plazo.suspensiones.all()] == [LUNES + 2 * DIA, None]


def test_el_reloj_dice_lo_que_queda_o_lo_que_ya_se_paso(solicitud):
    poner("firma.dias", 3)
    plazo, base = plazos.abrir(solicitud, FIRMA, LUNES), calendario_de(solicitud.ente)
    relojes = [plazos.reloj_de(plazo, LUNES + dias * DIA, base) for dias in (-1, 0, 2, 3, 4)]
    assert [(r.usados, r.quedan, r.de_mas) for r in relojes] == [(0, 3, 0), (0, 3, 0), (2, 1, 0), (3, 0, 0), (4, 0, 1)]
    assert not relojes[0].esta_detenido
    plazos.cerrar(solicitud, LUNES + DIA)
    cerrado = plazos.reloj_de(_recargado(plazo), LUNES + 4 * DIA, base)
    assert (cerrado.usados, cerrado.cerrado_en) == (1, LUNES + DIA)


def test_recorrer_alarga_lo_que_corre_y_no_toca_lo_detenido_lo_cerrado_ni_lo_ajeno(solicitud, otra, monkeypatch):
    poner("firma.dias", 3)
    corriendo, detenido = plazos.abrir(solicitud, FIRMA, LUNES), plazos.abrir(solicitud, DICTAMEN, LUNES)
    cerrado = plazos.abrir(solicitud, Plazo.Clase.REVISION, LUNES)
    plazos.cerrar(solicitud, LUNES + DIA, Plazo.Clase.REVISION)
    plazos.detener(solicitud, DICTAMEN, LUNES + DIA, "se espera al ente")
    ajeno = plazos.abrir(otra, FIRMA, LUNES)
    assert plazos.recorrer(solicitud) == []  # nada cambió
    monkeypatch.setattr(plazos, "calendario_de", lambda _: Calendario({date(2026, 3, 4): "asueto"}))
    assert plazos.recorrer(solicitud) == [corriendo]
    assert _recargado(corriendo).vence_en == fin_del_dia(date(2026, 3, 6))
    assert {"fecha": "2026-03-04", "motivo": "asueto"} in _recargado(corriendo).saltados
    assert [_recargado(p).vence_en for p in (detenido, cerrado, ajeno)] == [p.vence_en for p in (detenido, cerrado, ajeno)]


def test_se_recuenta_desde_el_dia_en_que_su_ente_pudo_recibir(solicitud, monkeypatch):
    poner("firma.dias", 2)
    suyo = Calendario({LUNES.date(): "sólo aquí no se trabaja"})
    plazos.abrir(solicitud, FIRMA, LUNES, suyo)
    monkeypatch.setattr(plazos, "calendario_de", lambda _: suyo)
    assert plazos.prorrogar(solicitud, FIRMA, 1).vence_en == fin_del_dia(date(2026, 3, 6))


@pytest.mark.parametrize(("politica", "suspende"), [
    ({}, True), ({"otros": "reinicia"}, False), ({"bienes": "reinicia", "otros": "suspende"}, False),
    ({"bienes": "suspende", "otros": "reinicia"}, True),
])
def test_la_prevencion_detiene_o_reinicia_segun_el_tipo_o_lo_de_los_otros(solicitud, politica, suspende):
    poner("prevencion.reloj", politica)
    assert plazos.suspende(solicitud) is suspende


def test_estar_en_estandar_exige_conceptos(solicitud):
    assert not solicitud.esta_en_estandar()
    Concepto.objects.create(solicitud=solicitud, orden=1, **LAPTOP)
    assert not Solicitud.objects.get(pk=solicitud.pk).esta_en_estandar()
