"""Quien tiene o tuvo, desde que se presentó, un papel en el ente del asunto no lo toca; y al admitir se dice si nadie queda."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bitacora.models import Evento
from cuentas.models import Area, Nombramiento, Usuario
from cuentas.personas.nombramientos import nombrar, revocar
from dictamenes import tramite
from dictamenes.excepciones import Impedimento
from dictamenes.models import Solicitud
from dictamenes.reglas.participacion import sin_elegible
from flujos.invariantes import revisar_casos
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
FALTAN_TRES = ["opinar en Infraestructura Tecnológica y Conectividad", "elaborar el proyecto de dictamen", "autorizar el dictamen"]


def _en_su_ente(mundo, persona, *, ente=None, desde=date(2020, 1, 1), hasta=None):
    return nombrar(persona, "elabora", ente=ente or mundo.ente, oficio="OF", desde=desde, hasta=hasta, por=None, en=mundo.en)


def _admitir(mundo, solicitud, por, areas=()):
    areas = list(Area.objects.filter(clave__in=areas))
    return actos.ejecutar(tramite.admitir, solicitud, por, mundo.en, areas=areas)


@pytest.mark.parametrize("papel", ["recepcion", "tecnico", "estrategico", "firmante"])
def test_quien_es_del_ente_ni_recibe_ni_opina_ni_proyecta_ni_firma(mundo, papel):
    solicitud = {"recepcion": mundo.presentada, "tecnico": mundo.en_revision}.get(papel, mundo.en_estrategia)()
    persona = mundo.tecnicos["infraestructura"] if papel == "tecnico" else getattr(mundo, papel)
    _en_su_ente(mundo, persona)
    persona = Usuario.objects.get(pk=persona.pk)
    with pytest.raises(Impedimento if papel != "firmante" else Exception, match="tiene o tuvo un papel en ICRESON"):
        {"recepcion": lambda: _admitir(mundo, solicitud, persona),
         "tecnico": lambda: mundo.opinar(solicitud, "infraestructura", por=persona),
         "estrategico": lambda: mundo.dar(tramite.proponer, solicitud, persona),
         "firmante": lambda: mundo.proponer(solicitud, autoriza=persona)}[papel]()


def test_haberlo_tenido_desde_que_se_presento_tambien_impide_y_antes_no(mundo):
    solicitud = mundo.presentada()
    antes = mundo.en - timedelta(days=9)
    terminado = _en_su_ente(mundo, mundo.recepcion, hasta=mundo.en.date() + timedelta(days=1))
    Nombramiento.objects.filter(pk=terminado.pk).update(hasta=antes.date())
    assert _admitir(mundo, solicitud, mundo.recepcion).estado == "en_estrategia"
    otra, recibe = mundo.presentada(), mundo.persona("recepcion")
    revocar(_en_su_ente(mundo, recibe), por=None, en=mundo.en + timedelta(hours=1))
    with pytest.raises(Impedimento, match="tuvo un papel"):
        _admitir(mundo, otra, Usuario.objects.get(pk=recibe.pk))


def test_lo_de_otro_ente_y_lo_que_nadie_confirmo_no_impiden(mundo):
    solicitud = mundo.presentada()
    _en_su_ente(mundo, mundo.recepcion, ente=mundo.otro_ente)
    nombrar(mundo.recepcion, "presenta", ente=mundo.ente, oficio="OF", desde=mundo.en.date(), por=mundo.administrador, en=mundo.en)
    assert _admitir(mundo, solicitud, mundo.recepcion).estado == "en_estrategia"


def test_el_invariante_nombra_lo_que_alguien_del_ente_hizo(mundo):
    solicitud = mundo.en_revision()
    assert not revisar_casos([solicitud.pk])
    papel = _en_su_ente(mundo, mundo.recepcion)
    Nombramiento.objects.filter(pk=papel.pk).update(confirmado_en=mundo.en - timedelta(days=30))
    assert "tenía un papel en el ente e hizo «solicitud.admitida»" in " ".join(map(str, revisar_casos([solicitud.pk])))


def test_al_admitir_se_nombra_cada_funcion_sin_nadie(mundo, client):
    solicitud = mundo.presentada()
    for papel in (mundo.tecnicos["infraestructura"], mundo.estrategico, mundo.firmante):
        _en_su_ente(mundo, papel)
    client.force_login(mundo.recepcion)
    url = reverse("flujos:requisitos", args=[solicitud.pk])
    pagina = client.get(url).content.decode()
    assert all(f"<li>{funcion}</li>" in pagina for funcion in FALTAN_TRES)
    infraestructura = Area.objects.get(clave="infraestructura")
    respuesta = client.post(url, {"areas": [infraestructura.pk]}, follow=True).content.decode()
    assert "; ".join(FALTAN_TRES) in respuesta
    evento = Evento.objects.de(solicitud).get(accion="solicitud.admitida")
    assert evento.datos_evento.datos["sin_elegible"] == FALTAN_TRES


def test_una_sola_persona_no_alcanza_para_dos_funciones(mundo):
    solicitud, areas = mundo.presentada(), list(Area.objects.filter(clave="infraestructura"))
    assert sin_elegible(solicitud, areas, mundo.recepcion, mundo.en) == []
    nombrar(mundo.estrategico, "firmante", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en)
    revocar(mundo.firmante.nombramientos.get(), por=None, en=mundo.en)
    assert sin_elegible(_releida(solicitud), areas, mundo.recepcion, mundo.en) == ["autorizar el dictamen"]
    nombrar(mundo.tecnicos["infraestructura"], "firmante", oficio="OF", desde=date(2020, 1, 1), por=None, en=mundo.en)
    assert sin_elegible(_releida(solicitud), areas, mundo.recepcion, mundo.en) == ["autorizar el dictamen"]
    assert sin_elegible(_releida(solicitud), [], mundo.recepcion, mundo.en) == []


def _releida(solicitud):
    return Solicitud.objects.get(pk=solicitud.pk)
