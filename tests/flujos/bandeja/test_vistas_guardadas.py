"""Filtros en la dirección, vistas guardadas, preferencias de la pantalla y atajos."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cuentas.models import Ente, Usuario
from cuentas.reloj import detenido_en
from flujos.bandeja import bandeja, vistas_guardadas
from flujos.models import Pendiente, VistaGuardada

pytestmark = pytest.mark.django_db
BANDEJA, GUARDAR, QUITAR, ACOMODAR = (
    reverse(f"flujos:{n}") for n in ("bandeja", "vista_guardar", "vista_quitar", "acomodar")
)


def _asuntos(client, **filtros):
    return [fila.solicitud.pk for fila in client.get(BANDEJA, filtros).context["renglones"]]


def test_se_filtra_por_tipo_ente_area_y_urgencia(mundo, client):
    en_revision, urgente, otra = mundo.en_revision(), mundo.presentada(), mundo.presentada(tipo="arrendamiento")
    Pendiente.objects.filter(solicitud=urgente).update(es_urgente=True)
    Pendiente.objects.filter(solicitud=otra).update(ente=mundo.otro_ente)
    client.force_login(mundo.coordinacion)
    for filtros, esperada in (
        ({"area": "infraestructura"}, en_revision), ({"urgente": "si"}, urgente), ({"ente": "CEA"}, otra),
        ({"tipo": "arrendamiento"}, otra),
    ):
        assert _asuntos(client, **filtros) == [esperada.pk], filtros
    assert _asuntos(client, ente="NADIE") == []
    assert len(_asuntos(client, tipo="inventado", urgente="quizá")) == 3


def test_lo_urgente_nace_urgente(mundo):
    limite = mundo.en.date().replace(month=12)
    urgente, normal = mundo.presentada(fecha_limite=limite), mundo.presentada()
    assert [p.es_urgente for s in (urgente, normal) for p in s.pendientes.all()] == [True, False]


def test_una_vista_guardada_recuerda_los_filtros_y_no_la_pagina(mundo, client):
    client.force_login(mundo.recepcion)
    volver = f"{BANDEJA}?vista=hoy&tipo=bienes&inventado=1&despues=abc"
    for _ in range(20):
        assert client.post(GUARDAR, {"nombre": "Mis bienes de hoy", "volver": volver}).status_code == 302
    guardada = VistaGuardada.objects.get()
    assert (guardada.persona, guardada.consulta) == (mundo.recepcion, "vista=hoy&tipo=bienes")
    pagina = client.get(f"{BANDEJA}?{guardada.consulta}").content.decode()
    assert "Mis bienes de hoy" in pagina
    client.force_login(mundo.coordinacion)
    client.post(QUITAR, {"nombre": "Mis bienes de hoy"})
    assert "Mis bienes de hoy" not in client.get(BANDEJA).content.decode()
    client.force_login(mundo.recepcion)
    client.post(QUITAR, {"nombre": "Mis bienes de hoy"})
    assert not VistaGuardada.objects.exists()


def test_caben_doce_vistas_y_la_trece_dice_que_quite_alguna(mundo, client):
    for n in range(vistas_guardadas.MAXIMO):
        vistas_guardadas.guardar(mundo.recepcion, f"Vista {n}", bandeja.Filtros(vista="mias"))
    vistas_guardadas.guardar(mundo.recepcion, "Vista 3", bandeja.Filtros(vista="hoy"))
    client.force_login(mundo.recepcion)
    dicho = client.post(GUARDAR, {"nombre": "Una más"}, follow=True).content.decode()
    assert "Quite alguna" in dicho
    assert VistaGuardada.objects.count() == vistas_guardadas.MAXIMO
    assert "Escriba un nombre" in client.post(GUARDAR, {"nombre": " "}, follow=True).content.decode()


def test_los_renglones_por_pagina_y_la_densidad_se_recuerdan(mundo, client, monkeypatch):
    client.force_login(mundo.recepcion)
    mundo.presentada()
    client.post(ACOMODAR, {"por_pagina": "100", "densidad": "compacta", "atajos": "no"})
    client.post(ACOMODAR, {"por_pagina": "1000000"})
    pagina = client.get(BANDEJA)
    assert (pagina.context["por_pagina"], pagina.context["densidad"]) == ("100", "compacta")
    assert "sn-densa" in pagina.content.decode()
    assert "atajos" not in Usuario.objects.get(pk=mundo.recepcion.pk).preferencias


def test_los_atajos_se_apagan_en_mi_cuenta_y_la_ayuda_dice_como(mundo, client):
    client.force_login(mundo.recepcion)
    mundo.presentada()
    encendidos = client.get(BANDEJA).content.decode()
    assert 'data-atajos="no"' not in encendidos
    assert reverse("cuentas:mi_cuenta") + "#atajos" in encendidos
    client.post(reverse("cuentas:atajos"), {"atajos": "no"})
    assert 'data-atajos="no"' in client.get(BANDEJA).content.decode()
    assert "Encender los atajos" in client.get(reverse("cuentas:mi_cuenta")).content.decode()


def test_con_filtros_y_vistas_la_bandeja_no_pasa_de_doce_consultas(mundo, client, django_assert_max_num_queries):
    solicitud = mundo.presentada()
    vistas_guardadas.guardar(mundo.recepcion, "Hoy", bandeja.Filtros(vista="hoy"))
    client.force_login(mundo.recepcion)
    client.get(BANDEJA)
    with detenido_en(mundo.en), django_assert_max_num_queries(12):
        assert _asuntos(client, ente=Ente.objects.get(pk=solicitud.ente_id).siglas, tipo="bienes") == [solicitud.pk]
