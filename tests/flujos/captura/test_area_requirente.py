"""Quien captura agrega el área que falta en la lista de su ente, sin esperar a nadie."""

from __future__ import annotations

import pytest

from bitacora.models import Evento
from cuentas.acceso.acceso import AccesoDenegado
from cuentas.models import AreaRequirente
from cuentas.personas import areas_requirentes
from tests.herramientas.paginas import dentro, en_

pytestmark = pytest.mark.django_db


def test_la_que_falta_se_agrega_y_se_elige(mundo):
    borrador, yo = mundo.borrador(area_requirente=None), dentro(mundo.elabora)
    pagina = en_("area_requirente", borrador.pk)
    assert pagina in yo.get(en_("seccion_general", borrador.pk)).text
    vuelta = yo.post(pagina, {"nombre": "  Dirección   de Archivo "}, follow=True)
    area = AreaRequirente.objects.get(ente=mundo.ente, nombre="Dirección de Archivo")
    assert f'<option value="{area.pk}">Dirección de Archivo</option>' in vuelta.text
    assert "está en la lista: elíjala" in vuelta.text
    assert Evento.objects.filter(accion="catalogo.agregado", por=mundo.elabora, objeto=f"arearequirente:{area.pk}").count() == 1


def test_la_que_ya_esta_no_se_repite_aunque_se_escriba_distinto(mundo):
    esta = areas_requirentes.agregar(mundo.ente, "Dirección de Archivo", por=mundo.elabora, en=mundo.en)
    assert areas_requirentes.agregar(mundo.ente, "direccion DE archivo", por=mundo.presenta, en=mundo.en) == esta
    assert areas_requirentes.agregar(mundo.otro_ente, "Dirección de Archivo", por=mundo.recepcion, en=mundo.en) != esta


def test_sin_nombre_lo_dice(mundo):
    respuesta = dentro(mundo.elabora).post(en_("area_requirente", mundo.borrador().pk), {"nombre": " "})
    assert respuesta.status_code == 422


def test_nadie_agrega_areas_a_un_ente_por_el_que_no_captura(mundo):
    for persona in (mundo.ajena, mundo.coordinacion, mundo.tecnicos["infraestructura"]):
        with pytest.raises(AccesoDenegado):
            areas_requirentes.agregar(mundo.ente, "Ajena", por=persona, en=mundo.en)
    assert not AreaRequirente.objects.filter(nombre="Ajena").exists()
