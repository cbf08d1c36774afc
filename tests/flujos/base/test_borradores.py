"""Lo que se va escribiendo de un acto se guarda sin darlo, sólo lo lee quien lo escribe y se borra al darse."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cuentas.interfaz.formatos import hora
from cuentas.models import Area
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.excepciones import DatosInvalidos
from flujos.base import borradores
from flujos.models import BorradorDeTrabajo
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
AREA = "infraestructura"
HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def _a_la_hora_del_mundo(en):
    with detenido_en(en):
        yield


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _revision(solicitud):
    return reverse("flujos:revision", args=[solicitud.pk, AREA])


def _texto(cliente, url):
    return cliente.get(url).content.decode()


def test_se_guarda_solo_se_recupera_y_nadie_mas_lo_lee(mundo):
    solicitud, colega = mundo.en_revision(), mundo.persona("tecnico", area=Area.objects.get(clave=AREA))
    concepto = solicitud.conceptos.get()
    quien, otra = _como(mundo.tecnicos[AREA]), _como(colega)
    escrito = {"borrador": "1", "texto": "A medias\x00", f"postura_{concepto.pk}": "no_procede", "ajeno": "x"}
    assert quien.post(_revision(solicitud), escrito, headers=HTMX).status_code == 204
    pagina = _texto(quien, _revision(solicitud))
    assert "A medias" in pagina
    assert "Continúa con lo que guardó" in pagina
    assert re.search(r'value="no_procede"[^>]*checked', pagina)
    assert "A medias" not in _texto(otra, _revision(solicitud))
    assert "ajeno" not in BorradorDeTrabajo.objects.get().datos
    assert solicitud.revisiones.get().dada_en is None


def test_sin_guion_el_boton_guarda_y_dice_la_hora(mundo):
    solicitud, cliente = mundo.en_estrategia(), _como(mundo.estrategico)
    url = reverse("flujos:estrategia", args=[solicitud.pk])
    respuesta = cliente.post(url, {"borrador": "1", "analisis": "Va.", "renglones": "2", "condicion_2": "Otra"}, follow=True)
    pagina = respuesta.content.decode()
    assert f"Guardado a las {hora(mundo.en)}" in pagina
    assert "Otra" in pagina


def test_se_borra_al_darse_y_lo_que_llega_tarde_no_lo_revive(mundo):
    solicitud = mundo.en_revision()
    tecnico, colega = mundo.tecnicos[AREA], mundo.persona("tecnico", area=Area.objects.get(clave=AREA))
    for quien in (tecnico, colega):
        _como(quien).post(_revision(solicitud), {"borrador": "1", "texto": "A medias"})
    assert BorradorDeTrabajo.objects.count() == 2
    mundo.opinar(solicitud, AREA)
    assert not BorradorDeTrabajo.objects.exists()
    tarde = _como(tecnico).post(_revision(solicitud), {"borrador": "1", "texto": "Tarde"}, headers=HTMX)
    assert tarde.status_code == 409
    assert not BorradorDeTrabajo.objects.exists()


def test_un_area_que_ya_opino_no_guarda_aunque_el_asunto_siga_en_revision(mundo):
    solicitud = mundo.opinar(mundo.en_revision((AREA, "innovacion")), AREA)
    respuesta = _como(mundo.tecnicos[AREA]).post(_revision(solicitud), {"borrador": "1", "texto": "x"}, headers=HTMX)
    assert respuesta.status_code == 409


def test_otra_area_no_guarda_ni_lee_y_quien_cancela_borra_todo(mundo):
    solicitud = mundo.en_revision()
    ajena = _como(mundo.tecnicos["innovacion"]).post(_revision(solicitud), {"borrador": "1", "texto": "x"})
    assert ajena.status_code == 404
    _como(mundo.tecnicos[AREA]).post(_revision(solicitud), {"borrador": "1", "texto": "x"})
    actos.ejecutar(tramite.cancelar, solicitud, por=mundo.coordinacion, en=mundo.en, motivo="Duplicada.")
    assert not BorradorDeTrabajo.objects.exists()


def test_devolver_a_las_areas_conserva_lo_escrito_del_proyecto(mundo):
    solicitud = mundo.en_estrategia()
    borradores.guardar(solicitud, "proponer", por=mundo.estrategico, en=mundo.en, datos={"analisis": "Va."})
    actos.ejecutar(tramite.devolver_a_areas, solicitud, por=mundo.estrategico, en=mundo.en,
                   encargos={Area.objects.get(clave=AREA): "Aclare."})
    assert BorradorDeTrabajo.objects.get().datos == {"analisis": "Va."}


def test_lo_que_no_cabe_se_dice(mundo):
    with pytest.raises(DatosInvalidos):
        borradores.guardar(mundo.en_estrategia(), "proponer", por=mundo.estrategico, en=mundo.en,
                           datos={"analisis": "x" * borradores.LETRAS})


def test_prevenir_tambien_se_deja_a_medias(mundo):
    solicitud, cliente = mundo.presentada(), _como(mundo.recepcion)
    url = reverse("flujos:prevenir", args=[solicitud.pk])
    cliente.post(url, {"borrador": "1", "observacion_1": "Falta la cotización"})
    assert "Falta la cotización" in _texto(cliente, url)


def test_al_migrar_lo_escrito_al_prevenir_se_lee_con_el_nombre_de_hoy(mundo, en):
    antes = {"causal": "anexo", "ancla_1": "concepto-1", "observacion_1": "Diga la garantía."}
    borradores.guardar(mundo.presentada(), "prevenir", por=mundo.recepcion, en=en, datos=antes)
    import_module("flujos.migrations.0012_sobre_que").renombrar(apps, None)
    assert BorradorDeTrabajo.objects.get().datos == {
        "causal": "anexo", "sobre_1": "concepto-1", "observacion_1": "Diga la garantía.",
    }
