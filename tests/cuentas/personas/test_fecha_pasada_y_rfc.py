"""Lo que se nombra con fecha pasada dice por qué y lo lee quien confirma; un RFC, una persona."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from bitacora.models import Evento
from cuentas import reloj
from cuentas.models import Nombramiento, Usuario
from cuentas.personas import personas
from cuentas.personas.nombramientos import NombramientoImposible, confirmar, nombrar
from flujos.invariantes.registro import un_rfc_una_persona
from tests.herramientas.constar import consta

pytestmark = pytest.mark.django_db
UNO = "XAXX010101AB1"


def _formulario(**cambios):
    ayer = reloj.hoy() - timedelta(days=1)
    return {"clase": "titular", "papel": "recepcion", "oficio": "OF-1", "desde": ayer.isoformat(), **cambios}


@pytest.fixture
def administra(persona, client, entrar):
    alguien = persona("administrador")
    entrar(alguien)
    return alguien


def test_con_fecha_pasada_la_pantalla_pide_el_fundamento_y_quien_confirma_lo_lee(administra, persona, client, entrar):
    alguien = persona()
    url = reverse("cuentas:nombrar", args=[alguien.pk])
    assert "escriba con qué fundamento rige desde entonces" in client.post(url, _formulario()).content.decode()
    assert not Nombramiento.objects.filter(persona=alguien).exists()
    assert client.post(url, _formulario(fundamento="Tomó posesión con el acta 7.")).status_code == 302
    propuesto = Nombramiento.objects.get(persona=alguien)
    assert Evento.objects.get(accion="nombramiento.propuesto").datos_evento.datos["fundamento"] == "Tomó posesión con el acta 7."
    entrar(persona("administrador"))
    pagina = client.get(reverse("cuentas:nombramiento_confirmar", args=[propuesto.pk])).content.decode()
    assert "Tomó posesión con el acta 7." in pagina


def test_el_acto_tampoco_lo_admite_ni_lo_confirma_sin_fundamento(persona, en):
    uno, otra, alguien = persona("administrador"), persona("administrador"), persona()
    ayer = en.date() - timedelta(days=1)
    with pytest.raises(NombramientoImposible, match="con qué fundamento"):
        nombrar(alguien, "recepcion", oficio="OF", desde=ayer, por=uno, en=en)
    propuesto = nombrar(alguien, "recepcion", oficio="OF", desde=ayer, fundamento="Acta 7.", por=uno, en=en)
    with pytest.raises(NombramientoImposible, match="no puede confirmarlo"):
        confirmar(propuesto, por=uno, en=en)
    Nombramiento.objects.filter(pk=propuesto.pk).update(fundamento="")
    consta(Nombramiento.objects.get(pk=propuesto.pk), en)
    with pytest.raises(NombramientoImposible, match="con qué fundamento"):
        confirmar(propuesto, por=otra, en=en)


def test_hoy_y_lo_que_viene_no_lo_piden(persona, en):
    assert nombrar(persona(), "recepcion", oficio="OF", desde=en.date(), por=persona("administrador"), en=en).fundamento == ""


def test_dos_personas_no_comparten_rfc_ni_cambiando_mayusculas(persona):
    persona(rfc=UNO)
    with pytest.raises(IntegrityError), transaction.atomic():
        persona(rfc=UNO.lower())
    assert persona(rfc="").rfc == persona(rfc="").rfc == ""


def test_la_pantalla_dice_que_el_rfc_es_de_otra_persona_y_deja_el_propio(administra, persona, client):
    persona(rfc=UNO)
    alguien = persona(rfc="XAXX010101AB2")
    url = reverse("cuentas:persona_corregir", args=[alguien.pk])
    datos = {"nombre": "Otra Persona", "cargo": "Cargo"}
    assert "Ese RFC ya es de otra persona" in client.post(url, {**datos, "rfc": UNO}).content.decode()
    assert client.post(url, {**datos, "rfc": alguien.rfc}).status_code == 302
    nueva = {**datos, "correo": "nueva@ejemplo.invalid", "rfc": UNO}
    assert "Ese RFC ya es de otra persona" in client.post(reverse("cuentas:persona_nueva"), nueva).content.decode()


def test_los_repetidos_de_antes_abren_se_senalan_y_se_aclaran(administra, persona, client):
    una, otra = persona(rfc=UNO), persona()
    _con_la_base("DROP INDEX un_rfc_una_persona")
    Usuario.objects.filter(pk=otra.pk).update(rfc=UNO.lower())
    import_module("cuentas.migrations.0013_rfc_unico_y_fecha_con_fundamento").marcar_repetidos(apps, None)
    connection.check_constraints()  # lo diferido de esta transacción, que en PostgreSQL no deja poner el índice
    _con_la_base("CREATE UNIQUE INDEX un_rfc_una_persona ON cuentas_usuario (UPPER(rfc)) WHERE rfc <> '' AND NOT rfc_repetido")
    assert list(un_rfc_una_persona()) == [(f"persona:{otra.pk}", f"tiene el mismo RFC que la persona {una.pk}")]
    assert "Otra cuenta tiene el mismo" in client.get(reverse("cuentas:persona", args=[otra.pk])).content.decode()
    personas.corregir(una, por=administra, en=reloj.ahora(), rfc="XAXX010101AB2")
    otra.refresh_from_db()
    assert not otra.rfc_repetido
    assert not list(un_rfc_una_persona())


def _con_la_base(orden):
    with connection.cursor() as cursor:
        cursor.execute(orden)
