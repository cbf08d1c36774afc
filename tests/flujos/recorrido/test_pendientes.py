"""La tabla de la bandeja: nace y muere con la tarea, y la migración la llena igual que los nodos."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from cuentas.models import Area
from cuentas.personas.nombramientos import revocar
from dictamenes import tramite
from dictamenes.models import Plazo
from flujos.bandeja import bandeja
from flujos.models import Pendiente
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
DOS = ("infraestructura", "gobierno-electronico")
PRIMERA = bandeja.Filtros()


def _filas():
    return sorted(Pendiente.objects.values_list("tarea", "solicitud", "etapa", "area", "cola", "encargada", "vence_en", "ente", "tipo", "es_urgente",
                                                 "devuelta_en"))


def _etapas(solicitud):
    return sorted(solicitud.pendientes.values_list("etapa", flat=True))


def _devueltas(mundo):
    """Un asunto que regresó a cada etapa: requisitos, la técnica y la estratégica."""
    prevenida = mundo.presentada()
    actos.ejecutar(tramite.prevenir, prevenida, por=mundo.recepcion, en=mundo.en, causal="requisito",
                   observaciones=[("proyecto", "Diga para qué.")])
    respuestas = {o.pk: ("Para renovar.", False) for o in prevenida.prevenciones.abierta().observaciones.all()}
    actos.ejecutar(tramite.desahogar, prevenida, por=mundo.presenta, en=mundo.en, respuestas=respuestas)
    a_las_areas = mundo.en_estrategia()
    actos.ejecutar(tramite.devolver_a_areas, a_las_areas, por=mundo.estrategico, en=mundo.en,
                   encargos={Area.objects.get(clave=DOS[0]): "Aclare."})
    del_firmante = mundo.por_firmar()
    actos.ejecutar(tramite.devolver_proyecto, del_firmante, por=mundo.firmante, en=mundo.en, motivo="Corrija.")
    return {"requisitos": prevenida, "revision": a_las_areas, "estrategia": del_firmante}


def test_sigue_a_la_solicitud_por_todo_el_recorrido(mundo):
    solicitud = mundo.presentada()
    assert _etapas(solicitud) == ["requisitos"]
    actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=mundo.en, areas=list(Area.objects.filter(clave__in=DOS)))
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
    actos.ejecutar(tramite.cancelar, solicitud, por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    assert not Pendiente.objects.exists()


def test_la_migracion_llena_lo_mismo_que_los_nodos(mundo):
    solicitud = mundo.en_revision(DOS)
    revision = solicitud.revisiones.get(area__clave=DOS[0])
    actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, revision=revision, a=mundo.tecnicos[DOS[0]])
    actos.ejecutar(tramite.prevenir, mundo.presentada(), por=mundo.recepcion, en=mundo.en, causal="requisito",
                   observaciones=[("proyecto", "Diga para qué.")])
    mundo.presentada()
    mundo.por_firmar()
    _devueltas(mundo)
    de_los_nodos = _filas()
    assert len(de_los_nodos) == 8
    assert len([fila for fila in de_los_nodos if fila[-1]]) == 3
    Pendiente.objects.all().delete()
    import_module("flujos.migrations.0003_pendientes").llenar(apps, None)
    import_module("flujos.migrations.0005_vistas_de_la_bandeja").llenar(apps, None)
    import_module("flujos.migrations.0008_filtros_y_vistas_guardadas").llenar(apps, None)
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
    cuentas = bandeja.conteos(mundo.recepcion, mundo.en)
    assert cuentas == {
        "todas": 3, "mias": 0, "sin-asignar": 3, "hoy": 0, "vencidas": 0, "devueltas": 0, "equipo": 0,
    }


@pytest.mark.parametrize(
    ("papel", "filtros", "indice"),
    [
        ("coordinacion", PRIMERA, "pendiente_vence"),
        ("recepcion", PRIMERA, "pendiente_cola"),
        ("recepcion", bandeja.Filtros(vista="sin-asignar"), "pendiente_cola_libre"),
        ("coordinacion", bandeja.Filtros(vista="sin-asignar"), "pendiente_encargada"),
        ("coordinacion", bandeja.Filtros(vista="mias"), "pendiente_encargada"),
        ("coordinacion", bandeja.Filtros(etapa="firma"), "pendiente_etapa"),
        ("coordinacion", bandeja.Filtros(ente="ICRESON", tipo="bienes", urgente="si"), "pendiente_vence"),
        ("recepcion", bandeja.Filtros(ente="ICRESON", vista="sin-asignar"), "pendiente_cola_libre"),
        ("coordinacion", bandeja.Filtros(area="infraestructura"), "pendiente_vence"),
        ("coordinacion", bandeja.Filtros(vista="hoy"), "pendiente_vence"),
        ("recepcion", bandeja.Filtros(vista="hoy"), "pendiente_cola"),
        ("coordinacion", bandeja.Filtros(vista="devueltas"), "pendiente_devuelta"),
        ("recepcion", bandeja.Filtros(vista="devueltas"), "pendiente_cola_devuelta"),
        ("coordinacion", bandeja.Filtros(vista="equipo"), "pendiente_tomada"),
        ("recepcion", bandeja.Filtros(vista="equipo"), "pendiente_cola_tomada"),
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
    llave = (mundo.en + timedelta(days=1), 7)
    todas = bandeja.filtrar(bandeja.pendientes_de(persona), PRIMERA, persona, mundo.en)
    (siguen,) = bandeja.POR_VENCER.siguen(todas, llave)
    plan = _plan(siguen[:26])
    assert ("pendiente_cola" if connection.vendor == "sqlite" else "Index Scan using pendiente_") in plan, plan
    assert "vence_en>" in plan or "vence_en >=" in plan, plan


def test_quien_no_tiene_papel_ve_su_bandeja_vacia(mundo, client):
    client.force_login(mundo.persona())
    respuesta = client.get("/bandeja/")
    assert respuesta.status_code == 200
    assert "Todas" in respuesta.content.decode()


def _folios(mundo, persona, vista, en):
    suyas = bandeja.filtrar(bandeja.pendientes_de(persona), bandeja.Filtros(vista=vista), persona, en)
    return sorted(suyas.values_list("solicitud", flat=True))


def test_devueltas_son_las_que_regresan_a_su_etapa_y_no_las_que_llegan_por_primera_vez(mundo):
    esperadas = _devueltas(mundo)
    mundo.presentada()
    mundo.en_estrategia()
    papeles = {"requisitos": mundo.recepcion, "revision": mundo.tecnicos[DOS[0]], "estrategia": mundo.estrategico}
    for etapa, persona in papeles.items():
        assert _folios(mundo, persona, "devueltas", mundo.en) == [esperadas[etapa].pk]


def test_vencen_hoy_es_hoy_en_hermosillo_y_deja_fuera_lo_vencido(mundo):
    solicitud = mundo.presentada()
    vence = solicitud.pendientes.get().vence_en  # 23:59:59 de Hermosillo: en UTC ya es el día siguiente
    for antes, espera in ((timedelta(hours=23), [solicitud.pk]), (timedelta(minutes=1), [solicitud.pk]),
                          (timedelta(hours=25), []), (timedelta(seconds=-1), [])):
        assert _folios(mundo, mundo.recepcion, "hoy", vence - antes) == espera, antes
    assert _folios(mundo, mundo.recepcion, "vencidas", vence + timedelta(seconds=1)) == [solicitud.pk]


def test_mi_equipo_es_lo_de_mis_colas_con_otra_persona(mundo):
    solicitud = mundo.en_revision(DOS)
    area = Area.objects.get(clave=DOS[0])
    otra, tecnico = mundo.persona("tecnico", area=area), mundo.tecnicos[DOS[0]]
    for clave, a in ((DOS[0], tecnico), (DOS[1], mundo.tecnicos[DOS[1]])):
        actos.turnar(solicitud, por=mundo.coordinacion, en=mundo.en, a=a,
                     revision=solicitud.revisiones.get(area__clave=clave))
    assert _folios(mundo, otra, "equipo", mundo.en) == [solicitud.pk]
    assert _folios(mundo, tecnico, "equipo", mundo.en) == []
