"""Los borradores que nadie toca: se avisan una vez, se archivan sin perder nada y se recuperan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Aviso
from dictamenes import tramite
from dictamenes.excepciones import EstadoEquivocado
from dictamenes.expediente import captura
from dictamenes.models import Solicitud
from flujos.captura.abandonados import barrer
from flujos.invariantes import revisar
from flujos.recorrido import actos, notificaciones

pytestmark = pytest.mark.django_db
AVISAR, ARCHIVAR = timedelta(days=45), timedelta(days=60)


@pytest.fixture
def cliente(mundo, en):
    with reloj.detenido_en(en):
        navegador = Client()
        navegador.force_login(mundo.elabora, backend=settings.AUTHENTICATION_BACKENDS[0])
        yield navegador


def _avisados():
    return list(Aviso.objects.filter(tema="borrador_sin_tocar").values_list("persona_id", flat=True))


def _archivada(mundo):
    solicitud = mundo.borrador()
    assert barrer(mundo.en + ARCHIVAR) == 1
    return Solicitud.objects.get(pk=solicitud.pk)


def test_se_avisa_una_vez_y_si_alguien_lo_toca_se_vuelve_a_contar(mundo):
    solicitud = mundo.borrador()
    assert barrer(mundo.en + AVISAR - timedelta(hours=1)) == 0
    assert [barrer(mundo.en + AVISAR + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
    assert _avisados() == [mundo.elabora.pk]
    tocada_en = mundo.en + AVISAR + timedelta(days=3)
    captura.guardar(solicitud, version=solicitud.version, por=mundo.presenta, en=tocada_en, campos={"proyecto": "Otro"})
    assert barrer(mundo.en + ARCHIVAR) == 0
    assert barrer(tocada_en + AVISAR) == 1
    assert len(_avisados()) == 2


def test_el_asunto_del_aviso_no_lleva_texto_de_nadie_ni_un_folio_que_no_hay(mundo):
    mundo.borrador()
    assert barrer(mundo.en + AVISAR) == 1
    asunto = Aviso.objects.get(tema="borrador_sin_tocar").asunto
    assert asunto == f"Borrador: {notificaciones.TEXTOS['borrador_sin_tocar']}"


def test_los_ya_avisados_no_le_quitan_el_turno_a_los_demas(mundo, monkeypatch):
    monkeypatch.setattr("flujos.captura.abandonados.LOTE", 1)
    mundo.borrador()
    mundo.borrador()
    assert [barrer(mundo.en + AVISAR + timedelta(hours=n)) for n in range(3)] == [1, 1, 0]
    assert len(_avisados()) == 2


def test_avisar_de_muchos_no_consulta_uno_por_uno(mundo, django_assert_max_num_queries):
    for _ in range(3):
        mundo.borrador()
    assert barrer(mundo.en + AVISAR) == 3
    with django_assert_max_num_queries(5):
        assert barrer(mundo.en + AVISAR) == 0


def test_se_archiva_sin_perder_nada_y_no_se_captura_ni_se_presenta_hasta_recuperarlo(mundo):
    solicitud = _archivada(mundo)
    assert (solicitud.conceptos.count(), solicitud.anexos.exists()) == (1, True)
    with pytest.raises(EstadoEquivocado, match="archivado"):
        captura.guardar(solicitud, version=solicitud.version, por=mundo.elabora, en=mundo.en, campos={"proyecto": "X"})
    with pytest.raises(EstadoEquivocado, match="archivado"):
        actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=mundo.en)
    recuperada_en = mundo.en + ARCHIVAR + timedelta(days=1)
    captura.recuperar(solicitud, por=mundo.presenta, en=recuperada_en)
    assert barrer(recuperada_en + timedelta(days=1)) == 0
    presentada = actos.ejecutar(tramite.presentar, Solicitud.objects.get(), por=mundo.presenta, en=recuperada_en)
    assert presentada.folio
    assert {"solicitud.archivada", "solicitud.recuperada"} <= set(Evento.objects.values_list("accion", flat=True))
    assert revisar() == []


def test_lo_presentado_y_las_plantillas_no_se_archivan(mundo):
    mundo.presentada()
    captura.nombrar_plantilla(mundo.borrador(), "Equipo de siempre", por=mundo.elabora, en=mundo.en)
    assert barrer(mundo.en + 3 * ARCHIVAR) == 0
    assert not Solicitud.objects.exclude(archivada_en=None).exists()


def test_lo_archivado_sale_de_la_lista_se_encuentra_y_vuelve(mundo, cliente):
    solicitud = _archivada(mundo)
    lista = reverse("flujos:solicitudes")
    recuperar = reverse("flujos:recuperar", args=[solicitud.pk])
    pagina = cliente.get(lista).content.decode()
    assert recuperar not in pagina
    assert "1 borrador archivado" in pagina
    assert recuperar in cliente.get(lista, {"estado": "archivada"}).content.decode()
    for nombre in ("borrador", "seccion_general", "conceptos", "presentar"):
        respuesta = cliente.get(reverse(f"flujos:{nombre}", args=[solicitud.pk]))
        assert (respuesta.status_code, respuesta.get("Location")) == (302, recuperar)
    assert "Nada se perdió" in cliente.get(recuperar).content.decode()
    assert cliente.post(recuperar, follow=True).status_code == 200
    assert cliente.get(reverse("flujos:borrador", args=[solicitud.pk])).status_code == 200
    assert cliente.post(recuperar).status_code == 302
    assert Evento.objects.filter(accion="solicitud.recuperada").count() == 1
