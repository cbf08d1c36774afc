"""La tabla de la bandeja: nace y muere con la tarea, y la migración la llena igual que los nodos."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from cuentas.models import Area
from cuentas.nombramientos import revocar
from dictamenes.models import Plazo
from flujos import actos, bandeja
from flujos.models import Pendiente

pytestmark = pytest.mark.django_db
DOS = ("infraestructura", "gobierno-electronico")
PRIMERA = bandeja.Filtros()


def _filas():
    return sorted(Pendiente.objects.values_list("tarea", "solicitud", "etapa", "area", "cola", "encargada", "vence_en"))


def _etapas(solicitud):
    return sorted(solicitud.pendientes.values_list("etapa", flat=True))


def test_sigue_a_la_solicitud_por_todo_el_recorrido(mundo):
    solicitud = mundo.presentada()
    assert _etapas(solicitud) == ["requisitos"]
    actos.ejecutar("admitir", solicitud, por=mundo.recepcion, en=mundo.en, areas=list(Area.objects.filter(clave__in=DOS)))
    assert _etapas(solicitud) == ["revision", "revision"]
    mundo.opinar(solicitud, DOS[0])
    assert [p.area.clave for p in solicitud.pendientes.all()] == [DOS[1]]
    mundo.proponer(mundo.opinar(solicitud, DOS[1]))
    assert _etapas(solicitud) == []
    mundo.credenciales()
    mundo.trabajar()
    firma = solicitud.pendientes.get()
    assert (firma.etapa, firma.encargada) == ("firma", mundo.firmante)
    assert firma.vence_en == Plazo.objects.get(solicitud=solicitud, clase="firma", cerrado_en=None).vence_en


def test_cancelar_la_solicitud_vacia_su_bandeja(mundo):
    solicitud = mundo.en_revision(DOS)
    actos.ejecutar("cancelar", solicitud, por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    assert not Pendiente.objects.exists()


def test_la_migracion_llena_lo_mismo_que_los_nodos(mundo):
    solicitud = mundo.en_revision(DOS)
    revision = solicitud.revisiones.get(area__clave=DOS[0])
    actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, revision=revision, a=mundo.tecnicos[DOS[0]])
    actos.ejecutar("prevenir", mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="requisito",
                   observaciones=[("proyecto", "Diga para qué.")])
    mundo.presentada()
    mundo.por_firmar()
    de_los_nodos = _filas()
    assert len(de_los_nodos) == 5
    Pendiente.objects.all().delete()
    import_module("flujos.migrations.0003_pendientes").llenar(apps, None)
    assert _filas() == de_los_nodos


def test_al_perder_su_papel_lo_suyo_sale_de_su_bandeja_y_sigue_en_la_de_coordinacion(mundo):
    solicitud = mundo.en_revision(DOS[:1])
    tecnico = mundo.tecnicos[DOS[0]]
    actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, revision=solicitud.revisiones.get(), a=tecnico)
    assert bandeja.pendientes_de(tecnico).count() == 1
    revocar(tecnico.nombramientos.get(), por=mundo.administrador, en=mundo.en)
    sin_papel = type(tecnico).objects.get(pk=tecnico.pk)
    assert not bandeja.pendientes_de(sin_papel).exists()
    assert bandeja.pendientes_de(mundo.coordinacion).get().encargada == tecnico


def test_los_conteos_se_detienen_en_el_tope(mundo, monkeypatch):
    for _ in range(4):
        mundo.presentada()
    monkeypatch.setattr(bandeja, "TOPE_DE_CONTEO", 3)
    cuentas = bandeja.conteos(bandeja.pendientes_de(mundo.recepcion), mundo.recepcion, mundo.en)
    assert cuentas == {"todas": 3, "mias": 0, "sin-asignar": 3, "vencidas": 0}


@pytest.mark.parametrize(
    ("papel", "filtros", "indice"),
    [
        ("coordinacion", PRIMERA, "pendiente_vence"),
        ("recepcion", PRIMERA, "pendiente_cola"),
        ("recepcion", bandeja.Filtros(vista="sin-asignar"), "pendiente_cola_libre"),
        ("coordinacion", bandeja.Filtros(vista="sin-asignar"), "pendiente_encargada"),
        ("coordinacion", bandeja.Filtros(vista="mias"), "pendiente_encargada"),
        ("coordinacion", bandeja.Filtros(etapa="firma"), "pendiente_etapa"),
    ],
)
def test_cada_pagina_sale_en_el_orden_de_un_indice(mundo, papel, filtros, indice):
    persona = getattr(mundo, papel)
    consulta = bandeja.filtrar(bandeja.pendientes_de(persona), filtros, persona, mundo.en).order_by("vence_en", "pk")
    plan = _plan(consulta[:26])
    # Con la tabla vacía, a PostgreSQL le da igual cuál de dos índices en orden; que no ordene es lo que importa.
    assert (indice if connection.vendor == "sqlite" else "Index Scan using pendiente_") in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan


def _plan(consulta):
    if connection.vendor == "sqlite":
        return consulta.explain()
    with connection.cursor() as cursor:  # con la tabla casi vacía, PostgreSQL la leería entera
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    return consulta.explain()


def test_la_pagina_que_sigue_entra_por_el_indice(mundo):
    persona = mundo.recepcion
    llave = bandeja._llave(Pendiente(pk=7, vence_en=mundo.en + timedelta(days=1)))
    todas = bandeja.filtrar(bandeja.pendientes_de(persona), PRIMERA, persona, mundo.en)
    plan = _plan(bandeja._desde(todas, llave, hacia_atras=False).order_by("vence_en", "pk")[:26])
    assert "pendiente_cola" in plan
    assert "vence_en>" in plan or "vence_en >=" in plan, plan


def test_quien_no_tiene_papel_ve_su_bandeja_vacia(mundo, client):
    client.force_login(mundo.persona())
    respuesta = client.get("/bandeja/")
    assert respuesta.status_code == 200
    assert "Todas" in respuesta.content.decode()
