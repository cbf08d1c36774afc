"""Los recordatorios: cada nivel se avisa una vez, a quien toca, y nadie decide por el silencio."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso.acceso import permisos_de_bandeja, quienes_atienden
from cuentas.models import Aviso, DiaDeCalendario, Ente, Usuario
from cuentas.parametros import tiene_su_forma
from cuentas.personas.nombramientos import revocar
from dictamenes import tramite
from dictamenes.models import Solicitud
from flujos.models import Pendiente
from flujos.recorrido import actos, notificaciones, recordatorios, temporizadores
from flujos.recorrido.pendientes import cola_de
from flujos.recorrido.recordatorios import recordar
from tests.seguridad.recorrido_urls import navegador

pytestmark = pytest.mark.django_db
AREA = "infraestructura"
UN_MINUTO = timedelta(minutes=1)


def _temas(persona):
    de_texto = {texto: tema for tema, texto in notificaciones.TEXTOS.items()}
    asuntos = Aviso.objects.filter(persona=persona).order_by("pk").values_list("asunto", flat=True)
    return [t for a in asuntos if (t := de_texto.get(a.partition(": ")[2])) in ("por_vencer", "vencida", "escalada")]


def _dia(momento, hora=8):
    return datetime.combine(momento, datetime.min.time().replace(hour=hora), tzinfo=reloj.HERMOSILLO)


def _ultimo_dia(solicitud):
    return _dia(reloj.dia_de(solicitud.pendientes.get().vence_en))


def _turnada(mundo):
    solicitud = mundo.en_revision((AREA,))
    actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, revision=solicitud.revisiones.get(), a=mundo.tecnicos[AREA])
    return solicitud


def test_cada_nivel_avisa_una_vez_a_quien_toca(mundo):
    solicitud = _turnada(mundo)
    otra_del_area = mundo.persona("tecnico", area=solicitud.revisiones.get().area)
    encargada, ultimo = mundo.tecnicos[AREA], _ultimo_dia(solicitud)
    vence = solicitud.pendientes.get().vence_en
    assert recordar(ultimo - UN_MINUTO) == 0
    assert recordar(ultimo) == 1
    assert recordar(vence - UN_MINUTO) == 0
    assert (_temas(encargada), _temas(otra_del_area), _temas(mundo.coordinacion)) == (["por_vencer"], [], [])
    assert recordar(vence) == 1
    assert (_temas(encargada), _temas(mundo.coordinacion)) == (["por_vencer", "vencida"], ["vencida"])
    for _ in range(3):
        recordar(vence + timedelta(days=30))
    assert (_temas(encargada), _temas(mundo.coordinacion)) == (["por_vencer", "vencida"], ["vencida", "escalada"])
    assert _temas(mundo.firmante) == ["escalada"]
    assert Evento.objects.de(solicitud).filter(accion="plazo.vencido").count() == 2
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_revision"


def test_sin_nadie_a_cargo_avisa_a_toda_la_cola(mundo):
    solicitud = mundo.en_revision((AREA,))
    otra_del_area = mundo.persona("tecnico", area=solicitud.revisiones.get().area)
    recordar(_ultimo_dia(solicitud))
    assert _temas(mundo.tecnicos[AREA]) == _temas(otra_del_area) == ["por_vencer"]
    assert _temas(mundo.tecnicos["gobierno-electronico"]) == []


def test_quien_se_dio_de_baja_no_recibe_nada_y_su_cola_si(mundo):
    solicitud = _turnada(mundo)
    otra_del_area = mundo.persona("tecnico", area=solicitud.revisiones.get().area)
    revocar(mundo.tecnicos[AREA].nombramientos.get(), por=mundo.administrador, en=mundo.en)
    Usuario.objects.filter(pk=mundo.coordinacion.pk).update(is_active=False)
    recordar(solicitud.pendientes.get().vence_en)
    assert _temas(mundo.tecnicos[AREA]) == _temas(mundo.coordinacion) == []
    assert _temas(otra_del_area) == ["vencida"]


def test_los_dias_son_habiles_del_ente(mundo):
    solicitud = mundo.presentada()
    vence = solicitud.pendientes.get().vence_en
    recordar(vence)
    segundo = reloj.dia_de(vence) + timedelta(days=4)  # de jueves: viernes y, pasado el fin de semana, lunes
    assert segundo.weekday() == 0
    DiaDeCalendario.objects.create(fecha=segundo, motivo="Cierre del ente", fuente="prueba", ente=mundo.ente)
    assert recordar(_dia(segundo)) == 0
    assert recordar(_dia(segundo + timedelta(days=1)) - UN_MINUTO) == 0
    assert recordar(_dia(segundo + timedelta(days=1))) == 1


def test_la_prorroga_empieza_de_nuevo(mundo):
    solicitud = actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="requisito",
                               observaciones=[("proyecto", "Diga para qué.")])
    ultimo = _ultimo_dia(solicitud)
    assert recordar(ultimo) == 1
    assert _temas(mundo.presenta) == ["por_vencer"]
    actos.ejecutar(tramite.prorrogar, solicitud, por=mundo.recepcion, en=mundo.en, dias=3, motivo="Lo pidió.")
    assert solicitud.pendientes.get().escalada == 0
    assert recordar(ultimo + UN_MINUTO) == 0
    assert recordar(_ultimo_dia(solicitud)) == 1
    assert _temas(mundo.presenta) == ["por_vencer"] * 2
    assert _temas(mundo.elabora) == []


def test_el_temporizador_de_la_revision_ya_no_avisa_aparte(mundo):
    solicitud = _turnada(mundo)
    vence = solicitud.pendientes.get().vence_en
    avisos = Aviso.objects.count()
    assert temporizadores.disparar_vencidos(vence) == 1
    assert Aviso.objects.count() == avisos
    assert recordar(vence) == 1
    mundo.opinar(solicitud, AREA)
    assert Solicitud.objects.get(pk=solicitud.pk).estado == "en_estrategia"


def test_si_muere_a_media_vuelta_no_queda_nada_y_los_demas_siguen(mundo, monkeypatch):
    danada, sana = mundo.presentada(), mundo.presentada()
    anotar = recordatorios.anotar

    def fallar(accion, objeto, **datos):
        if objeto.pk == danada.pk:
            raise RuntimeError("se fue la luz")
        return anotar(accion, objeto, **datos)

    vence = sana.pendientes.get().vence_en
    with monkeypatch.context() as parche:
        parche.setattr(recordatorios, "anotar", fallar)
        assert recordar(vence) == 1
    assert danada.pendientes.get().escalada == 0
    assert _temas(mundo.recepcion) == ["vencida"]
    assert recordar(vence) == 1
    assert _temas(mundo.recepcion) == ["vencida"] * 2


@pytest.mark.django_db(transaction=True)
def test_dos_trabajadores_a_la_vez_avisan_una_vez(mundo):
    solicitud = mundo.presentada()
    vence, salida, cuantos = solicitud.pendientes.get().vence_en, Barrier(3), []

    def trabajador():
        salida.wait()
        cuantos.append(recordar(vence))
        connections.close_all()

    hilos = [Thread(target=trabajador) for _ in range(3)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(cuantos) == [0, 0, 1]
    assert _temas(mundo.recepcion) == _temas(mundo.coordinacion) == ["vencida"]
    assert Evento.objects.de(solicitud).filter(accion="plazo.vencido").count() == 1


def test_el_barrido_entra_por_su_indice(mundo):
    debidos = Pendiente.objects.filter(recordar_en__lte=mundo.en).order_by("recordar_en", "pk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    plan = debidos[:200].explain()
    assert "pendiente_recordar" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_el_barrido_lee_por_lotes_y_no_crece_con_lo_que_no_toca(mundo, monkeypatch, django_assert_num_queries):
    casos = [mundo.presentada() for _ in range(3)]
    with django_assert_num_queries(2):
        assert recordar(mundo.en) == 0
    monkeypatch.setattr(recordatorios, "LOTE", 2)
    assert recordar(casos[0].pendientes.get().vence_en) == 3


def test_atienden_las_mismas_personas_a_quienes_se_ofrece_la_tarea(mundo):
    Ente.objects.filter(pk=mundo.otro_ente.pk).update(presenta_quien_elabora=True)
    mundo.persona("elabora", ente=mundo.otro_ente)
    ofrecidas: dict[tuple[str, int | None], set] = {}
    for persona in Usuario.objects.all():
        for par in permisos_de_bandeja(persona):
            ofrecidas.setdefault(par, set()).add(persona)
    assert len(ofrecidas) > 10
    for par, personas in ofrecidas.items():
        assert set(quienes_atienden(*par, reloj.hoy())) == personas, par
        assert recordatorios.pendientes.de_cola(cola_de(*par)) == par


def test_el_expediente_dice_a_quien_se_elevo_y_el_ente_no_lo_ve(mundo):
    solicitud = _turnada(mundo)
    vence = solicitud.pendientes.get().vence_en
    recordar(vence)
    url = f"/expedientes/{solicitud.pk}/"
    assert "Escalada a coordinación desde" in navegador(mundo.coordinacion).get(url).content.decode()
    recordar(vence + timedelta(days=30))
    paginas = {p: navegador(p).get(url).content.decode() for p in (mundo.tecnicos[AREA], mundo.presenta, mundo.auditor)}
    assert "Escalada a quien autoriza desde" in paginas[mundo.tecnicos[AREA]]
    assert "Se elevó a quien autoriza" in paginas[mundo.auditor]
    assert "scalada" not in paginas[mundo.presenta]
    assert "Venció un plazo" not in paginas[mundo.presenta]


@pytest.mark.parametrize("valor", [[], [2, 0], [0, 0], [-1], [1000], [True], ["2"], [[]]])
def test_los_niveles_son_dias_en_orden(valor):
    assert not tiene_su_forma("escalamiento.dias", valor)
