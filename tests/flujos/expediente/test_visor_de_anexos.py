"""El visor: las páginas de un anexo como imagen, para quien puede descargarlo y para nadie más."""

import pytest
from django.test import Client
from django.urls import reverse

from archivos.entrada import guardar
from bitacora.models import Evento
from config.demostracion.muestra import pdf_de_muestra
from cuentas.models import Area
from cuentas.reloj import detenido_en
from dictamenes import tramite
from dictamenes.models import Anexo
from flujos.recorrido import actos

pytestmark = pytest.mark.django_db
AREA = "infraestructura"


@pytest.fixture
def anexo(mundo, en):
    """Un anexo con una página de verdad, en revisión técnica."""
    solicitud = mundo.borrador()
    archivo = guardar(pdf_de_muestra("Investigación de mercado"), "application/pdf")
    Anexo.objects.filter(pk=solicitud.anexos.first().pk).update(archivo=archivo)
    solicitud = actos.ejecutar(tramite.presentar, solicitud, por=mundo.presenta, en=en)
    solicitud = actos.ejecutar(tramite.admitir, solicitud, por=mundo.recepcion, en=en, areas=list(Area.objects.filter(clave=AREA)))
    with detenido_en(en):
        yield solicitud.anexos.first()


def _como(persona):
    cliente = Client()
    cliente.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    return cliente


def _pagina(anexo, numero=1):
    return reverse("flujos:anexo_pagina", args=[anexo.pk, numero])


def test_ve_las_paginas_quien_puede_descargarlo_y_para_los_demas_no_existe(mundo, anexo):
    for persona in (mundo.tecnicos[AREA], mundo.recepcion, mundo.presenta):
        respuesta = _como(persona).get(_pagina(anexo))
        assert respuesta["Content-Type"] == "image/png"
        assert respuesta["Cache-Control"] == "private, no-store"
    for persona in (mundo.ajena, mundo.tecnicos["innovacion"], mundo.firmante, mundo.administrador):
        assert _como(persona).get(_pagina(anexo)).status_code == 404
        assert _como(persona).get(reverse("flujos:visor", args=[anexo.pk])).status_code == 404
    assert _como(mundo.recepcion).get(_pagina(anexo, 99)).status_code == 404


def test_la_lectura_de_quien_audita_deja_constancia_por_pagina(mundo, anexo):
    assert _como(mundo.auditor).get(_pagina(anexo)).status_code == 200
    evento = Evento.objects.filter(accion="anexo.leido").get()
    assert evento.datos_evento.datos == {"anexo": anexo.pk, "pagina": 1}
    _como(mundo.recepcion).get(_pagina(anexo))
    assert Evento.objects.filter(accion="anexo.leido").count() == 1


def test_sin_guion_se_abre_aparte_y_con_htmx_llega_sólo_el_trozo(mundo, anexo):
    cliente, url = _como(mundo.tecnicos[AREA]), reverse("flujos:visor", args=[anexo.pk])
    revision = cliente.get(reverse("flujos:revision", args=[anexo.solicitud_id, AREA])).content.decode()
    assert f'href="{url}" target="visor-de-anexos" hx-get="{url}"' in revision
    assert "<html" in cliente.get(url).content.decode()
    trozo = cliente.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in trozo
    assert _pagina(anexo) in trozo


@pytest.mark.parametrize("pedida", ["0", "-3", "99", "uno", "9" * 400, "²"])
def test_un_numero_de_pagina_cualquiera_lleva_a_una_que_existe(mundo, anexo, pedida):
    respuesta = _como(mundo.recepcion).get(reverse("flujos:visor", args=[anexo.pk]), {"pagina": pedida})
    assert "Página 1 de 1" in respuesta.content.decode()


def test_lo_que_no_se_puede_mostrar_se_dice_y_se_ofrece_descargar(mundo, anexo):
    Anexo.objects.filter(pk=anexo.pk).update(archivo=guardar(b"PK hoja", "application/vnd.ms-excel"))
    texto = _como(mundo.presenta).get(reverse("flujos:visor", args=[anexo.pk])).content.decode()
    assert "no se puede mostrar como imagen" in texto
    assert reverse("flujos:anexo", args=[anexo.pk]) in texto
