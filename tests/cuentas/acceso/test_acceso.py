"""Papeles, nombramientos y la única función de acceso."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from guardian.models import UserObjectPermission

from bitacora.models import Evento
from cuentas import reloj
from cuentas.acceso import acceso
from cuentas.models import Area, Ente, Nombramiento
from cuentas.papeles import MATRIZ, PAPELES
from cuentas.personas.nombramientos import NombramientoImposible, confirmar, derivar_permisos, nombrar, revocar

pytestmark = pytest.mark.django_db


@pytest.fixture
def entes():
    return [Ente.objects.create(siglas=s, nombre=f"Ente {s}", naturaleza="entidad") for s in ("UNO", "DOS")]


def _fresca(persona):
    return type(persona).objects.get(pk=persona.pk)


def test_el_permiso_de_objeto_solo_cuelga_de_ente_o_area(persona, entes):
    persona("elabora", ente=entes[0])
    persona("tecnico", area=Area.objects.create(clave="x", nombre="X", vigente_desde=date(2020, 1, 1)))
    modelos = set(UserObjectPermission.objects.values_list("content_type__model", flat=True))
    assert modelos == {"ente", "area"}


def test_alcanza_su_ente_y_no_otro(persona, entes):
    alguien = persona("elabora", ente=entes[0])
    assert acceso.puede(alguien, "solicitud.elaborar", entes[0])
    assert not acceso.puede(alguien, "solicitud.elaborar", entes[1])


def test_quien_elabora_presenta_solo_si_el_ente_lo_dice(persona, entes):
    alguien = persona("elabora", ente=entes[0])
    assert not acceso.puede(alguien, "solicitud.presentar", entes[0])
    Ente.objects.filter(pk=entes[0].pk).update(presenta_quien_elabora=True)
    assert acceso.puede(_fresca(alguien), "solicitud.presentar", entes[0])


def test_revocar_quita_el_acceso_de_inmediato(persona, entes, en):
    alguien = persona("presenta", ente=entes[0])
    revocar(Nombramiento.objects.get(persona=alguien), por=None, en=en)
    assert not acceso.puede(_fresca(alguien), "solicitud.ver", entes[0])
    assert not UserObjectPermission.objects.filter(user=alguien).exists()


def test_un_nombramiento_vencido_no_da_acceso_aunque_quede_el_permiso(persona, entes):
    alguien = persona("presenta", ente=entes[0])
    Nombramiento.objects.filter(persona=alguien).update(hasta=reloj.hoy() - timedelta(days=1))
    assert UserObjectPermission.objects.filter(user=alguien).exists()
    assert not acceso.puede(_fresca(alguien), "solicitud.ver", entes[0])


def test_sin_permiso_derivado_el_nombramiento_solo_no_basta(persona, entes):
    alguien = persona("presenta", ente=entes[0])
    UserObjectPermission.objects.filter(user=alguien).delete()
    assert not acceso.puede(_fresca(alguien), "solicitud.ver", entes[0])
    derivar_permisos(alguien, reloj.hoy())
    assert acceso.puede(_fresca(alguien), "solicitud.ver", entes[0])


def test_una_persona_inactiva_no_alcanza_nada(persona, entes):
    alguien = persona("recepcion")
    alguien.is_active = False
    assert not any(acceso.puede(alguien, operacion) for operacion in MATRIZ)


def test_la_matriz_solo_nombra_papeles_que_existen():
    assert {papel for fila in MATRIZ.values() for papel in fila} <= set(PAPELES)


def test_cada_paso_del_tramite_lo_da_un_solo_papel():
    """Escrito aparte de la matriz, a propósito: darle a otro papel un paso que no es suyo se ve aquí."""
    pasos = {
        "solicitud.capturar_papel": "recepcion", "requisitos.resolver": "recepcion", "revision.turnar": "coordinacion",
        "solicitud.cancelar": "coordinacion", "revision.opinar": "tecnico", "dictamen.elaborar": "estrategico",
        "condicion.resolver": "estrategico", "dictamen.firmar": "firmante", "dictamen.recoger": "coordinacion",
        "dictamen.testar": "coordinacion",
    }
    assert {paso: [*MATRIZ[paso]] for paso in pasos} == {paso: [papel] for paso, papel in pasos.items()}


def test_el_auditor_no_escribe_nada():
    assert {op for op, fila in MATRIZ.items() if "auditor" in fila} == {
        "solicitud.ver", "bitacora.leer", "datos.exportar", "expediente.exportar", "archivo.leer",
        "pasado.ver", "pasado.leer", "contrato.ver", "retencion.leer",
    }


@pytest.mark.parametrize("excluyente", ["auditor", "administrador"])
def test_auditor_y_administrador_no_se_combinan(persona, en, excluyente):
    alguien = persona("recepcion")
    with pytest.raises(NombramientoImposible):
        nombrar(alguien, excluyente, oficio="OF", desde=date(2020, 1, 1), por=None, en=en)


def test_nadie_se_nombra_a_si_mismo(persona, en):
    alguien = persona("administrador")
    with pytest.raises(NombramientoImposible):
        nombrar(alguien, "recepcion", oficio="OF", desde=date(2020, 1, 1), por=alguien, en=en)


def test_quien_no_administra_no_nombra(persona, en):
    with pytest.raises(acceso.AccesoDenegado):
        nombrar(persona(), "recepcion", oficio="OF", desde=date(2020, 1, 1), por=persona("coordinacion"), en=en)


def test_un_nombramiento_pide_cuatro_ojos(persona, en):
    uno, dos, alguien = persona("administrador"), persona("administrador"), persona()
    propuesto = nombrar(alguien, "recepcion", oficio="OF", desde=en.date(), por=uno, en=en)
    assert not acceso.puede(alguien, "requisitos.resolver")
    with pytest.raises(NombramientoImposible):
        confirmar(propuesto, por=uno, en=en)
    confirmar(propuesto, por=dos, en=en)
    assert acceso.puede(_fresca(alguien), "requisitos.resolver")
    assert Evento.objects.filter(accion="nombramiento.confirmado", por=dos).exists()


def test_la_base_tambien_exige_cuatro_ojos(persona, en):
    uno = persona("administrador")
    propuesto = nombrar(persona(), "recepcion", oficio="OF", desde=en.date(), por=uno, en=en)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nombramiento.objects.filter(pk=propuesto.pk).update(confirmado_por=uno)


def test_el_acceso_cuesta_lo_mismo_con_muchos_permisos(persona, entes, django_assert_num_queries):
    alguien = persona("presenta", ente=entes[0])
    with django_assert_num_queries(1):
        for _ in range(20):
            acceso.puede(alguien, "solicitud.ver", entes[0])
