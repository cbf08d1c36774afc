"""A prueba de golpes: dos hacen lo mismo a la vez, o uno llega tarde, y queda un solo efecto."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from viewflow.workflow.models import Task

from bitacora.models import Evento
from dictamenes import folios, tramite
from dictamenes.excepciones import ActoImposible
from dictamenes.models import Dictamen, Folio, Solicitud
from flujos import actos, trabajos

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lenta]


def _vencer_arriendos():
    Task.objects.filter(flow_task_type="JOB", status="STARTED").update(scheduled=timezone.now() - timedelta(seconds=1))


def test_quien_despierta_tarde_no_escribe_nada(mundo):
    """El primer trabajador se congela, otro termina, y el primero despierta con su ficha vieja."""
    mundo.credenciales()
    solicitud = mundo.proponer(mundo.en_estrategia())
    tarea = Task.objects.get(flow_task_type="JOB")
    original = trabajos.documentos.sellado
    mientras_dormia = []

    def dormir(dictamen, en):
        if not mientras_dormia:
            mientras_dormia.append(True)
            _vencer_arriendos()
            assert trabajos.correr(tarea.pk, timezone.now())
        return original(dictamen, en)

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(trabajos.documentos, "sellado", dormir)
        assert not trabajos.correr(tarea.pk, timezone.now())
    assert Evento.objects.filter(accion="dictamen.preparado").count() == 1
    assert Dictamen.objects.get(solicitud=solicitud).estado == "por_firmar"


def test_un_trabajo_que_falla_espera_y_no_guarda_secretos(mundo, monkeypatch):
    solicitud = mundo.proponer(mundo.en_estrategia())

    def fallar(dictamen, en):
        passphrase = "secreto-que-no-debe-quedar"
        raise OSError(f"almacén caído {len(passphrase)}")

    monkeypatch.setattr(trabajos.documentos, "sellado", fallar)
    ahora = timezone.now() + timedelta(minutes=1)
    assert trabajos.correr_pendientes(ahora) == 0
    tarea = Task.objects.get(flow_task_type="JOB")
    datos = {"intentos": 1, "error": "OSError", "desde": ahora.isoformat()}
    assert (tarea.status, tarea.data) == ("SCHEDULED", datos)
    assert tarea.scheduled > ahora
    for k in range(2, 9):
        trabajos.correr_pendientes(ahora + timedelta(hours=k))
    tarea.refresh_from_db()
    assert (tarea.status, trabajos.en_espera()["detenidos"]) == ("ERROR", 1)
    assert Dictamen.objects.get(solicitud=solicitud).estado == "en_preparacion"


def _a_la_vez(*tareas):
    """Corre cada tarea en su hilo, con salida simultánea; devuelve qué regresó o lanzó cada una."""
    barrera, resultados = threading.Barrier(len(tareas)), [None] * len(tareas)

    def correr(n, tarea):
        barrera.wait()
        try:
            resultados[n] = tarea()
        except Exception as error:
            resultados[n] = error
        finally:
            connections.close_all()

    hilos = [threading.Thread(target=correr, args=(n, tarea)) for n, tarea in enumerate(tareas)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return resultados


def test_ocho_veces_presentar_es_una(mundo):
    solicitud = mundo.borrador()
    resultados = _a_la_vez(
        *[lambda: actos.ejecutar("presentar", solicitud, por=mundo.presenta, en=mundo.en)] * 8
    )
    assert sum(isinstance(r, Solicitud) for r in resultados) == 1
    assert all(isinstance(r, Solicitud | ActoImposible) for r in resultados), resultados
    assert Evento.objects.filter(accion="solicitud.presentada").count() == 1
    assert Folio.objects.get(serie=folios.SOLICITUD).ultimo == 1


def test_dos_areas_terminan_a_la_vez_y_la_union_cierra(mundo):
    solicitud = mundo.en_revision(("infraestructura", "gobierno-electronico"))
    _a_la_vez(lambda: mundo.opinar(solicitud, "infraestructura"),
              lambda: mundo.opinar(solicitud, "gobierno-electronico"))
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_estrategia"
    assert Task.objects.filter(owner_permission="cuentas.dictaminar_estrategia", status="NEW").count() == 1


def test_firmar_contra_desistir_gana_uno(mundo):
    solicitud = mundo.por_firmar()
    resultados = _a_la_vez(
        lambda: mundo.firmar(solicitud),
        lambda: actos.ejecutar("desistir", solicitud, por=mundo.presenta, en=mundo.en, motivo="Ya no."),
    )
    ganaron = [r for r in resultados if isinstance(r, Solicitud)]
    assert len(ganaron) == 1, resultados
    solicitud.refresh_from_db()
    firmada = Dictamen.objects.get(solicitud=solicitud).estado == "firmado"
    assert firmada != (solicitud.estado == "desistida")


def test_cincuenta_folios_a_la_vez_sin_repetir_ni_huecos(mundo):
    from django.db import transaction

    def tomar():
        with transaction.atomic():
            return folios.siguiente(folios.DICTAMEN, mundo.en)

    tomados = _a_la_vez(*[tomar] * 50)
    assert sorted(tomados) == [f"SGD-DTE-2026-{n:04d}" for n in range(1, 51)]


def test_la_transicion_es_una_tabla_que_se_puede_leer():
    assert set(actos.NODO_DE) | actos.CONCLUYEN | actos.EMPIEZAN <= set(tramite.TRANSICIONES)
